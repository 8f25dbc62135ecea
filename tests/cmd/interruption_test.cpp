// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/interruption.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>

BOOST_AUTO_TEST_SUITE(interruption_test)

using namespace nightfloat;

namespace {

bool ends_the_program(int number) {
  struct sigaction now = {};
  BOOST_REQUIRE_EQUAL(sigaction(number, nullptr, &now), 0);
  return now.sa_handler == SIG_DFL;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_first_signal_is_noted_and_the_second_ends) {
  for (auto number : {SIGINT, SIGTERM}) {
    auto aut = cmd::interruption{};
    BOOST_TEST(!aut.asked());
    BOOST_REQUIRE(!ends_the_program(number));
    std::raise(number);
    BOOST_TEST(aut.asked());
    BOOST_TEST(ends_the_program(number));
  }
}

BOOST_AUTO_TEST_CASE(afterwards_a_signal_ends_the_program_again) {
  {
    auto aut = cmd::interruption{};
    BOOST_REQUIRE(!ends_the_program(SIGINT));
  }
  BOOST_TEST(ends_the_program(SIGINT));
  BOOST_TEST(ends_the_program(SIGTERM));
}

BOOST_AUTO_TEST_SUITE_END()
