// SPDX-License-Identifier: Apache-2.0
// A process that dies at each named step of a write, and what is there after.
#include "storage/crash_point.hpp"
#include "storage/rocks_engine.hpp"
#include "tests/storage/engine_conformance.hpp"
#include "tests/support/scratch.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace nightfloat;

namespace {

struct bench {
  test::scratch files;

  std::unique_ptr<storage::engine> make() {
    return storage::make_rocks_engine({.directory = files.path("db")});
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(crash_points, bench)

BOOST_AUTO_TEST_CASE(
  acknowledged_writes_outlive_a_crash_at_any_step_of_a_write) {
  for (const auto* point :
       {"wal.append", "wal.appended", "wal.sync", "wal.synced"}) {
    const auto child = ::fork();
    if (child == 0) {
      ::signal(SIGABRT, SIG_DFL);
      auto x = make();
      if (!x->reopen() || !x->recover(x->newest_epoch().value() + 1))
        ::_exit(1);
      const auto epoch = x->newest_epoch().value();
      if (x->apply(test::rows(epoch, {{point, "acknowledged"}})).outcome
          != test::apply_outcome::ok)
        ::_exit(2);
      storage::arm_crash_point(point, 1);
      (void)x->apply(test::rows(epoch, {{"limbo", point}}));
      ::_exit(3);
    }
    auto status = 0;
    BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
    BOOST_TEST((WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT), point);
    auto x = make();
    BOOST_REQUIRE(x->reopen());
    BOOST_TEST(test::value_of(*x, point) == "acknowledged");
  }
}

BOOST_AUTO_TEST_CASE(a_name_that_no_step_has_arms_nothing) {
  BOOST_TEST(!storage::arm_crash_point("no such step", 1));
  storage::crash_point("no such step");
}

BOOST_AUTO_TEST_SUITE_END()
