// SPDX-License-Identifier: Apache-2.0
#include "tests/support/core_bench.hpp"

#include <set>

BOOST_AUTO_TEST_SUITE(job_keys_test)

using namespace nightfloat;
using namespace nightfloat::test;
using domain::job_state;

namespace {

constexpr auto alice = domain::session_id{1, 1};
constexpr auto bob = domain::session_id{2, 2};

} // namespace

BOOST_FIXTURE_TEST_SUITE(job_keys, core_bench)

// -- cancel -------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_waiting_job_is_cancelled_at_once) {
  (void)commit(submission("s", work(7)));
  auto stop = change("c");
  stop.cancel = {{7}};
  BOOST_TEST(commit(stop).outcome == commit_outcome::committed);
  BOOST_TEST(show(7).state == job_state::cancelled);
  BOOST_TEST(claim(alice).empty());
}

BOOST_AUTO_TEST_CASE(a_running_job_is_asked_to_stop) {
  (void)commit(submission("s", work(7)));
  auto lease = claim(alice).at(0);
  auto stop = change("c");
  stop.cancel = {{7}};
  (void)commit(stop);
  BOOST_TEST(show(7).state == job_state::leased);
  auto said = core->renew(alice, {{fence_of(lease), {}}}, now);
  BOOST_TEST(said.states.at(0).second);
  (void)commit(failure_of(lease));
  BOOST_TEST(show(7).state == job_state::cancelled);
}

BOOST_AUTO_TEST_CASE(a_job_that_nobody_knows_cannot_be_cancelled) {
  auto stop = change("c");
  stop.cancel = {{7}};
  BOOST_TEST(commit(stop).code == ec::not_found);
}

// -- keys that a job owes -----------------------------------------------------

BOOST_AUTO_TEST_CASE(a_duplicate_of_a_running_request_is_sent_to_its_job) {
  BOOST_TEST(commit(reservation_of("k", work(7))).pending.value == 7);
  auto again = commit(reservation_of("k", work(8)));
  BOOST_TEST(again.outcome == commit_outcome::refused);
  BOOST_TEST(again.code == ec::in_progress);
  BOOST_TEST(again.pending.value == 7);
  BOOST_TEST(again.retry_after_ms > 0);
  auto other = reservation_of("k", work(8));
  other.reserve->fingerprint = "g";
  BOOST_TEST(commit(other).code == ec::key_reused);
}

BOOST_AUTO_TEST_CASE(completion_turns_pending_into_the_stored_reply) {
  (void)commit(reservation_of("k", work(7)));
  auto done = commit(completion_of(claim(alice).at(0), "bytes"));
  auto said = commit(reservation_of("k", work(8)));
  BOOST_TEST(said.outcome == commit_outcome::replayed);
  BOOST_TEST(said.body == "bytes");
  BOOST_TEST(said.version == done.version);
}

BOOST_AUTO_TEST_CASE(a_dead_letter_stores_the_final_refusal) {
  (void)commit(reservation_of("k", work(7)));
  (void)commit(failure_of(claim(alice).at(0), true));
  auto said = commit(reservation_of("k", work(8)));
  BOOST_TEST(said.outcome == commit_outcome::replayed);
  BOOST_TEST(said.status == ec::infeasible);
  BOOST_TEST(said.body == "no way");
}

BOOST_AUTO_TEST_CASE(cancel_frees_the_key) {
  (void)commit(reservation_of("k", work(7)));
  auto stop = change("c");
  stop.cancel = {{7}};
  (void)commit(stop);
  BOOST_TEST(commit(reservation_of("k", work(8))).outcome
             == commit_outcome::committed);
}

BOOST_AUTO_TEST_CASE(a_key_cannot_wait_for_a_job_that_is_not_submitted) {
  auto x = reservation_of("k", work(7));
  x.submit.clear();
  BOOST_TEST(commit(x).code == ec::invalid_argument);
}

BOOST_AUTO_TEST_CASE(one_key_is_not_answered_and_reserved_at_once) {
  auto x = reservation_of("k", work(7));
  x.reply = change("k").reply;
  BOOST_TEST(commit(x).code == ec::invalid_argument);
  x.reply->key = "another";
  BOOST_TEST(commit(x).outcome == commit_outcome::committed);
}

BOOST_AUTO_TEST_CASE(a_jobs_number_is_used_once) {
  (void)commit(submission("1", work(7)));
  BOOST_TEST(commit(submission("2", work(7))).code == ec::conflict);
  (void)commit(completion_of(claim(alice).at(0)));
  BOOST_TEST(commit(submission("3", work(7))).code == ec::conflict);
}

BOOST_AUTO_TEST_CASE(live_jobs_are_bounded) {
  options.jobs_live_max = 2;
  start();
  begin();
  (void)decide(submission("1", work(1)));
  (void)decide(submission("2", work(2)));
  auto said = decide(submission("3", work(3)));
  finish();
  BOOST_TEST(said.code == ec::overloaded);
  BOOST_TEST(said.retry_after_ms > 0);
}

