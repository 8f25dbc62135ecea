// SPDX-License-Identifier: Apache-2.0
#include "tests/actors/task_queue_fixture.hpp"

BOOST_AUTO_TEST_SUITE(task_queue_test)

using namespace nightfloat;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(task_queue, test::task_queue_fixture)

BOOST_AUTO_TEST_CASE(it_claims_while_it_has_slots) {
  BOOST_TEST(store.claim_counts.at(0) == 2u);
  grant({lease_of(1, 11)});
  BOOST_TEST(needs == 1u);
  BOOST_TEST(store.claim_counts.at(1) == 1u);
  grant({lease_of(2, 12)});
  advance(1s);
  BOOST_TEST(store.claims.empty());
}

BOOST_AUTO_TEST_CASE(attempts_are_counted_while_they_run_and_timed_after) {
  const auto timed = attempts_timed();
  const auto failed_before = ended("generate", "failed");
  BOOST_TEST(shown("job_workers_active") == 1);
  BOOST_TEST(shown("background_tasks_in_progress") == 0);
  grant({lease_of(1, 11)});
  BOOST_TEST(shown("background_tasks_in_progress") == 1);
  BOOST_TEST(attempts_timed() == timed);
  pass(100ms);
  BOOST_TEST(ended("generate", "failed") == failed_before);
  kill_runner();
  BOOST_TEST(shown("background_tasks_in_progress") == 0);
  BOOST_TEST(attempts_timed() == timed + 1);
  BOOST_TEST(ended("generate", "failed") == failed_before + 1);
}

BOOST_AUTO_TEST_CASE(who_drains_is_no_active_worker) {
  tell(aut, atom::drain_v, std::uint32_t{500});
  BOOST_TEST(shown("job_workers_active") == 0);
}

