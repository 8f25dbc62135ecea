// SPDX-License-Identifier: Apache-2.0
// What the loop does beside its sockets: tasks and watched descriptors.
#include "broker/zmq_loop.hpp"
#include "tests/broker/no_descriptors.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <future>
#include <memory>
#include <unistd.h>

BOOST_AUTO_TEST_SUITE(zmq_loop_tasks_test)

using namespace nightfloat;
using namespace nightfloat::broker;
using namespace std::chrono_literals;
using nightfloat::tests::descriptors_may_run_out;
using nightfloat::tests::no_descriptors;

namespace {

struct fixture {
  std::unique_ptr<zmq_loop> loop;

  fixture() {
    auto x = zmq_loop::open({});
    BOOST_REQUIRE(x);
    loop = std::move(*x);
  }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_descriptor_is_watched_though_none_is_left, fixture) {
  if (!descriptors_may_run_out) {
    BOOST_TEST_MESSAGE("skipped under sanitizers");
    return;
  }
  int ends[2] = {-1, -1};
  BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  auto heard = std::promise<void>{};
  loop->start();
  {
    auto none = no_descriptors{};
    BOOST_REQUIRE(loop->post([&] {
      loop->watch(ends[0], [&] {
        loop->unwatch(ends[0]);
        heard.set_value();
      });
    }));
    BOOST_TEST((::write(ends[1], "x", 1) == 1));
    BOOST_TEST((heard.get_future().wait_for(10s) == std::future_status::ready));
  }
  loop->stop();
  for (auto x : ends)
    ::close(x);
}

BOOST_FIXTURE_TEST_CASE(tasks_posted_before_stop_are_run_by_it, fixture) {
  auto ran = 0;
  loop->start();
  for (auto i = 0; i < 100; ++i)
    BOOST_REQUIRE(loop->post([&] { ++ran; }));
  loop->stop();
  BOOST_TEST(ran == 100);
  BOOST_TEST(loop->post([] {}).error().code == ec::unavailable);
}

BOOST_FIXTURE_TEST_CASE(a_loop_that_was_never_started_runs_no_task, fixture) {
  auto ran = false;
  BOOST_REQUIRE(loop->post([&] { ran = true; }));
  loop->stop();
  BOOST_TEST(!ran);
}

BOOST_AUTO_TEST_SUITE_END()
