// SPDX-License-Identifier: Apache-2.0
// A command of the queue that is sent again: what it said the first time it
// says again, and it changes nothing.
#include "tests/support/cron_bench.hpp"

BOOST_AUTO_TEST_SUITE(command_keys_test)

using namespace nightfloat;
using namespace nightfloat::test;

namespace {

storage::command_key under(const std::string& key,
                           const std::string& scope = "alice queue.requeue",
                           const std::string& programme = "p") {
  auto x = storage::command_key{.programme = programme};
  x.owed.scope = scope;
  x.owed.key = key;
  x.owed.fingerprint = "f";
  return x;
}

struct commands : cron_bench {
  using cron_bench::cron_bench;

  result<void> again(std::uint64_t id, const storage::command_key& by) {
    begin();
    auto done = core->requeue({id}, by);
    finish();
    return done;
  }

  /// The schedule `sweep` is put and not replaced.
  result<void> put_once(const char* line, const std::string& key) {
    begin();
    auto done
      = core->once(under(key, "alice cron.put"), storage::steady_time::max(),
                   [&] { return core->put_schedule("p", every(line), false); });
    finish();
    return done;
  }

  result<void> remove_once(const std::string& key) {
    begin();
    auto done = core->once(under(key, "alice cron.remove"),
                           storage::steady_time::max(),
                           [&] { return core->remove_schedule("p", "sweep"); });
    finish();
    return done;
  }

