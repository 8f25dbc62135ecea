// SPDX-License-Identifier: Apache-2.0
#include "actors/programme_cache.hpp"
#include "actors/task_queue.hpp"
#include "client/operations.hpp"
#include "codec/bytes.hpp"
#include "metrics/registry.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/scripted_store.hpp"

#include <boost/test/unit_test.hpp>
#include <caf/event_based_actor.hpp>

BOOST_AUTO_TEST_SUITE(task_queue_test)

using namespace nightfloat;
using namespace std::chrono_literals;

namespace {

struct fixture : test::actor_fixture {
  test::scripted_store store;
  actors::task_queue_actor aut;

  // Takes every question and never answers, so that jobs wait.
  unsigned needs = 0;
  std::vector<caf::typed_response_promise<actors::snapshot_ptr>> waiting;

  fixture() {
    world.store = &store;
    auto cache = spawn(
      [this](caf::event_based_actor* self, int) -> caf::behavior {
        return {
          [this, self](atom::need, const std::string&,
                       std::uint64_t) -> caf::result<actors::snapshot_ptr> {
            ++needs;
            waiting.push_back(
              self->make_response_promise<actors::snapshot_ptr>());
            return waiting.back();
          }};
      },
      0);
    name(actors::names::cache, cache);
    aut = spawn(actors::task_queue, &world);
  }

  static domain::lease lease_of(std::uint64_t job, std::uint64_t counter) {
    auto x = domain::lease{};
    x.work.id = {job};
    x.work.programme = "im";
    x.work.kind = "generate";
    x.work.payload = codec::encode(client::generate_job{});
    x.fence = {1, counter};
    x.attempt = 1;
    x.visibility_timeout_ms = 4'000;
    return x;
  }

  void grant(std::vector<domain::lease> leases) {
    BOOST_TEST_REQUIRE(!store.claims.empty());
    store.take(store.claims)(std::move(leases));
    settle();
  }

  /// Until the next renewal is asked for.
  test::scripted_store::asked_renew renewal() {
    for (auto i = 0; i < 20 && store.renewals.empty(); ++i)
      advance(100ms);
    BOOST_TEST_REQUIRE(!store.renewals.empty());
    return store.take(store.renewals);
  }

  void say(const test::scripted_store::asked_renew& x,
           std::vector<client::lease_state> states) {
    x.done(std::move(states));
    settle();
  }

  /// Time passes, and the store answers.
  void pass(std::chrono::milliseconds time) {
    for (auto spent = 0ms; spent < time; spent += 100ms) {
      advance(100ms);
      while (!store.renewals.empty())
        say(store.take(store.renewals), {});
    }
  }

  static domain::commit_answer said(domain::commit_outcome outcome,
                                    ec code = ec::none) {
    auto x = domain::commit_answer{};
    x.outcome = outcome;
    x.code = code;
    return x;
  }

  /// The one failure that the store was told of.
  test::scripted_store::asked_commit failing(ec why) {
    BOOST_TEST_REQUIRE(store.commits.size() == 1u);
    auto x = store.take(store.commits);
    BOOST_TEST_REQUIRE(x.change.fenced_by.has_value());
    BOOST_TEST(x.change.fenced_by->token.counter == 11u);
    BOOST_TEST_REQUIRE(x.change.complete.has_value());
    BOOST_TEST(x.change.complete->failed);
    BOOST_TEST(!x.change.complete->final);
    BOOST_TEST(x.change.complete->code == why);
    return x;
  }

  void kill_runner() {
    using queue_pointer
      = actors::task_queue_actor::stateful_pointer<actors::task_queue_state>;
    const auto& runners
      = dynamic_cast<queue_pointer>(caf::actor_cast<caf::abstract_actor*>(aut))
          ->state.runners;
    BOOST_TEST_REQUIRE(runners.size() == 1u);
    kill(runners.begin()->second.actor);
  }

  static std::int64_t shown(const char* gauge) {
    return metrics::process_registry().gauge_of(gauge, "").value();
  }

  static std::uint64_t attempts_timed() {
    return metrics::process_registry()
      .histogram_of("background_task_duration_seconds", "",
                    {{"task_name", "generate"}})
      .count();
  }

  void is_listed() {
    auto listed = renewal();
    BOOST_TEST(listed.held.size() == 1u);
    say(listed, {});
  }

  /// The store knows that the attempt has failed: nothing is left of it.
  void take(const test::scripted_store::asked_commit& x) {
    x.done(said(domain::commit_outcome::committed));
    settle();
    BOOST_TEST(renewal().held.empty());
    advance(1s);
    BOOST_TEST(store.commits.empty());
  }

  /// The one attempt that has failed: its lease is listed until the store
  /// knows.
  void failed(ec why) {
    auto x = failing(why);
    pass(5s);
    is_listed();
    take(x);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(task_queue, fixture)

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
  BOOST_TEST(shown("job_workers_active") == 1);
  BOOST_TEST(shown("background_tasks_in_progress") == 0);
  grant({lease_of(1, 11)});
  BOOST_TEST(shown("background_tasks_in_progress") == 1);
  BOOST_TEST(attempts_timed() == timed);
  pass(100ms);
  kill_runner();
  BOOST_TEST(shown("background_tasks_in_progress") == 0);
  BOOST_TEST(attempts_timed() == timed + 1);
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

BOOST_AUTO_TEST_CASE(a_computation_that_hangs_has_failed) {
  grant({lease_of(1, 11)});
  auto running = system().registry().running();
  pass(3'900ms);
  BOOST_TEST(system().registry().running() == running);
  BOOST_TEST(store.commits.empty());
  pass(300ms);
  BOOST_TEST(system().registry().running() == running - 1);
  failed(ec::timed_out);
}

BOOST_AUTO_TEST_CASE(one_renewal_that_failed_excuses_nobody_who_hangs) {
  grant({lease_of(1, 11)});
  pass(3'600ms);
  renewal().done(failure{ec::unavailable, "recovering"});
  settle();
  BOOST_TEST(store.commits.empty());
  pass(700ms);
  failed(ec::timed_out);
}

BOOST_AUTO_TEST_CASE(a_computation_that_dies_has_failed) {
  grant({lease_of(1, 11)});
  pass(100ms);
  kill_runner();
  failed(ec::worker_lost);
}

BOOST_AUTO_TEST_CASE(a_failure_is_told_until_the_store_has_taken_it) {
  grant({lease_of(1, 11)});
  pass(100ms);
  kill_runner();
  auto busy = said(domain::commit_outcome::refused, ec::overloaded);
  busy.retry_after_ms = 300;
  failing(ec::worker_lost).done(busy);
  settle();
  is_listed();
  pass(100ms);
  BOOST_TEST(store.commits.empty());
  pass(200ms);
  failing(ec::worker_lost).done(said(domain::commit_outcome::unknown));
  settle();
  is_listed();
  pass(100ms);
  take(failing(ec::worker_lost));
  BOOST_TEST(store.released.empty());
}

BOOST_AUTO_TEST_CASE(who_waits_for_a_silent_store_does_not_hang) {
  grant({lease_of(1, 11)});
  auto running = system().registry().running();
  for (auto i = 0; i < 4; ++i) {
    renewal().done(failure{ec::unavailable, "recovering"});
    advance(2s);
  }
  pass(1s);
  BOOST_TEST(system().registry().running() == running);
  BOOST_TEST(store.commits.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
