// SPDX-License-Identifier: Apache-2.0
// Attempts that are asked to stop, when the store dies or cannot write between
// the asking and the stopping.
#include "tests/support/queue_bench.hpp"

BOOST_AUTO_TEST_SUITE(job_stop_test)

using namespace nightfloat;
using namespace nightfloat::test;
using domain::job_state;

namespace {

struct stop_bench : queue_bench {
  bool asked(const domain::lease& x) {
    return core->renew(alice, {{fence_of(x), {}}}, now).states.at(0).second;
  }

  /// Its worker says that it stopped.
  void stop(const domain::lease& x) {
    auto stopped = failure_of(x, true);
    stopped.complete->code = ec::cancelled;
    BOOST_TEST(commit(stopped).outcome == commit_outcome::committed);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(job_stop, stop_bench)

BOOST_AUTO_TEST_CASE(a_soft_limit_that_a_restart_forgets_cancels_nothing) {
  auto x = work(7);
  x.attempt_soft_ms = 5'000;
  (void)submit(x);
  const auto lease = claim(alice).at(0);
  tick();
  advance(5s);
  BOOST_TEST(asked(lease));
  cut();
  stop(lease);
  BOOST_TEST(show(7).state == job_state::delayed);
  BOOST_TEST(show(7).last.code == ec::timed_out);
  advance(1s);
  BOOST_TEST(claim(alice).at(0).attempt == 2);
}

BOOST_AUTO_TEST_CASE(a_cancellation_over_a_restart_cancels_it) {
  (void)submit(work(7));
  const auto lease = claim(alice).at(0);
  (void)cancel(7);
  cut();
  stop(lease);
  BOOST_TEST(show(7).state == job_state::cancelled);
}

BOOST_AUTO_TEST_CASE(a_cancellation_is_told_once_it_is_durable) {
  (void)submit(work(7));
  const auto lease = claim(alice).at(0);
  auto wish = change("stop");
  wish.cancel = {{7}};
  begin();
  BOOST_TEST(decide(wish).outcome == commit_outcome::committed);
  (void)core->seal();
  BOOST_TEST(!asked(lease));
  core->drop();
  BOOST_TEST(!asked(lease));
  (void)cancel(7);
  BOOST_TEST(asked(lease));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
