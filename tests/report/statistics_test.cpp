// SPDX-License-Identifier: Apache-2.0
#include "report/statistics.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>
#include <random>

BOOST_AUTO_TEST_SUITE(statistics_test)

using namespace nightfloat;
namespace tt = boost::test_tools;

namespace {

double ratio(const std::vector<double>& a, const std::vector<double>& b) {
  return report::median(b) / report::median(a);
}

} // namespace

BOOST_AUTO_TEST_CASE(the_median_of_an_even_number_lies_between_two) {
  BOOST_TEST(report::median({}) == 0.0);
  BOOST_TEST(report::median({3, 1, 2}) == 2.0);
  BOOST_TEST(report::median({4, 1, 3, 2}) == 2.5);
  constexpr auto most = std::numeric_limits<double>::max();
  BOOST_TEST(report::median({most, most}) == most);
}

// t = 1.8973665961 with 8 degrees of freedom, by hand; p of a table of
// Student's distribution.
BOOST_AUTO_TEST_CASE(the_t_test_agrees_with_a_table) {
  const double a[] = {1, 2, 3, 4, 5};
  const double b[] = {2, 4, 6, 8, 10};
  BOOST_TEST(report::t_test(a, 5, b, 5) == 0.094349768, tt::tolerance(1e-6));
  const double c[] = {10, 11, 12, 13, 14};
  BOOST_TEST(report::t_test(a, 5, c, 5) < 1e-4);
}

BOOST_AUTO_TEST_CASE(the_t_test_survives_values_that_do_not_vary) {
  const double a[] = {5, 5, 5};
  const double b[] = {6, 6, 6};
  BOOST_TEST(report::t_test(a, 3, a, 3) == 1.0);
  BOOST_TEST(report::t_test(a, 3, b, 3) == 0.0);
  BOOST_TEST(report::t_test(a, 1, b, 3) == 1.0);
}

BOOST_AUTO_TEST_CASE(one_value_a_side_bootstraps_to_itself) {
  auto x = report::bootstrap({4}, {5}, ratio, {});
  BOOST_TEST(x.low == 1.25);
  BOOST_TEST(x.high == 1.25);
}

// Of 2 values each of the 4 resamples is as likely: the median of {1, 3} is 1,
// 2 or 3, so the interval of 99 % is all of it.
BOOST_AUTO_TEST_CASE(two_values_bootstrap_to_their_extent) {
  auto first = [](const std::vector<double>& a, const std::vector<double>&) {
    return report::median(a);
  };
  auto x = report::bootstrap({1, 3}, {0}, first, {});
  BOOST_TEST(x.low == 1.0);
  BOOST_TEST(x.high == 3.0);
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_interval) {
  auto a = std::vector<double>{1, 2, 3, 4, 5, 6, 7};
  auto b = std::vector<double>{2, 3, 5, 8, 8, 9, 9};
  auto x = report::bootstrap(a, b, ratio, {.seed = 7});
  auto y = report::bootstrap(a, b, ratio, {.seed = 7});
  BOOST_TEST(x.low == y.low);
  BOOST_TEST(x.high == y.high);
  BOOST_TEST(x.low < x.high);
}

// 95 % intervals miss the truth about once in twenty; a wrong percentile or
// resample misses far more often.
BOOST_AUTO_TEST_CASE(the_interval_holds_the_truth_as_often_as_it_says) {
  auto engine = std::mt19937_64{11};
  auto draw = [&](double mean) {
    auto xs = std::vector<double>(40);
    for (auto& x : xs) {
      x = mean;
      for (auto i = 0; i < 12; ++i)
        x += static_cast<double>(engine() >> 11) * 0x1p-53 - 0.5;
    }
    return xs;
  };
  auto held = 0;
  for (auto i = 0; i < 200; ++i) {
    auto x = report::bootstrap(draw(100), draw(110), ratio,
                               {.resamples = 200, .confidence = 0.95});
    held += x.low <= 1.1 && 1.1 <= x.high;
  }
  BOOST_TEST(held >= 178);
  BOOST_TEST(held <= 199);
}

BOOST_AUTO_TEST_CASE(a_long_series_becomes_medians_of_its_spans) {
  auto xs = std::vector<double>{};
  for (auto i = 0; i < 40; ++i)
    xs.push_back(i / 20);
  BOOST_TEST(report::batch_medians(xs, 2) == (std::vector<double>{0, 1}),
             tt::per_element());
  BOOST_TEST(report::batch_medians(xs, 120).size() == 4u);
  // Too short to be cut.
  BOOST_TEST(report::batch_medians({1, 2, 3}, 120).size() == 3u);
}

BOOST_AUTO_TEST_SUITE_END()