  void dead_letter(std::uint64_t id) {
    (void)submit(work(id));
    fail_job(id);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(command_keys, commands)

BOOST_AUTO_TEST_CASE(a_requeue_sent_again_has_happened_and_happens_once) {
  dead_letter(7);
  BOOST_REQUIRE(again(7, under("k")));
  BOOST_TEST(again(7, under("k")).has_value());
  // Nor where another requeue would find something to do.
  fail_job(7);
  BOOST_TEST(again(7, under("k")).has_value());
  BOOST_TEST(show(7).state == domain::job_state::dead_letter);
  cut();
  BOOST_TEST(again(7, under("k")).has_value());
  BOOST_TEST(show(7).state == domain::job_state::dead_letter);
  BOOST_TEST(again(7, under("other")).has_value());
  BOOST_TEST(show(7).state == domain::job_state::ready);
}

BOOST_AUTO_TEST_CASE(two_copies_in_one_batch_are_one_requeue) {
  dead_letter(7);
  begin();
  BOOST_TEST(core->requeue({7}, under("k")).has_value());
  BOOST_TEST(core->requeue({7}, under("k")).has_value());
  BOOST_TEST(core->requeue({7}, under("other")).error().code == ec::refused);
  finish();
  BOOST_TEST(show(7).state == domain::job_state::ready);
}

BOOST_AUTO_TEST_CASE(a_refusal_is_the_answer_to_its_key_as_well) {
  (void)submit(work(7));
  const auto first = again(7, under("k")).error();
  BOOST_TEST(first.code == ec::refused);
  fail_job(7);
  const auto second = again(7, under("k")).error();
  BOOST_TEST(second.code == first.code);
  BOOST_TEST(second.detail == first.detail);
  BOOST_TEST(show(7).state == domain::job_state::dead_letter);
}

BOOST_AUTO_TEST_CASE(keys_are_of_a_caller_and_mean_one_request) {
  dead_letter(7);
  BOOST_REQUIRE(again(7, under("k")));
  fail_job(7);
  BOOST_TEST(again(7, under("k", "bob queue.requeue")).has_value());
  auto other = under("k");
  other.owed.fingerprint = "g";
  BOOST_TEST(again(7, other).error().code == ec::key_reused);
  BOOST_TEST(again(7, under(std::string(10 << 10, 'k'))).error().code
             == ec::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_job_of_another_programme_is_not_put_back) {
  dead_letter(7);
  const auto other = under("k", "alice queue.requeue", "q");
  BOOST_TEST(again(7, other).error().code == ec::not_found);
  BOOST_TEST(show(7).state == domain::job_state::dead_letter);
  // Who names none means the job's own, and so does the repeat.
  const auto any = under("k", "alice queue.requeue", "");
  BOOST_TEST(again(7, any).has_value());
  BOOST_TEST(again(7, any).has_value());
  BOOST_TEST(again(8, any).error().code == ec::not_found);
}

BOOST_AUTO_TEST_CASE(a_command_whose_time_was_used_up_changes_nothing) {
  dead_letter(7);
  begin();
  BOOST_TEST(core->requeue({7}, under("k"), now.steady).error().code
             == ec::timed_out);
  finish();
  BOOST_TEST(show(7).state == domain::job_state::dead_letter);
  // That was of one copy: the next one is in time. The answer is never late.
  BOOST_REQUIRE(again(7, under("k")));
  begin();
  BOOST_TEST(core->requeue({7}, under("k"), now.steady).has_value());
  finish();
}

BOOST_AUTO_TEST_CASE(what_is_dropped_was_not_answered) {
  dead_letter(7);
  begin();
  BOOST_REQUIRE(core->requeue({7}, under("k")));
  (void)core->seal();
  core->drop();
  BOOST_TEST(show(7).state == domain::job_state::dead_letter);
  BOOST_REQUIRE(again(7, under("k")));
  BOOST_TEST(show(7).state == domain::job_state::ready);
}

BOOST_AUTO_TEST_CASE(an_answer_is_kept_as_long_as_any_reply) {
  dead_letter(7);
  BOOST_REQUIRE(again(7, under("k")));
  fail_job(7);
  advance(options.reply_retention + 1s);
  tick();
  dead_letter(9);
  BOOST_TEST(again(9, under("k")).has_value());
  BOOST_TEST(show(9).state == domain::job_state::ready);
}

BOOST_AUTO_TEST_CASE(a_removal_sent_again_does_not_take_the_next_of_the_name) {
  BOOST_REQUIRE(put(every("0 * * * *")));
  BOOST_REQUIRE(remove_once("k"));
  BOOST_TEST(remove_once("k").has_value());
  BOOST_TEST(remove_once("other").error().code == ec::not_found);
  BOOST_REQUIRE(put(every("30 * * * *")));
  BOOST_TEST(remove_once("k").has_value());
  BOOST_TEST(remove_once("other").error().code == ec::not_found);
  BOOST_TEST(core->schedules("p").size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_schedule_sent_again_has_been_put_whatever_became_of_it) {
  BOOST_REQUIRE(put_once("0 * * * *", "k"));
  BOOST_REQUIRE(put(every("30 * * * *"), true));
  BOOST_TEST(put_once("0 * * * *", "k").has_value());
  BOOST_TEST(schedule().what.line == "30 * * * *");
  // A conflict means "ask again": it is not kept.
  BOOST_TEST(put_once("0 * * * *", "l").error().code == ec::conflict);
  BOOST_REQUIRE(remove_once("m"));
  BOOST_TEST(put_once("0 * * * *", "l").has_value());
}

BOOST_AUTO_TEST_CASE(what_sets_a_state_says_the_same_to_a_repeat) {
  BOOST_REQUIRE(put(every("0 * * * *")));
  const auto rate = domain::rate_terms{.jobs = 5, .per_ms = 1'000, .burst = 0};
  for (auto copy = 0; copy < 2; ++copy) {
    BOOST_TEST(pause("generate", true).has_value());
    BOOST_TEST(pause_it(true).has_value());
    BOOST_TEST(put(every("30 * * * *"), true).has_value());
    begin();
    BOOST_TEST(core->limit_rate("generate", rate).has_value());
    finish();
  }
  BOOST_TEST(schedule().paused);
  for (auto copy = 0; copy < 2; ++copy) {
    BOOST_TEST(pause("generate", false).has_value());
    BOOST_TEST(pause_it(false).has_value());
  }
}

BOOST_AUTO_TEST_CASE(nor_does_a_repeat_find_its_own_place_taken) {
  const auto rate = domain::rate_terms{.jobs = 5, .per_ms = 1'000, .burst = 0};
  begin();
  for (auto i = 0; i < 1'024; ++i) {
    BOOST_REQUIRE(core->pause("k" + std::to_string(i), true));
    BOOST_REQUIRE(core->limit_rate("k" + std::to_string(i), rate));
  }
  BOOST_TEST(core->pause("k1023", true).has_value());
  BOOST_TEST(core->limit_rate("k1023", rate).has_value());
  finish();
  BOOST_TEST(pause("k1023", true).has_value());
  BOOST_TEST(pause("one more", true).error().code == ec::refused);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
