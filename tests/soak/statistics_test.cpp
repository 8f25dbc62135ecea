// SPDX-License-Identifier: Apache-2.0
#include "soak/statistics.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(statistics_test)

using namespace nightfloat::soak;

namespace {

auto near(double tolerance) {
  return boost::test_tools::tolerance(tolerance);
}

} // namespace

BOOST_AUTO_TEST_CASE(quantiles_lie_between_neighbours) {
  auto x = std::vector<double>{4, 1, 3, 2};
  BOOST_TEST(median_of(x) == 2.5);
  BOOST_TEST(quantile_of(x, 0) == 1);
  BOOST_TEST(quantile_of(x, 1) == 4);
  BOOST_TEST(quantile_of(x, 1.0 / 3) == 2, near(1e-9));
  BOOST_TEST(median_of({}) == 0);
}

// Eight points on a line, the last of them far off: 7 of the 28 slopes are
// wrong, the median is not.
BOOST_AUTO_TEST_CASE(one_burst_does_not_move_the_slope) {
  auto x = std::vector<point>{};
  for (auto i = 0; i != 8; ++i)
    x.push_back({static_cast<double>(i), 2.0 * i});
  x.back().value = 1'000;
  auto got = theil_sen(x);
  BOOST_TEST(got.middle == 2);
  BOOST_TEST(got.lower == 2);
  BOOST_TEST(got.upper > 100);
}

// n = 10 without ties: variance of S = 10 * 9 * 25 / 18 = 125, reach =
// 1.959964 * 11.1803 = 21.913; of 45 slopes ranks floor(11.54) = 11 and
// ceil(34.46) = 35 are the bounds.
BOOST_AUTO_TEST_CASE(the_bounds_are_sens_ranks) {
  auto x = std::vector<point>{};
  const double y[] = {3, 1, 4, 1.5, 5, 9, 2, 6, 5.3, 3.5};
  for (auto i = 0; i != 10; ++i)
    x.push_back({static_cast<double>(i), y[i]});
  auto slopes = std::vector<double>{};
  for (auto i = 0; i != 10; ++i)
    for (auto j = i + 1; j != 10; ++j)
      slopes.push_back((y[j] - y[i]) / (j - i));
  std::sort(slopes.begin(), slopes.end());
  auto got = theil_sen(x);
  BOOST_TEST(got.lower == slopes[10]);
  BOOST_TEST(got.upper == slopes[34]);
  BOOST_TEST(got.middle == slopes[22]);
}

BOOST_AUTO_TEST_CASE(what_stands_still_has_no_slope) {
  auto x = std::vector<point>{};
  for (auto i = 0; i != 100; ++i)
    x.push_back({static_cast<double>(i), 5 + (i % 7 == 0 ? 1.0 : 0.0)});
  auto got = theil_sen(x);
  BOOST_TEST(got.middle == 0);
  BOOST_TEST(got.lower <= 0);
  BOOST_TEST(got.upper >= 0);
}

BOOST_AUTO_TEST_CASE(too_few_points_say_nothing) {
  auto x = std::vector<point>(7, point{1, 1});
  BOOST_TEST(theil_sen(x).middle == 0);
  x.resize(20, point{1, 2});
  BOOST_TEST(theil_sen(x).upper == 0);
}

BOOST_AUTO_TEST_CASE(an_hour_of_seconds_is_thinned_and_keeps_its_slope) {
  auto x = std::vector<point>{};
  for (auto i = 0; i != 3'600; ++i)
    x.push_back({static_cast<double>(i), 0.5 * i + (i % 5)});
  auto got = theil_sen(x);
  BOOST_TEST(got.points == 600u);
  BOOST_TEST(got.middle == 0.5, near(1e-3));
}

// Fisher's lady: of 4 and 4 cups, 1 of 4 against 3 of 4 right is 17 in 70.
BOOST_AUTO_TEST_CASE(fishers_exact_test_is_his) {
  BOOST_TEST(fisher_greater(1, 4, 3, 4) == 17.0 / 70, near(1e-9));
  BOOST_TEST(fisher_greater(0, 4, 4, 4) == 1.0 / 70, near(1e-9));
  BOOST_TEST(fisher_greater(4, 4, 0, 4) == 1, near(1e-9));
}

BOOST_AUTO_TEST_CASE(a_spread_says_how_values_lie) {
  auto x = spread_of({5, 1, 2, 4, 3});
  BOOST_TEST(x.count == 5u);
  BOOST_TEST(x.mean == 3);
  BOOST_TEST(x.p50 == 3);
  BOOST_TEST(x.p95 == 4.8, near(1e-9));
  BOOST_TEST(x.max == 5);
  BOOST_TEST(spread_of({}).count == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
