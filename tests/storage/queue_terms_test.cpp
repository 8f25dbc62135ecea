// SPDX-License-Identifier: Apache-2.0
// On what terms a job runs: alone under its name, while its kind is not
// paused; and what is remembered of it.
#include "storage/verify.hpp"
#include "tests/support/queue_bench.hpp"

#include <limits>

BOOST_AUTO_TEST_SUITE(queue_terms_test)

using namespace nightfloat;
using namespace nightfloat::test;
using domain::job_state;

namespace {

domain::job unique(std::uint64_t id, const std::string& name = "only") {
  auto x = work(id);
  x.unique = name;
  return x;
}

struct small_queue : queue_bench {
  small_queue() : queue_bench{{.jobs_live_max = 4}} {
  }
};

} // namespace

// -- unique -------------------------------------------------------------------

BOOST_FIXTURE_TEST_SUITE(job_unique, queue_bench)

BOOST_AUTO_TEST_CASE(the_second_is_sent_to_the_first) {
  (void)submit(unique(1));
  auto said = submit(unique(2));
  BOOST_TEST(said.outcome == commit_outcome::refused);
  BOOST_TEST(said.code == ec::in_progress);
  BOOST_TEST(said.pending.value == 1);
  BOOST_TEST(said.retry_after_ms > 0);
  (void)claim(alice);
  BOOST_TEST(submit(unique(2)).pending.value == 1);
  cut();
  BOOST_TEST(submit(unique(2)).pending.value == 1);
}

