// SPDX-License-Identifier: Apache-2.0
// Computations that hang, die, or wait for the store.
#include "tests/actors/task_queue_fixture.hpp"

BOOST_AUTO_TEST_SUITE(task_queue_ends_test)

using namespace nightfloat;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(task_queue_ends, test::task_queue_fixture)

BOOST_AUTO_TEST_CASE(a_computation_that_hangs_has_failed) {
  auto hung = hang();
  settle();
  pass(3'900ms);
  BOOST_TEST(store.commits.empty());
  pass(300ms);
  failed(ec::timed_out);
}

BOOST_AUTO_TEST_CASE(one_renewal_that_failed_excuses_nobody_who_hangs) {
  auto hung = hang();
  settle();
  pass(3'600ms);
  renewal().done(failure{ec::unavailable, "recovering"});
  settle();
  BOOST_TEST(store.commits.empty());
  pass(700ms);
  failed(ec::timed_out);
}

BOOST_AUTO_TEST_CASE(a_computation_that_ends_late_was_a_failure) {
  const auto before = ended("contingency", "failed");
  {
    auto hung = hang();
    settle();
    pass(4'200ms);
    failing(ec::timed_out).done(said(domain::commit_outcome::committed));
  }
  pass(100ms);
  BOOST_TEST(ended("contingency", "failed") == before + 1);
  BOOST_TEST(test::state_of(aut).runners.empty());
  BOOST_TEST(gave_up == "");
}

BOOST_AUTO_TEST_CASE(a_computation_that_does_not_end_ends_the_process) {
  auto hung = hang();
  settle();
  pass(4'200ms);
  failing(ec::timed_out).done(said(domain::commit_outcome::committed));
  settle();
  auto ticks = [&](int count) {
    for (auto i = 0; i < count; ++i) {
      advance(20ms);
      while (!store.renewals.empty())
        say(store.take(store.renewals), {});
    }
  };
  // Its place stays taken.
  ticks(240);
  BOOST_TEST(gave_up == "");
  BOOST_TEST(test::state_of(aut).runners.size() == 1u);
  ticks(20);
  BOOST_TEST(gave_up
             == "worker: a computation of kind contingency does not end");
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

BOOST_AUTO_TEST_CASE(who_waits_for_an_answer_does_not_hang) {
  grant({lease_of(1, 11)});
  auto running = system().registry().running();
  for (auto i = 0; i < 4; ++i) {
    renewal().done(failure{ec::unavailable, "recovering"});
    advance(2s);
  }
  pass(10s);
  BOOST_TEST(system().registry().running() == running);
  BOOST_TEST(store.commits.empty());
}

BOOST_AUTO_TEST_CASE(a_read_that_fails_for_now_is_asked_again) {
  auto x = lease_of(1, 11);
  x.work.kind = client::purge_job::kind;
  x.work.payload = codec::encode(client::purge_job{});
  grant({x});
  for (auto i = 0u; i < actors::job_run::repeats_max; ++i) {
    BOOST_TEST_REQUIRE(store.reads.size() == 1u);
    store.take(store.reads).done(failure{ec::unavailable, "recovering"});
    settle();
    BOOST_TEST(store.reads.empty());
    BOOST_TEST(store.commits.empty());
    pass(100ms);
  }
  // What does not pass is a failure, and is tried again as one.
  BOOST_TEST_REQUIRE(store.reads.size() == 1u);
  store.take(store.reads).done(failure{ec::unavailable, "recovering"});
  settle();
  failing(ec::unavailable);
}

BOOST_AUTO_TEST_CASE(a_read_that_is_refused_is_not_asked_again) {
  auto x = lease_of(1, 11);
  x.work.kind = client::purge_job::kind;
  x.work.payload = codec::encode(client::purge_job{});
  grant({x});
  BOOST_TEST_REQUIRE(store.reads.size() == 1u);
  store.take(store.reads).done(failure{ec::forbidden, "not for workers"});
  settle();
  failing(ec::forbidden);
}

BOOST_AUTO_TEST_CASE(a_cache_that_restarts_is_waited_for) {
  auto cache = system().registry().get(actors::names::cache);
  system().registry().erase(actors::names::cache);
  grant({lease_of(1, 11)});
  pass(100ms);
  BOOST_TEST(needs == 0u);
  BOOST_TEST(store.commits.empty());
  system().registry().put(actors::names::cache, cache);
  pass(200ms);
  BOOST_TEST(needs == 1u);
  BOOST_TEST(store.commits.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
