// SPDX-License-Identifier: Apache-2.0
#include "report/change_points.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <random>

BOOST_AUTO_TEST_SUITE(change_points_test)

using namespace nightfloat;

namespace {

// About normal, the same on every machine.
class noise {
public:
  explicit noise(std::uint64_t seed) : engine_{seed} {
    // nop
  }

  double operator()(double mean, double deviation) {
    auto sum = 0.0;
    for (auto i = 0; i < 12; ++i)
      sum += static_cast<double>(engine_() >> 11) * 0x1p-53 - 0.5;
    return mean + deviation * sum;
  }

private:
  std::mt19937_64 engine_;
};

std::vector<double> levels(std::uint64_t seed, std::vector<double> means,
                           std::size_t each, double deviation) {
  auto draw = noise{seed};
  auto xs = std::vector<double>{};
  for (auto mean : means)
    for (auto i = std::size_t{0}; i < each; ++i)
      xs.push_back(draw(mean, deviation));
  return xs;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_step_is_found_at_its_first_value) {
  auto xs = std::vector<double>{10, 10.1, 9.9,  10, 10.1, 9.9,  10, 10.1,
                                12, 12.1, 11.9, 12, 12.1, 11.9, 12, 12.1};
  auto found = report::change_points(xs);
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(found[0].index == 8u);
  BOOST_TEST(found[0].before == 10.0125, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(found[0].after == 12.0125, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(found[0].p < 0.001);
}

BOOST_AUTO_TEST_CASE(every_planted_change_is_found_close_by) {
  for (auto seed = std::uint64_t{1}; seed <= 20; ++seed) {
    auto xs = levels(seed, {100, 115, 90}, 30, 3);
    auto found = report::change_points(xs);
    BOOST_REQUIRE_MESSAGE(found.size() == 2u,
                          "seed " << seed << ": " << found.size());
    BOOST_TEST(found[0].index >= 28u);
    BOOST_TEST(found[0].index <= 32u);
    BOOST_TEST(found[1].index >= 58u);
    BOOST_TEST(found[1].index <= 62u);
  }
}

BOOST_AUTO_TEST_CASE(a_change_beyond_the_first_window_is_found) {
  auto found = report::change_points(levels(3, {50, 50, 50, 60}, 40, 1));
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(found[0].index == 120u);
}

BOOST_AUTO_TEST_CASE(noise_alone_hardly_ever_changes) {
  auto found = std::size_t{0};
  for (auto seed = std::uint64_t{1}; seed <= 50; ++seed)
    found += report::change_points(levels(seed, {100}, 100, 10)).size();
  // 50 series of 100 runs.
  BOOST_TEST(found <= 2u);
}

BOOST_AUTO_TEST_CASE(a_change_that_is_sure_but_small_does_not_count) {
  auto xs = levels(5, {100, 103}, 30, 0.5);
  BOOST_TEST(report::change_points(xs).empty());
  BOOST_TEST(report::change_points(xs, {.least = 0.02}).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_single_bad_run_is_no_change) {
  auto xs = levels(9, {100}, 30, 2);
  xs[15] = 400;
  BOOST_TEST(report::change_points(xs).empty());
}

BOOST_AUTO_TEST_CASE(few_or_equal_values_have_no_change) {
  BOOST_TEST(report::change_points({}).empty());
  BOOST_TEST(report::change_points({1}).empty());
  BOOST_TEST(report::change_points({1, 9, 1}).empty());
  BOOST_TEST(report::change_points(std::vector<double>(80, 4)).empty());
}

// A count that was 0 and is not any more has no ratio, and counts.
BOOST_AUTO_TEST_CASE(a_count_that_leaves_zero_is_a_change) {
  auto xs = std::vector<double>(20, 0);
  xs.resize(40, 3);
  auto found = report::change_points(xs);
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(found[0].index == 20u);
}

BOOST_AUTO_TEST_SUITE_END()
