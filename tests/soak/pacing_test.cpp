// SPDX-License-Identifier: Apache-2.0
#include "soak/pacing.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(pacing_test)

using namespace nightfloat::soak;

BOOST_AUTO_TEST_CASE(stages_are_linear_between_their_targets) {
  auto x = pacing{0, {{10, 20}, {20, 20}, {10, 0}}, 0};
  BOOST_TEST(x.length_s() == 40);
  BOOST_TEST(x.value(0) == 0);
  BOOST_TEST(x.value(5) == 10);
  BOOST_TEST(x.value(15) == 20);
  BOOST_TEST(x.value(35) == 10);
  BOOST_TEST(x.value(99) == 0);
}

BOOST_AUTO_TEST_CASE(a_stage_without_a_time_is_a_jump) {
  auto x = pacing{10, {{5, 10}, {0, 100}, {5, 100}}, 0};
  BOOST_TEST(x.value(4.9) == 10, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(x.value(5) == 100);
}

BOOST_AUTO_TEST_CASE(arrivals_are_the_integral_and_its_inverse) {
  auto x = pacing{0, {{10, 20}, {5, 20}, {10, 0}}, 0};
  // 0..10 s: t^2; 10..15 s: 20 a second; then down: 100 + 100 + 100.
  BOOST_TEST(x.total(5) == 25);
  BOOST_TEST(x.total(12) == 140);
  BOOST_TEST(x.total(99) == 300);
  for (auto n = 0.0; n <= 299; n += 7)
    BOOST_TEST(x.total(x.reached(n)) == n, boost::test_tools::tolerance(1e-6));
  BOOST_TEST(x.reached(301) < 0);
}

BOOST_AUTO_TEST_CASE(a_constant_rate_comes_at_even_times) {
  auto x = pacing{50, {}, 2};
  BOOST_TEST(x.reached(0) == 0);
  BOOST_TEST(x.reached(1) == 0.02, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(x.reached(99) == 1.98, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(x.total(2) == 100);
}

BOOST_AUTO_TEST_SUITE_END()