BOOST_AUTO_TEST_CASE(two_in_one_group_are_one) {
  begin();
  auto first = decide(submission("1", unique(1)));
  auto second = decide(submission("2", unique(2)));
  finish();
  BOOST_TEST(first.outcome == commit_outcome::committed);
  BOOST_TEST(second.pending.value == 1);
  auto both = submission("3", unique(3, "other"));
  both.submit.push_back(unique(4, "other"));
  BOOST_TEST(commit(both).code == ec::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_name_is_of_one_kind_and_programme) {
  (void)submit(unique(1));
  auto sweep = unique(2);
  sweep.kind = "sweep";
  BOOST_TEST(submit(sweep).outcome == commit_outcome::committed);
  auto other = submission("q", unique(3));
  other.programme = "q";
  BOOST_TEST(commit(other).outcome == commit_outcome::committed);
  BOOST_TEST(submit(unique(4, "two")).outcome == commit_outcome::committed);
  BOOST_TEST(submit(unique(5, "a\nb")).code == ec::invalid_argument);
}

BOOST_AUTO_TEST_CASE(the_name_is_free_when_the_job_has_ended) {
  (void)submit(unique(1));
  finish_job(1);
  (void)submit(unique(2));
  (void)cancel(2);
  (void)submit(unique(3));
  fail_job(3);
  BOOST_TEST(submit(unique(4)).outcome == commit_outcome::committed);
  // The end of one does not free the name of the next.
  (void)cancel(3);
  BOOST_TEST(submit(unique(5)).pending.value == 4);
}

BOOST_AUTO_TEST_CASE(an_end_frees_a_name_once_even_within_a_group) {
  (void)submit(unique(1));
  auto lease = claim(alice).at(0);
  auto stop = change("stop");
  stop.cancel = {{1}};
  begin();
  BOOST_TEST(decide(completion_of(lease)).outcome == commit_outcome::committed);
  BOOST_TEST(decide(submission("2", unique(2))).outcome
             == commit_outcome::committed);
  BOOST_TEST(decide(stop).outcome == commit_outcome::committed);
  finish();
  BOOST_TEST(submit(unique(3)).pending.value == 2);
}

BOOST_AUTO_TEST_CASE(a_name_that_came_back_within_a_group_is_freed_again) {
  (void)submit(unique(1));
  fail_job(1);
  auto stop = change("stop");
  stop.cancel = {{1}};
  begin();
  BOOST_REQUIRE(core->requeue({1}));
  BOOST_TEST(decide(stop).outcome == commit_outcome::committed);
  finish();
  auto row = engine->get(storage::layout::unique_job("p", "generate", "only"));
  BOOST_REQUIRE(row);
  BOOST_TEST(!row->has_value());
  BOOST_TEST(storage::verify(*engine).whole);
}

BOOST_AUTO_TEST_CASE(a_job_hands_its_name_on_with_its_completion) {
  (void)submit(unique(1));
  auto done = completion_of(claim(alice).at(0));
  done.submit = {unique(2)};
  BOOST_TEST(commit(done).outcome == commit_outcome::committed);
  BOOST_TEST(submit(unique(3)).pending.value == 2);
  auto failed = failure_of(claim(alice).at(0));
  failed.submit = {unique(4)};
  BOOST_TEST(commit(failed).pending.value == 2);
}

BOOST_AUTO_TEST_CASE(a_dead_letter_comes_back_only_if_its_name_is_free) {
  (void)submit(unique(1));
  fail_job(1);
  (void)submit(unique(2));
  auto said = requeue(1);
  BOOST_REQUIRE(!said);
  BOOST_TEST(said.error().code == ec::refused);
  (void)cancel(2);
  BOOST_REQUIRE(requeue(1));
  BOOST_TEST(submit(unique(3)).pending.value == 1);
}

BOOST_AUTO_TEST_SUITE_END()

// -- paused kinds, admission, history -----------------------------------------

BOOST_FIXTURE_TEST_SUITE(job_admission, queue_bench)

BOOST_AUTO_TEST_CASE(a_paused_kind_is_not_handed_out) {
  (void)submit(work(1));
  (void)submit(work(2, "sweep"));
  BOOST_REQUIRE(pause("generate", true));
  BOOST_TEST(claim(alice, 10, {"generate", "sweep"}).size() == 1);
  cut();
  BOOST_TEST(claim(alice).empty());
  BOOST_REQUIRE(pause("generate", false));
  BOOST_TEST(claim(alice).size() == 1);
  cut();
  BOOST_TEST(core->kinds(now).size() == 2);
  BOOST_TEST(!core->kinds(now)[0].paused);
}

BOOST_AUTO_TEST_CASE(a_pause_that_was_not_written_is_none) {
  (void)submit(work(1));
  begin();
  BOOST_REQUIRE(core->pause("generate", true));
  (void)core->seal();
  core->drop();
  BOOST_TEST(claim(alice).size() == 1);
}

BOOST_AUTO_TEST_CASE(a_running_job_of_a_paused_kind_goes_on) {
  (void)submit(work(1));
  auto lease = claim(alice).at(0);
  BOOST_REQUIRE(pause("generate", true));
  BOOST_TEST(core->renew(alice, {{fence_of(lease), {}}}, now).lost.empty());
  BOOST_TEST(commit(completion_of(lease)).outcome == commit_outcome::committed);
}

BOOST_AUTO_TEST_CASE(a_kind_without_a_name_cannot_be_paused) {
  BOOST_TEST(pause("", true).error().code == ec::invalid_argument);
  BOOST_TEST(pause("a\nb", true).error().code == ec::invalid_argument);
}

BOOST_AUTO_TEST_CASE(too_many_paused_kinds_are_refused) {
  for (auto i = 0; i < 1'024; ++i)
    BOOST_REQUIRE(pause("kind " + std::to_string(i), true));
  BOOST_TEST(pause("one more", true).error().code == ec::refused);
}

BOOST_FIXTURE_TEST_CASE(a_refusal_says_when_there_will_be_room, small_queue) {
  for (auto id = std::uint64_t{1}; id <= 4; ++id)
    (void)submit(work(id));
  // Nothing has ended lately: nothing is known.
  BOOST_TEST(submit(work(9)).retry_after_ms == 1'000);
  advance(10s);
  for (auto id = std::uint64_t{1}; id <= 2; ++id) {
    finish_job(id);
    (void)submit(work(id + 10));
    advance(400ms);
  }
  auto one = submit(work(9));
  BOOST_TEST(one.code == ec::overloaded);
  // Two ended in 800 ms.
  BOOST_TEST(one.retry_after_ms >= 300);
  BOOST_TEST(one.retry_after_ms <= 500);
  auto more = submission("m", work(20));
  more.submit.push_back(work(21));
  more.submit.push_back(work(22));
  const auto three = commit(more).retry_after_ms;
  BOOST_TEST(three >= 3 * one.retry_after_ms - 2);
  BOOST_TEST(three <= 3 * one.retry_after_ms + 2);
}

BOOST_AUTO_TEST_CASE(after_its_soft_limit_an_attempt_is_asked_to_stop) {
  auto x = work(7);
  x.attempt_soft_ms = 15'000;
  (void)submit(x);
  auto lease = claim(alice).at(0);
  auto asked = [&] {
    return core->renew(alice, {{fence_of(lease), {}}}, now).states.at(0).second;
  };
  advance(8s);
  BOOST_TEST(!asked());
  advance(7s);
  BOOST_TEST(asked());
  auto stopped = failure_of(lease, true);
  stopped.complete->code = ec::cancelled;
  (void)commit(stopped);
  BOOST_TEST(show(7).state == job_state::delayed);
  BOOST_TEST(show(7).last.code == ec::timed_out);
  advance(2s);
  // Whom somebody did ask to stop is cancelled, late or not.
  lease = claim(alice).at(0);
  advance(8s);
  BOOST_TEST(!asked());
  advance(8s);
  (void)cancel(7);
  stopped = failure_of(lease);
  stopped.complete->code = ec::cancelled;
  (void)commit(stopped);
  BOOST_TEST(show(7).state == job_state::cancelled);
}

BOOST_AUTO_TEST_CASE(a_soft_limit_lies_below_the_hard_one) {
  auto x = work(7);
  x.attempt_soft_ms = x.attempt_ms_max;
  BOOST_TEST(submit(x).code == ec::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_job_runs_at_a_time_that_a_date_can_say) {
  constexpr auto last = std::int64_t{253'402'300'799'999};
  auto x = work(7);
  for (auto at :
       {std::int64_t{-1}, last + 1, std::numeric_limits<std::int64_t>::max()}) {
    x.run_at_ms = at;
    auto said = submit(x);
    BOOST_TEST(said.code == ec::invalid_argument);
    BOOST_TEST(said.detail.find("run_at_ms") != std::string::npos);
  }
  x.run_at_ms = last;
  BOOST_TEST(submit(x).outcome == commit_outcome::committed);
  // So far off, and yet no reason to look at once.
  BOOST_TEST((core->next_event(now) > now.steady));
}

BOOST_AUTO_TEST_CASE(a_dead_letter_of_this_very_group_can_be_requeued) {
  auto x = work(7);
  x.attempts_max = 1;
  (void)submit(x);
  (void)claim(alice);
  advance(11s);
  // The lease ends, and with it the job, as the group begins.
  BOOST_REQUIRE(requeue(7));
  BOOST_TEST(show(7).state == job_state::ready);
  BOOST_TEST(storage::verify(*engine).whole);
  BOOST_TEST(claim(alice).at(0).attempt == 1);
}

BOOST_AUTO_TEST_CASE(a_dead_letter_that_this_very_group_purges_is_gone) {
  options.result_retention = 10s;
  start();
  (void)submit(work(7));
  fail_job(7);
  advance(11s);
  auto said = requeue(7);
  BOOST_REQUIRE(!said);
  BOOST_TEST(said.error().code == ec::not_found);
  BOOST_TEST(storage::verify(*engine).whole);
}

BOOST_AUTO_TEST_CASE(what_is_past_but_not_purged_is_still_there) {
  options.result_retention = 10s;
  start();
  (void)submit(work(6));
  auto late = claim(alice).at(0);
  (void)submit(work(7));
  fail_job(7);
  advance(9s);
  (void)commit(failure_of(late, true));
  // The purge goes by sequence, and waits for the retention of 6.
  advance(2s);
  auto taken = commit(submission("again", work(7)));
  BOOST_TEST(taken.outcome == commit_outcome::refused);
  BOOST_TEST(taken.code == ec::conflict);
  BOOST_REQUIRE(requeue(7));
  advance(9s);
  tick();
  BOOST_TEST(core->show({6}).error().code == ec::not_found);
  BOOST_TEST(show(7).state == job_state::ready);
  BOOST_TEST(storage::verify(*engine).whole);
}

BOOST_AUTO_TEST_CASE(what_a_full_disk_kept_is_purged_later) {
  options.result_retention = 10s;
  start();
  (void)submit(work(7));
  finish_job(7);
  advance(11s);
  begin();
  BOOST_TEST(!core->seal().empty());
  core->drop();
  BOOST_TEST(show(7).state == job_state::completed);
  advance(1s);
  tick();
  BOOST_TEST(core->show({7}).error().code == ec::not_found);
}

BOOST_AUTO_TEST_CASE(a_job_remembers_how_its_attempts_ended) {
  auto x = work(7);
  x.attempts_max = 3;
  (void)submit(x);
  auto first = claim(alice).at(0);
  (void)commit(failure_of(first));
  advance(2s);
  (void)claim(alice);
  advance(11s);
  tick();
  auto given_back = claim(alice).at(0);
  begin();
  BOOST_REQUIRE(core->release({fence_of(given_back)}));
  finish();
  auto last = claim(alice).at(0);
  auto worst = failure_of(last);
  worst.complete->detail = std::string(255, 'x') + "\xc3\xa4 and more";
  (void)commit(worst);
  auto view = show(7);
  BOOST_TEST(view.state == job_state::dead_letter);
  BOOST_REQUIRE(view.history.size() == 3);
  BOOST_TEST(view.history[0].code == ec::infeasible);
  BOOST_TEST(view.history[0].detail == "no way");
  BOOST_TEST((view.history[0].fence == first.fence));
  BOOST_TEST(view.history[1].code == ec::worker_lost);
  BOOST_TEST(view.history[1].ended_ms > view.history[0].ended_ms);
  // Never cut in the middle of a character.
  BOOST_TEST(view.history[2].detail == std::string(255, 'x'));
  BOOST_TEST(view.last.detail == worst.complete->detail);
  cut();
  BOOST_TEST(show(7).history.size() == 3);
  // What a worker did not say is not replayed to it.
  BOOST_TEST(commit(failure_of(first)).outcome == commit_outcome::replayed);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
