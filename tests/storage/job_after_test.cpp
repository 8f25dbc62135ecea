// SPDX-License-Identifier: Apache-2.0
// Jobs that wait for others.
#include "tests/support/queue_bench.hpp"

BOOST_AUTO_TEST_SUITE(job_after_test)

using namespace nightfloat;
using namespace nightfloat::test;
using domain::job_state;

namespace {

domain::job after(std::uint64_t id, std::vector<domain::job_id> others) {
  auto x = work(id);
  x.after = std::move(others);
  return x;
}

struct short_memory : queue_bench {
  short_memory()
    : queue_bench{{.result_retention = std::chrono::milliseconds{20'000}}} {
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(job_after, queue_bench)

BOOST_AUTO_TEST_CASE(it_runs_when_all_of_them_have_completed) {
  (void)submit(work(1));
  (void)submit(work(2));
  (void)submit(after(3, {{1}, {2}}));
  BOOST_TEST(show(3).state == job_state::waiting);
  BOOST_TEST(core->jobs().waiting() == 1);
  finish_job(1);
  BOOST_TEST(show(3).state == job_state::waiting);
  finish_job(2);
  finish_job(3);
  BOOST_TEST(core->jobs().waiting() == 0);
}

BOOST_AUTO_TEST_CASE(it_waits_over_a_power_cut) {
  (void)submit(work(1));
  (void)submit(work(2));
  (void)submit(after(3, {{1}, {2}}));
  finish_job(1);
  cut();
  BOOST_TEST(show(3).state == job_state::waiting);
  finish_job(2);
  cut();
  finish_job(3);
}

BOOST_AUTO_TEST_CASE(a_batch_is_submitted_in_one_transaction_in_any_order) {
  auto x = submission("s", after(3, {{1}, {2}}));
  x.submit.push_back(work(1));
  x.submit.push_back(after(2, {{1}}));
  BOOST_TEST(commit(x).outcome == commit_outcome::committed);
  BOOST_TEST(claim(alice, 10).size() == 1);
  BOOST_TEST(show(1).state == job_state::leased);
}

BOOST_AUTO_TEST_CASE(what_completes_in_the_same_group_is_not_waited_for) {
  (void)submit(work(1));
  auto lease = claim(alice).at(0);
  begin();
  (void)decide(submission("2", after(2, {{1}})));
  (void)decide(completion_of(lease));
  (void)decide(submission("3", after(3, {{1}})));
  finish();
  BOOST_TEST(claim(alice, 10).size() == 2);
}

BOOST_AUTO_TEST_CASE(what_has_completed_long_ago_is_not_waited_for) {
  (void)submit(work(1));
  finish_job(1);
  (void)submit(after(2, {{1}}));
  BOOST_TEST(show(2).state == job_state::ready);
}

BOOST_AUTO_TEST_CASE(a_circle_is_refused) {
  auto x = submission("s", after(1, {{2}}));
  x.submit.push_back(after(2, {{3}}));
  x.submit.push_back(after(3, {{1}}));
  auto said = commit(x);
  BOOST_TEST(said.code == ec::invalid_argument);
  BOOST_TEST(said.detail.find("waits for itself") != std::string::npos);
  BOOST_TEST(submit(after(4, {{4}})).code == ec::invalid_argument);
  BOOST_TEST(core->jobs().size() == 0);
}

BOOST_AUTO_TEST_CASE(a_job_that_nobody_knows_is_refused) {
  BOOST_TEST(submit(after(2, {{1}})).code == ec::not_found);
  BOOST_TEST(submit(after(3, {{0}})).code == ec::invalid_argument);
  (void)submit(work(1));
  auto other = submission("q", after(2, {{1}}));
  other.programme = "q";
  BOOST_TEST(commit(other).code == ec::not_found);
}

BOOST_AUTO_TEST_CASE(too_many_to_wait_for_are_refused) {
  auto x = work(100);
  for (auto id = std::uint64_t{1}; id <= 65; ++id)
    x.after.push_back({id});
  BOOST_TEST(submit(x).code == ec::oversize);
}

BOOST_AUTO_TEST_CASE(what_will_not_complete_is_refused) {
  (void)submit(work(1));
  fail_job(1);
  BOOST_TEST(submit(after(2, {{1}})).code == ec::refused);
}

BOOST_AUTO_TEST_CASE(what_waits_for_a_dead_letter_becomes_one) {
  (void)submit(work(1));
  (void)commit(reservation_of("k", after(2, {{1}})));
  (void)submit(after(3, {{2}}));
  fail_job(1);
  tick();
  tick();
  for (auto id : {2, 3}) {
    auto view = show(static_cast<std::uint64_t>(id));
    BOOST_TEST(view.state == job_state::dead_letter);
    BOOST_TEST(view.last.code == ec::refused);
    BOOST_TEST(view.last.detail.find(std::to_string(id - 1))
               != std::string::npos);
  }
  BOOST_TEST(core->jobs().size() == 0);
  // Who waits for its reply hears of it.
  BOOST_TEST(commit(reservation_of("k", work(9))).status == ec::refused);
}

BOOST_AUTO_TEST_CASE(a_power_cut_between_does_not_save_it) {
  (void)submit(work(1));
  (void)submit(after(2, {{1}}));
  fail_job(1);
  cut();
  BOOST_TEST(core->due(now));
  tick();
  BOOST_TEST(show(2).state == job_state::dead_letter);
}

BOOST_AUTO_TEST_CASE(a_failed_write_dooms_it_again) {
  (void)submit(work(1));
  (void)submit(after(2, {{1}}));
  fail_job(1);
  begin();
  (void)core->seal();
  core->drop();
  BOOST_TEST(show(2).state == job_state::waiting);
  tick();
  BOOST_TEST(show(2).state == job_state::dead_letter);
}

BOOST_AUTO_TEST_CASE(it_can_be_requeued_after_what_it_waits_for) {
  (void)submit(work(1));
  (void)submit(after(2, {{1}}));
  fail_job(1);
  tick();
  auto said = requeue(2);
  BOOST_REQUIRE(!said);
  BOOST_TEST(said.error().code == ec::refused);
  BOOST_REQUIRE(requeue(1));
  BOOST_REQUIRE(requeue(2));
  BOOST_TEST(show(2).state == job_state::waiting);
  cut();
  BOOST_TEST(show(2).state == job_state::waiting);
  finish_job(1);
  finish_job(2);
}

BOOST_AUTO_TEST_CASE(once_it_has_run_it_waits_for_nothing_any_more) {
  (void)submit(work(1));
  (void)submit(after(2, {{1}}));
  finish_job(1);
  fail_job(2);
  BOOST_REQUIRE(requeue(2));
  BOOST_TEST(show(2).state == job_state::ready);
}

BOOST_AUTO_TEST_CASE(a_cancelled_job_takes_those_after_it_along) {
  (void)submit(work(1));
  (void)submit(after(2, {{1}}));
  (void)cancel(1);
  tick();
  BOOST_TEST(show(2).state == job_state::dead_letter);
}

BOOST_AUTO_TEST_CASE(what_is_cancelled_in_its_own_transaction_takes_it_along) {
  (void)submit(work(1));
  auto x = submission("s", after(2, {{1}}));
  x.cancel = {{1}};
  BOOST_TEST(commit(x).outcome == commit_outcome::committed);
  BOOST_TEST(claim(alice).empty());
  cut();
  tick();
  BOOST_TEST(show(2).state == job_state::dead_letter);
}

BOOST_AUTO_TEST_CASE(so_does_what_fails_for_good_in_its_own_transaction) {
  (void)submit(work(1));
  auto x = failure_of(claim(alice).at(0), true);
  x.submit = {after(2, {{1}})};
  BOOST_TEST(commit(x).outcome == commit_outcome::committed);
  BOOST_TEST(claim(alice).empty());
  tick();
  BOOST_TEST(show(2).state == job_state::dead_letter);
}

BOOST_AUTO_TEST_CASE(a_waiting_job_can_be_cancelled_itself) {
  (void)submit(work(1));
  (void)submit(after(2, {{1}}));
  BOOST_TEST(cancel(2).outcome == commit_outcome::committed);
  BOOST_TEST(show(2).state == job_state::cancelled);
  finish_job(1);
  BOOST_TEST(claim(alice).empty());
}

BOOST_AUTO_TEST_CASE(a_refused_cancellation_leaves_it_waiting) {
  (void)submit(work(1));
  (void)submit(after(2, {{1}}));
  auto stop = change("c");
  stop.cancel = {{2}, {77}};
  BOOST_TEST(commit(stop).code == ec::not_found);
  BOOST_TEST(show(2).state == job_state::waiting);
  finish_job(1);
  finish_job(2);
}

BOOST_AUTO_TEST_CASE(its_own_time_must_have_come_as_well) {
  (void)submit(work(1));
  auto x = after(2, {{1}});
  x.run_at_ms = now.wall_ms + 5'000;
  (void)submit(x);
  finish_job(1);
  BOOST_TEST(show(2).state == job_state::delayed);
  BOOST_TEST(claim(alice).empty());
  advance(6s);
  finish_job(2);
}

BOOST_FIXTURE_TEST_CASE(what_is_purged_had_completed, short_memory) {
  (void)submit(work(1));
  auto slow = work(2);
  slow.run_at_ms = now.wall_ms + 100'000;
  (void)submit(slow);
  (void)submit(after(3, {{1}, {2}}));
  finish_job(1);
  advance(30s);
  tick();
  BOOST_TEST(core->show({1}).error().code == ec::not_found);
  cut();
  BOOST_TEST(show(3).state == job_state::waiting);
  advance(100s);
  finish_job(2);
  finish_job(3);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
