// SPDX-License-Identifier: Apache-2.0
#include "chaos/process_faults.hpp"
#include "chaos/stutter.hpp"
#include "chaos/waiting.hpp"
#include "tests/support/scratch.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <utility>

BOOST_AUTO_TEST_SUITE(stutter_test)

using namespace nightfloat;
using namespace std::chrono_literals;

namespace {

struct fixture {
  test::scratch home;
  result<chaos::process> target
    = chaos::process::spawn({.program = "/bin/sleep",
                             .arguments = {"1000"},
                             .log_file = home.path("log")});

  fixture() {
    BOOST_REQUIRE(target);
  }

  ~fixture() {
    static_cast<void>(target->signal(SIGKILL));
    static_cast<void>(target->wait_end(10s));
    static_cast<void>(target->reap());
  }

  [[nodiscard]] bool stands() const {
    return chaos::state_of(target->id().pid) == 'T';
  }

  // A handle of its own.
  [[nodiscard]] chaos::process again() const {
    auto held = chaos::process::attach(target->id());
    BOOST_REQUIRE(held);
    return std::move(*held);
  }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_process_stands_now_and_then_and_goes_on, fixture) {
  auto aut = chaos::stutter{again(), 500};
  for (auto i = 0; i != 2; ++i) {
    BOOST_TEST(chaos::comes_true([&] { return stands(); }, 30s));
    BOOST_TEST(chaos::comes_true([&] { return !stands(); }, 30s));
  }
  BOOST_TEST((aut.end() > 0us));
  BOOST_TEST(chaos::comes_true([&] { return !stands(); }));
}

BOOST_FIXTURE_TEST_CASE(the_end_lets_it_go_on_whoever_brings_it, fixture) {
  {
    auto aut = chaos::stutter{again(), 1'000};
    BOOST_TEST(chaos::comes_true([&] { return stands(); }, 30s));
  }
  BOOST_TEST(chaos::comes_true([&] { return !stands(); }));
  BOOST_TEST(target->is_running());
}

BOOST_FIXTURE_TEST_CASE(who_is_gone_is_not_said_to_have_been_slow, fixture) {
  auto held = again();
  BOOST_REQUIRE(target->signal(SIGKILL));
  BOOST_REQUIRE(target->wait_end(10s));
  auto aut = chaos::stutter{std::move(held), 500};
  BOOST_TEST((aut.end() == 0us));
}

BOOST_AUTO_TEST_SUITE_END()
