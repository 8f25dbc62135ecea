// SPDX-License-Identifier: Apache-2.0
#pragma once

// A task queue over a store that answers only what a test tells it to.

#include "actors/programme_cache.hpp"
#include "actors/task_queue.hpp"
#include "client/operations.hpp"
#include "codec/bytes.hpp"
#include "metrics/registry.hpp"
#include "tests/actors/hung_runner.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/scripted_store.hpp"
#include "tests/support/small_programme.hpp"

#include <boost/test/unit_test.hpp>
#include <caf/event_based_actor.hpp>

namespace nightfloat::test {

using namespace std::chrono_literals;

struct task_queue_fixture : actor_fixture {
  scripted_store store;
  actors::task_queue_actor aut;

  // Takes every question, and answers none while it knows no programme, so that
  // jobs wait.
  unsigned needs = 0;
  actors::snapshot_ptr known;
  std::vector<caf::typed_response_promise<actors::snapshot_ptr>> waiting;

  task_queue_fixture() {
    world.store = &store;
    auto cache = spawn(
      [this](caf::event_based_actor* self, int) -> caf::behavior {
        return {
          [this, self](atom::need, const std::string&,
                       std::uint64_t) -> caf::result<actors::snapshot_ptr> {
            ++needs;
            if (known)
              return known;
            waiting.push_back(
              self->make_response_promise<actors::snapshot_ptr>());
            return waiting.back();
          }};
      },
      0);
    name(actors::names::cache, cache);
    aut = spawn(actors::task_queue, &world);
  }

  /// What computes ends with it: the store must be there.
  ~task_queue_fixture() {
    kill(aut);
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

  /// A job that computes, and whose slice does not end.
  hung_runner hang() {
    auto where = std::make_shared<actors::programme_snapshot>();
    where->programme
      = std::make_shared<domain::programme>(tests::small_programme());
    where->roster = std::make_shared<domain::roster>();
    known = where;
    auto x = lease_of(1, 11);
    x.work.kind = client::contingency_job::kind;
    x.work.payload = codec::encode(client::contingency_job{});
    BOOST_TEST_REQUIRE(!store.claims.empty());
    store.take(store.claims)(std::vector{x});
    auto at_slice = [&] {
      const auto* now = newest_attempt(aut);
      return now != nullptr && now->run->progress().permille == 500;
    };
    for (auto i = 0; i < 100 && !at_slice(); ++i)
      creep(0ms, 1);
    return hung_runner{system(), aut};
  }

  /// Until the next renewal is asked for.
  scripted_store::asked_renew renewal() {
    for (auto i = 0; i < 20 && store.renewals.empty(); ++i)
      advance(100ms);
    BOOST_TEST_REQUIRE(!store.renewals.empty());
    return store.take(store.renewals);
  }

  void say(const scripted_store::asked_renew& x,
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
  scripted_store::asked_commit failing(ec why) {
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
    const auto& runners = state_of(aut).runners;
    BOOST_TEST_REQUIRE(runners.size() == 1u);
    kill(runners.begin()->second.actor);
  }

  static std::int64_t shown(const char* gauge) {
    return metrics::process_registry().gauge_of(gauge, "").value();
  }

  static std::uint64_t ended(const char* kind, const char* status) {
    return metrics::process_registry()
      .counter_of("background_tasks_total", "",
                  {{"task_name", kind}, {"status", status}})
      .value();
  }

  static std::uint64_t aborted() {
    return metrics::process_registry()
      .counter_of("scheduler_solver_abort_total", "")
      .value();
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
  void take(const scripted_store::asked_commit& x) {
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

} // namespace nightfloat::test