BOOST_AUTO_TEST_CASE(an_empty_answer_is_asked_again_only_at_the_next_tick) {
  grant({});
  BOOST_TEST(store.claims.empty());
  advance(100ms);
  BOOST_TEST(store.claims.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_store_that_refuses_is_not_pressed) {
  store.take(store.claims)(failure{ec::unavailable, "recovering"});
  settle();
  advance(400ms);
  BOOST_TEST(store.claims.empty());
  advance(200ms);
  BOOST_TEST(store.claims.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_heartbeat_lists_all_tokens) {
  say(renewal(), {});
  grant({lease_of(1, 11), lease_of(2, 12)});
  auto x = renewal();
  BOOST_TEST_REQUIRE(x.held.size() == 2u);
  BOOST_TEST(x.held[0].held.token.counter == 11u);
  BOOST_TEST(x.held[1].held.token.counter == 12u);
}

BOOST_AUTO_TEST_CASE(a_lost_lease_stops_the_computation_without_a_word) {
  grant({lease_of(1, 11)});
  auto running = system().registry().running();
  say(renewal(), {});
  say(renewal(), {{{{1}, {1, 11}}, true, false}});
  BOOST_TEST(system().registry().running() == running - 1);
  BOOST_TEST(store.commits.empty());
  say(renewal(), {});
  BOOST_TEST(renewal().held.empty());
}

BOOST_AUTO_TEST_CASE(a_wanted_cancel_ends_the_attempt_under_its_fence) {
  grant({lease_of(1, 11)});
  say(renewal(), {});
  say(renewal(), {{{{1}, {1, 11}}, false, true}});
  BOOST_TEST_REQUIRE(store.commits.size() == 1u);
  auto x = store.take(store.commits);
  BOOST_TEST_REQUIRE(x.change.fenced_by.has_value());
  BOOST_TEST(x.change.fenced_by->token.counter == 11u);
  BOOST_TEST_REQUIRE(x.change.complete.has_value());
  BOOST_TEST(x.change.complete->code == ec::cancelled);
  BOOST_TEST(x.change.complete->final);
}

BOOST_AUTO_TEST_CASE(a_cancel_that_is_wanted_again_is_carried_out_once) {
  const auto before = aborted();
  const auto cancelled = ended("generate", "cancelled");
  grant({lease_of(1, 11)});
  say(renewal(), {});
  for (auto i = 0; i < 3; ++i)
    say(renewal(), {{{{1}, {1, 11}}, false, true}});
  BOOST_TEST_REQUIRE(store.commits.size() == 1u);
  store.take(store.commits).done(said(domain::commit_outcome::committed));
  settle();
  BOOST_TEST(aborted() == before + 1);
  BOOST_TEST(ended("generate", "cancelled") == cancelled + 1);
}

BOOST_AUTO_TEST_CASE(a_job_claimed_again_is_not_ended_by_its_old_attempt) {
  grant({lease_of(1, 11)});
  say(renewal(), {});
  auto x = renewal();
  // Lost and granted again, before the first attempt could say that it ended.
  x.done(std::vector<client::lease_state>{{{{1}, {1, 11}}, true, false}});
  store.take(store.claims)(std::vector{lease_of(1, 13)});
  settle();
  auto listed = renewal();
  BOOST_TEST_REQUIRE(listed.held.size() == 1u);
  BOOST_TEST(listed.held[0].held.token.counter == 13u);
}

BOOST_AUTO_TEST_CASE(a_job_that_cannot_be_read_fails_for_good) {
  auto bad = lease_of(1, 11);
  bad.work.payload = "\xc1";
  grant({bad});
  BOOST_TEST_REQUIRE(store.commits.size() == 1u);
  BOOST_TEST(store.commits[0].change.complete->final);
  auto done = domain::commit_answer{};
  done.outcome = domain::commit_outcome::committed;
  store.take(store.commits).done(done);
  settle();
  BOOST_TEST(store.claim_counts.back() == 1u);
}

BOOST_AUTO_TEST_CASE(a_renewal_that_finds_the_job_ended_waits_for_the_answer) {
  auto bad = lease_of(1, 11);
  bad.work.payload = "\xc1";
  say(renewal(), {});
  grant({bad});
  BOOST_TEST_REQUIRE(store.commits.size() == 1u);
  auto running = system().registry().running();
  auto gone = std::vector<client::lease_state>{{{{1}, {1, 11}}, true, false}};
  auto x = renewal();
  BOOST_TEST_REQUIRE(x.held.size() == 1u);
  say(x, gone);
  BOOST_TEST(system().registry().running() == running);
  BOOST_TEST_REQUIRE(store.commits.size() == 1u);
  auto done = domain::commit_answer{};
  done.outcome = domain::commit_outcome::fenced;
  store.take(store.commits).done(done);
  settle();
  BOOST_TEST(system().registry().running() == running - 1);
  BOOST_TEST(renewal().held.empty());
}

BOOST_AUTO_TEST_CASE(a_drain_gives_back_what_it_cannot_finish) {
  grant({lease_of(1, 11)});
  auto drained = false;
  auto waiter = spawn(
    [&](caf::event_based_actor* self, int) {
      self->request(aut, 10s, atom::drain_v, std::uint32_t{500})
        .then([&](bool) { drained = true; }, [](const caf::error&) {});
    },
    0);
  BOOST_TEST(!drained);
  // A lease that arrives now is not begun.
  grant({lease_of(2, 12)});
  BOOST_TEST_REQUIRE(store.released.size() == 1u);
  BOOST_TEST(store.released[0].job.value == 2u);
  BOOST_TEST(needs == 1u);
  advance(600ms);
  BOOST_TEST(drained);
  BOOST_TEST_REQUIRE(store.released.size() == 2u);
  BOOST_TEST(store.released[1].token.counter == 11u);
  advance(1s);
  BOOST_TEST(store.claims.empty());
}

BOOST_AUTO_TEST_CASE(it_shows_that_it_moves) {
  const auto before = world.queue_beats.load();
  advance(100ms);
  BOOST_TEST(world.queue_beats.load() > before);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
