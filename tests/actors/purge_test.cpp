// SPDX-License-Identifier: Apache-2.0
// What a purge erases and what it must never touch, whoever else writes.
#include "actors/job_commits.hpp"
#include "actors/purge_run.hpp"
#include "codec/bytes.hpp"
#include "tests/support/local_store.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(purge_test)

using namespace nightfloat;
using actors::run_step;
using domain::commit_outcome;

namespace {

constexpr auto owner = domain::session_id{1, 1};
constexpr auto other = domain::session_id{2, 2};

struct fixture {
  test::local_ledger ledger;
  test::local_store store{ledger, 1};
  std::uint64_t keys = 0;
  /// Called before each step of the purge: others come in between.
  std::function<void(const run_step&)> before;
  std::size_t commits = 0;

  fixture() {
    ledger.ledger->session_opened(other);
  }

  domain::commit_answer commit(domain::transaction x) {
    x.programme = "im";
    if (!x.complete) {
      x.reply = domain::owed_reply{};
      x.reply->scope = "test";
      x.reply->key = std::to_string(++keys);
    }
    return ledger.commit(std::move(x));
  }

  /// So many records of a roster and its plan under that number.
  void draft(std::uint64_t number, std::uint32_t people = 3) {
    auto x = domain::transaction{};
    for (auto who = std::uint32_t{1}; who <= people; ++who) {
      x.put.push_back({domain::keys::duty({number}, {who}, 202'607), "d"});
      x.put.push_back({domain::keys::plan({number}, {who}), "p"});
      if (x.put.size() + 2 > domain::writes_max || who == people)
        BOOST_REQUIRE(commit(std::exchange(x, {})).outcome
                      == commit_outcome::committed);
    }
  }

  void data(std::uint64_t number) {
    auto x = domain::transaction{};
    x.put = {{domain::keys::info({number}), "i"},
             {domain::keys::person({number}, {1}), "p"}};
    BOOST_REQUIRE(commit(x).outcome == commit_outcome::committed);
  }

  void heads(std::uint64_t current, std::uint64_t before_it) {
    auto x = domain::transaction{};
    auto programme = domain::programme_head{{current}, {before_it}};
    auto roster = domain::roster_head{{current}, {before_it}, 1};
    x.put = {
      {std::string{domain::keys::programme_current}, codec::encode(programme)},
      {std::string{domain::keys::roster_current}, codec::encode(roster)}};
    BOOST_REQUIRE(commit(x).outcome == commit_outcome::committed);
  }

  domain::lease leased(domain::job job, domain::session_id whose) {
    auto x = domain::transaction{};
    x.submit = {std::move(job)};
    BOOST_REQUIRE(commit(x).outcome == commit_outcome::committed);
    return claimed(whose);
  }

  domain::lease claimed(domain::session_id whose) {
    auto told = std::promise<result<std::vector<domain::lease>>>{};
    ledger.ledger->claim({whose, {"generate", "purge"}, 1, 0},
                         [&](auto got) { told.set_value(std::move(got)); });
    return told.get_future().get().value().at(0);
  }

  domain::lease generating(std::uint64_t number) {
    return leased({.id = {number}, .kind = "generate"}, other);
  }

  void end(const domain::lease& x, bool failed) {
    auto done = domain::transaction{};
    done.fenced_by = domain::fence{x.work.id, x.fence};
    done.complete = domain::completion{
      .failed = failed, .final = true, .code = ec::refused, .detail = "no"};
    BOOST_REQUIRE(commit(done).outcome == commit_outcome::committed);
  }

  /// A generation of that number that staged a draft and ended in vain.
  void abandoned(std::uint64_t number, std::uint32_t people = 3) {
    auto lease = generating(number);
    draft(number, people);
    end(lease, true);
  }

  domain::lease purging(bool jobless = false) {
    auto job = domain::job{.id = {++keys + 1'000'000}, .kind = "purge"};
    job.payload = codec::encode(client::purge_job{jobless});
    return leased(job, owner);
  }

  run_step answer(actors::job_run& run, const run_step& x) {
    auto out = run_step{};
    switch (x.what) {
      case run_step::verb::read:
        store.read("im", x.keys, 0,
                   [&](const auto& got) { out = run.on_records(got); });
        break;
      case run_step::verb::scan:
        store.scan("im", x.prefix, x.after, 0,
                   [&](const auto& got) { out = run.on_records(got); });
        break;
      case run_step::verb::job:
        store.job(x.job, [&](const auto& got) { out = run.on_job(got); });
        break;
      case run_step::verb::programme:
        out = run.on_programme(failure{ec::not_found, "nothing there"}, {});
        break;
      case run_step::verb::commit:
        ++commits;
        BOOST_TEST(x.change.expect.size() <= domain::expectations_max);
        BOOST_TEST(x.change.erase.size() <= domain::writes_max);
        BOOST_TEST(x.change.fenced_by.has_value());
        out = run.on_commit(ledger.commit(x.change));
        break;
      default:
        BOOST_FAIL("no such step");
    }
    return out;
  }

  /// Runs a purge to its end, or as many steps.
  void run(const domain::lease& under, int steps = 10'000) {
    auto x = actors::make_run(under);
    auto step = x->begin({});
    while (step.what != run_step::verb::end && steps-- > 0) {
      if (before)
        before(step);
      step = answer(*x, step);
    }
  }

  client::purge_result purge(bool jobless = false) {
    auto lease = purging(jobless);
    run(lease);
    auto view = ledger.job(lease.work.id);
    BOOST_REQUIRE((view.state == domain::job_state::completed));
    return codec::decode<client::purge_result>(view.last.result).value();
  }

  std::size_t records_of(std::uint64_t number) {
    return ledger.scan("im", domain::keys::duties({number})).size()
           + ledger.scan("im", domain::keys::plans({number})).size()
           + ledger.scan("im", domain::keys::data({number})).size();
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(purge, fixture)

BOOST_AUTO_TEST_CASE(a_draft_whose_job_has_ended_is_erased_and_said) {
  abandoned(7);
  draft(3);
  data(3);
  draft(2);
  data(2);
  heads(3, 2);
  auto said = purge();
  BOOST_TEST(said.records == 6U);
  BOOST_TEST(said.drafts == 1U);
  BOOST_TEST(said.spared == 0U);
  BOOST_TEST(records_of(7) == 0U);
  // What is in force, and what was before it.
  BOOST_TEST(records_of(3) == 8U);
  BOOST_TEST(records_of(2) == 8U);
}

BOOST_AUTO_TEST_CASE(a_live_jobs_draft_stays) {
  auto lease = generating(7);
  draft(7);
  auto said = purge();
  BOOST_TEST(said.records == 0U);
  BOOST_TEST(said.spared == 1U);
  BOOST_TEST(records_of(7) == 6U);
  end(lease, true);
  BOOST_TEST(purge().records == 6U);
}

BOOST_AUTO_TEST_CASE(what_no_job_is_known_of_goes_only_when_asked_for) {
  draft(9);
  data(8);
  auto said = purge();
  BOOST_TEST(said.records == 0U);
  BOOST_TEST(said.spared == 2U);
  BOOST_TEST(purge(true).records == 8U);
  BOOST_TEST(records_of(9) + records_of(8) == 0U);
}

BOOST_AUTO_TEST_CASE(old_rosters_and_their_fallbacks_go_when_a_third_comes) {
  for (auto number : {5U, 6U, 7U}) {
    auto lease = generating(number);
    draft(number);
    auto x = domain::transaction{};
    x.put = {{domain::keys::fallback({number}, {1}), "f"}};
    BOOST_REQUIRE(commit(x).outcome == commit_outcome::committed);
    end(lease, false);
  }
  heads(7, 6);
  BOOST_TEST(purge().records == 7U);
  BOOST_TEST(records_of(5) == 0U);
  BOOST_TEST(records_of(6) == 6U);
  BOOST_TEST(records_of(7) == 6U);
  BOOST_TEST(ledger.scan("im", "fallback/").size() == 2U);
}

BOOST_AUTO_TEST_CASE(other_records_are_no_drafts) {
  auto x = domain::transaction{};
  x.put = {{domain::keys::person_guard({1}), ""},
           {domain::keys::swap({1}), "s"},
           {"duty/strange", "x"},
           {"data/00000000000000zz/x", "x"}};
  BOOST_REQUIRE(commit(x).outcome == commit_outcome::committed);
  abandoned(7);
  BOOST_TEST(purge(true).records == 6U);
  for (const auto& one : x.put)
    BOOST_TEST(ledger.scan("im", one.key).size() == 1U, one.key);
}

BOOST_AUTO_TEST_CASE(a_large_draft_goes_in_bounded_transactions) {
  abandoned(7, 200);
  BOOST_TEST(purge().records == 400U);
  BOOST_TEST(records_of(7) == 0U);
  BOOST_TEST(commits >= 400 / domain::writes_max);
}

BOOST_AUTO_TEST_CASE(a_worker_that_dies_at_any_step_is_followed_by_another) {
  for (auto steps = 1; steps < 20; ++steps) {
    auto number = std::uint64_t{100} + static_cast<std::uint64_t>(steps);
    abandoned(number, 70);
    auto lease = purging();
    run(lease, steps);
    if (ledger.job(lease.work.id).state == domain::job_state::completed)
      break;
    ledger.end_session(owner);
    ledger.ledger->session_opened(owner);
    // The death counts as an attempt, so the next one waits its backoff.
    ledger.clock.advance(std::chrono::milliseconds{5});
    auto again = claimed(owner);
    BOOST_TEST((again.work.id == lease.work.id));
    // The first one wakes late: its lease has ended.
    run(lease);
    run(again);
    BOOST_TEST(
      (ledger.job(lease.work.id).state == domain::job_state::completed));
    BOOST_TEST(records_of(number) == 0U, "after " << steps << " steps");
  }
}

BOOST_AUTO_TEST_CASE(a_job_put_back_meanwhile_keeps_what_it_writes_anew) {
  // At whichever step the job is put back and stages again, none of it goes.
  for (auto at = 0; at < 12; ++at) {
    auto number = std::uint64_t{200} + static_cast<std::uint64_t>(at);
    abandoned(number);
    auto step = 0;
    auto again = std::optional<domain::lease>{};
    before = [&](const run_step&) {
      if (step++ != at)
        return;
      auto told = std::promise<result<void>>{};
      ledger.ledger->requeue({number}, {},
                             [&](auto got) { told.set_value(std::move(got)); });
      BOOST_REQUIRE(told.get_future().get());
      again = claimed(other);
      draft(number);
    };
    static_cast<void>(purge());
    before = nullptr;
    if (!again)
      break;
    BOOST_TEST(records_of(number) == 6U, "at step " << at);
    end(*again, true);
  }
}

BOOST_AUTO_TEST_CASE(a_head_that_names_it_after_all_keeps_it) {
  draft(3);
  heads(3, 0);
  for (auto at = 0; at < 12; ++at) {
    auto number = std::uint64_t{300} + static_cast<std::uint64_t>(at);
    abandoned(number);
    auto step = 0;
    auto left = std::size_t{0};
    before = [&](const run_step&) {
      if (step++ != at)
        return;
      // What is half erased is not put in force by anybody.
      left = records_of(number);
      if (left == 6)
        heads(number, 3);
    };
    static_cast<void>(purge());
    before = nullptr;
    BOOST_TEST(records_of(number) == (left == 6 ? 6U : 0U), "at step " << at);
    heads(3, 0);
    static_cast<void>(purge());
  }
  BOOST_TEST(records_of(3) == 6U);
}

BOOST_AUTO_TEST_CASE(heads_that_switch_without_end_are_given_up_for_later) {
  abandoned(7);
  auto number = std::uint64_t{400};
  before = [&](const run_step& x) {
    if (x.what == run_step::verb::commit && !x.change.complete)
      heads(++number, 0);
  };
  auto lease = purging();
  run(lease);
  BOOST_TEST((ledger.job(lease.work.id).state == domain::job_state::delayed));
  BOOST_TEST(records_of(7) == 6U);
}

BOOST_AUTO_TEST_CASE(bad_payloads_and_kinds_fail_for_good) {
  for (const auto* kind : {"purge", "unheard"}) {
    auto job = domain::job{.id = {++keys + 1'000'000}, .kind = kind};
    job.payload = "\xc1";
    auto x = domain::transaction{};
    x.submit = {job};
    BOOST_REQUIRE(commit(x).outcome == commit_outcome::committed);
    auto told = std::promise<result<std::vector<domain::lease>>>{};
    ledger.ledger->claim({owner, {kind}, 1, 0},
                         [&](auto got) { told.set_value(std::move(got)); });
    run(told.get_future().get().value().at(0));
    BOOST_TEST((ledger.job(job.id).state == domain::job_state::dead_letter),
               kind);
    BOOST_TEST(ledger.scan("im", "").size() == 0U);
  }
}

BOOST_AUTO_TEST_CASE(a_purge_follows_each_end_of_a_generation_once) {
  auto x = domain::lease{};
  x.work.id = {7};
  x.work.programme = "im";
  x.work.kind = "generate";
  x.work.attempts_max = 3;
  x.fence = {1, 2};
  x.attempt = 1;
  auto first = actors::purge_after(x);
  BOOST_TEST(first.kind == "purge");
  BOOST_TEST((first == actors::purge_after(x)));
  auto seen = std::set<std::uint64_t>{first.id.value};
  for (auto counter : {3U, 4U}) {
    x.fence.counter = counter;
    BOOST_TEST(seen.insert(actors::purge_after(x).id.value).second);
  }
  x.work.id = {8};
  BOOST_TEST(seen.insert(actors::purge_after(x).id.value).second);
}

BOOST_AUTO_TEST_CASE(only_an_end_without_another_attempt_is_purged_after) {
  auto x = domain::lease{};
  x.work.kind = "generate";
  x.work.attempts_max = 2;
  x.attempt = 1;
  auto why = failure{ec::conflict, "no"};
  BOOST_TEST(actors::failure_commit(x, why, false).submit.empty());
  BOOST_TEST(actors::failure_commit(x, why, true).submit.size() == 1U);
  x.attempt = 2;
  BOOST_TEST(actors::failure_commit(x, why, false).submit.size() == 1U);
  BOOST_TEST(actors::kept_commit(x, "", "").submit.size() == 1U);
  // A purge is no generation: it would be followed for ever.
  x.work.kind = "purge";
  BOOST_TEST(actors::failure_commit(x, why, true).submit.empty());
  BOOST_TEST(actors::done_commit(x, "").submit.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