BOOST_AUTO_TEST_CASE(a_job_may_follow_another_where_no_more_have_room) {
  options.jobs_live_max = 1;
  start();
  (void)commit(submission("1", work(1)));
  auto next = completion_of(claim(alice).at(0));
  next.submit = {work(2)};
  BOOST_TEST(commit(next).outcome == commit_outcome::committed);
  BOOST_TEST(show(2).state == job_state::ready);
  BOOST_TEST(commit(submission("3", work(3))).code == ec::overloaded);
  BOOST_TEST(commit(change("a", {{"x", "y"}})).outcome
             == commit_outcome::committed);
}

BOOST_AUTO_TEST_CASE(ended_jobs_are_purged_after_their_time) {
  options.result_retention = 60s;
  options.reply_retention = 60s;
  start();
  (void)commit(submission("old", work(1)));
  (void)commit(submission("stays", work(2, "sweep")));
  (void)commit(submission("new", work(3)));
  for (auto& lease : claim(alice, 2))
    (void)commit(completion_of(lease));
  BOOST_TEST(show(1).state == job_state::completed);
  advance(62s);
  tick();
  BOOST_TEST(core->show({1}).error().code == ec::not_found);
  BOOST_TEST(core->show({3}).error().code == ec::not_found);
  BOOST_TEST(show(2).state == job_state::ready);
  // The one below the purged ends later, and is purged in its turn.
  (void)commit(completion_of(claim(alice, 1, {"sweep"}).at(0)));
  advance(62s);
  tick();
  BOOST_TEST(core->show({2}).error().code == ec::not_found);
}

// -- restart ------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(tokens_never_repeat_over_restarts) {
  (void)commit(submission("s", work(7)));
  auto seen = std::set<domain::token>{};
  for (auto i = 0; i < 5; ++i) {
    auto lease = claim(alice).at(0);
    BOOST_TEST(seen.insert(lease.fence).second);
    cut();
  }
}

BOOST_AUTO_TEST_CASE(a_lease_in_the_log_can_be_taken_up_again) {
  (void)commit(submission("s", work(7)));
  auto lease = claim(alice).at(0);
  tick();
  cut();
  BOOST_TEST(claim(bob).empty());
  advance(9s);
  BOOST_TEST(core->renew(bob, {{fence_of(lease), {}}}, now).lost.size() == 1);
  BOOST_TEST(core->renew(alice, {{fence_of(lease), {}}}, now).states.size()
             == 1);
  advance(9s);
  BOOST_TEST(commit(completion_of(lease)).outcome == commit_outcome::committed);
}

BOOST_AUTO_TEST_CASE(a_lease_that_nobody_takes_up_ends_uncounted) {
  (void)commit(submission("s", work(7)));
  auto lease = claim(alice).at(0);
  tick();
  cut();
  advance(11s);
  tick();
  BOOST_TEST(claim(bob).at(0).attempt == 1);
  BOOST_TEST(commit(completion_of(lease)).outcome == commit_outcome::fenced);
}

BOOST_AUTO_TEST_CASE(a_token_that_the_log_does_not_know_is_fenced) {
  (void)commit(submission("s", work(7)));
  auto lost = claim(alice).at(0);
  cut();
  BOOST_TEST(commit(completion_of(lost)).outcome == commit_outcome::fenced);
  BOOST_TEST(core->renew(alice, {{fence_of(lost), {}}}, now).lost.size() == 1);
  BOOST_TEST(claim(bob).at(0).attempt == 1);
}

BOOST_AUTO_TEST_CASE(a_requeued_job_below_all_others_survives_a_restart) {
  (void)commit(submission("1", work(1)));
  (void)commit(submission("2", work(2, "sweep")));
  (void)commit(failure_of(claim(alice).at(0), true));
  begin();
  BOOST_REQUIRE(core->requeue({1}));
  finish();
  cut();
  BOOST_TEST(claim(alice).at(0).work.id.value == 1);
}

BOOST_AUTO_TEST_CASE(a_paused_predecessor_is_refused) {
  (void)commit(change("1", {{"a", "x"}}));
  disk.in_use = false;
  auto successor = storage::memory_engine{disk};
  auto next = storage::ledger_core{successor, options};
  BOOST_REQUIRE(successor.reopen());
  BOOST_REQUIRE(next.recover(successor, now));
  begin();
  (void)decide(change("2", {{"a", "y"}}));
  auto done = engine->apply(core->seal());
  BOOST_TEST(static_cast<int>(done.outcome)
             == static_cast<int>(storage::apply_outcome::failed));
  BOOST_TEST(done.why.code == ec::fenced);
  core->drop();
  BOOST_TEST(record("a").bytes == "x");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
