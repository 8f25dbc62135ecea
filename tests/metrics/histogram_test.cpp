// SPDX-License-Identifier: Apache-2.0
#include "metrics/histogram.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <vector>

BOOST_AUTO_TEST_SUITE(histogram_test)

using namespace nightfloat::metrics;

namespace {

/// The largest value of a bucket.
std::uint64_t edge_of(std::size_t i) {
  if (i <= 100)
    return i;
  auto edge = std::uint64_t{(i - 101) % 90 + 11};
  for (auto decade = (i - 101) / 90 + 1; decade > 0; --decade)
    edge *= 10;
  return edge;
}

} // namespace

BOOST_AUTO_TEST_CASE(buckets_are_contiguous_and_hold_their_edges) {
  for (auto i = std::size_t{0}; i + 1 < histogram::buckets; ++i) {
    auto edge = edge_of(i);
    BOOST_REQUIRE(histogram::bucket_of(edge) == i);
    BOOST_REQUIRE(histogram::bucket_of(edge + 1) == i + 1);
  }
  BOOST_TEST(edge_of(histogram::buckets - 1) == histogram::value_max);
  BOOST_TEST(histogram::bucket_of(~std::uint64_t{0}) == histogram::buckets - 1);
}

BOOST_AUTO_TEST_CASE(counts_at_round_bounds_are_exact) {
  auto engine = std::mt19937_64{11};
  auto aut = histogram{unit::count};
  auto values = std::vector<std::uint64_t>{};
  auto sum = std::uint64_t{0};
  for (auto i = 0; i < 5'000; ++i) {
    auto x = engine() % 2'000'000 >> engine() % 20;
    values.push_back(x);
    aut.record(x);
    sum += x;
  }
  BOOST_TEST(aut.count() == 5'000u);
  BOOST_TEST(aut.sum() == sum);
  for (auto bound :
       {0u, 1u, 10u, 50u, 100u, 200u, 5'000u, 100'000u, 2'000'000u}) {
    auto exact = std::count_if(values.begin(), values.end(),
                               [&](auto x) { return x <= bound; });
    BOOST_TEST(aut.at_most(bound) == static_cast<std::uint64_t>(exact));
  }
}

BOOST_AUTO_TEST_CASE(zero_is_a_value) {
  auto aut = histogram{unit::count};
  BOOST_TEST(aut.count() == 0u);
  aut.record(0);
  BOOST_TEST(aut.count() == 1u);
  BOOST_TEST(aut.sum() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
