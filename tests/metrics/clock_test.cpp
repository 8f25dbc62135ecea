// SPDX-License-Identifier: Apache-2.0
#include "metrics/clock.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(clock_test)

using namespace nightfloat::metrics;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(a_manual_clock_moves_only_when_told) {
  auto clock = manual_clock{1'000};
  auto start = clock.steady();
  BOOST_TEST((clock.steady() == start));
  BOOST_TEST(clock.wall_ms() == 1'000);
  clock.advance(2500ms);
  BOOST_TEST((clock.steady() - start == 2500ms));
  BOOST_TEST(clock.wall_ms() == 3'500);
}

BOOST_AUTO_TEST_CASE(a_step_of_the_wall_clock_leaves_the_steady_one) {
  auto clock = manual_clock{1'000};
  auto start = clock.steady();
  clock.set_wall_ms(-7);
  BOOST_TEST(clock.wall_ms() == -7);
  BOOST_TEST((clock.steady() == start));
}

BOOST_AUTO_TEST_CASE(the_hosts_clock_never_goes_back) {
  auto& clock = system_clock();
  auto last = clock.steady();
  for (auto i = 0; i < 1'000; ++i) {
    auto now = clock.steady();
    BOOST_REQUIRE((now >= last));
    last = now;
  }
  // Later than the day on which this was written.
  BOOST_TEST(clock.wall_ms() > 1'700'000'000'000);
}

BOOST_AUTO_TEST_CASE(a_steered_clock_is_off_by_the_jump_and_gains_the_drift) {
  auto host = manual_clock{1'000'000};
  auto aut = steerable_clock{host};
  BOOST_TEST(aut.wall_ms() == 1'000'000);
  aut.steer(-5'000, 100);
  BOOST_TEST(aut.wall_ms() == 995'000);
  host.advance(10s);
  BOOST_TEST(aut.wall_ms() == 1'006'000);
  BOOST_TEST((aut.steady() == host.steady()));
  aut.steer(0, -1'000);
  host.advance(3s);
  BOOST_TEST(aut.wall_ms() == 1'010'000);
  aut.steer(0, 0);
  BOOST_TEST(aut.wall_ms() == host.wall_ms());
}

BOOST_AUTO_TEST_SUITE_END()
