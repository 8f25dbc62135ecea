// SPDX-License-Identifier: Apache-2.0
#include "soak/histogram.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

BOOST_AUTO_TEST_SUITE(histogram_test)

using nightfloat::soak::histogram;

BOOST_AUTO_TEST_CASE(buckets_follow_one_another_and_resolve_three_digits) {
  auto next = std::uint64_t{0};
  for (auto i = std::size_t{0}; next < histogram::value_max; ++i) {
    BOOST_REQUIRE_EQUAL(histogram::lowest_of(i), next);
    auto high = histogram::highest_of(i);
    BOOST_REQUIRE_EQUAL(histogram::bucket_of(next), i);
    BOOST_REQUIRE_EQUAL(histogram::bucket_of(high), i);
    // Less than one in a thousand.
    BOOST_REQUIRE_LE((high - next) * 1'000, next);
    next = high + 1;
  }
}

BOOST_AUTO_TEST_CASE(quantiles_are_those_of_the_sorted_values) {
  auto rng = std::mt19937_64{7};
  auto x = histogram{};
  auto all = std::vector<std::uint64_t>{};
  auto draw = std::lognormal_distribution<double>{8, 2};
  for (auto i = 0; i != 20'000; ++i) {
    all.push_back(static_cast<std::uint64_t>(draw(rng)));
    x.record(all.back());
  }
  std::ranges::sort(all);
  for (auto q : {0.001, 0.25, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    auto rank = static_cast<std::size_t>(std::ceil(q * 20'000)) - 1;
    auto truth = std::min(all[rank], histogram::value_max);
    BOOST_TEST(x.quantile(q) >= truth);
    BOOST_TEST(static_cast<double>(x.quantile(q))
               <= static_cast<double>(truth) * 1.001);
  }
  BOOST_TEST(x.min() == all.front());
  BOOST_TEST(x.max() == std::min(all.back(), histogram::value_max));
}

BOOST_AUTO_TEST_CASE(what_is_merged_is_as_if_recorded_in_one) {
  auto a = histogram{};
  auto b = histogram{};
  auto both = histogram{};
  for (auto i = std::uint64_t{1}; i != 4'000; ++i) {
    (i % 3 == 0 ? a : b).record(i * i);
    both.record(i * i);
  }
  a.merge(b);
  BOOST_TEST(a.count() == both.count());
  BOOST_TEST(a.mean() == both.mean());
  BOOST_TEST(a.min() == both.min());
  BOOST_TEST(a.hgrm(1) == both.hgrm(1));
}

BOOST_AUTO_TEST_CASE(what_was_cleared_holds_nothing) {
  auto x = histogram{};
  x.record(5);
  x.record(70'000);
  x.clear();
  BOOST_TEST(x.count() == 0u);
  BOOST_TEST(x.quantile(0.5) == 0u);
  BOOST_TEST(x.min() == 0u);
  x.record(70'001);
  BOOST_TEST(x.count() == 1u);
  BOOST_TEST(x.quantile(0) >= 70'001u);
}

BOOST_AUTO_TEST_CASE(a_value_beyond_the_range_is_counted_as_such) {
  auto x = histogram{};
  x.record(histogram::value_max + 1);
  x.record(UINT64_MAX, 2);
  BOOST_TEST(x.clipped() == 3u);
  BOOST_TEST(x.count() == 3u);
  BOOST_TEST(x.max() == histogram::value_max);
}

BOOST_AUTO_TEST_CASE(its_memory_does_not_depend_on_what_it_has_counted) {
  auto x = histogram{};
  auto before = x.memory_bytes();
  for (auto i = std::uint64_t{0}; i != 1'000'000; ++i)
    x.record(i * 3'601);
  BOOST_TEST(x.memory_bytes() == before);
  BOOST_TEST(before == 23u * 1'024 * 8);
}

// Worked out by hand after the iterator of HdrHistogram_c: five ticks to each
// halving of what is left.
BOOST_AUTO_TEST_CASE(the_distribution_is_printed_as_hdrhistogram_does) {
  auto x = histogram{};
  for (auto i = std::uint64_t{1}; i <= 4; ++i)
    x.record(i * 10);
  auto wanted = std::string{
    "       Value     Percentile TotalCount 1/(1-Percentile)\n"
    "\n"
    "      10.000 0.000000000000          1           1.00\n"
    "      10.000 0.100000000000          1           1.11\n"
    "      10.000 0.200000000000          1           1.25\n"
    "      20.000 0.300000000000          2           1.43\n"
    "      20.000 0.400000000000          2           1.67\n"
    "      20.000 0.500000000000          2           2.00\n"};
  auto got = x.hgrm(1);
  BOOST_TEST(got.substr(0, wanted.size()) == wanted);
  BOOST_TEST(got.find("      40.000 1.000000000000          4            inf\n")
             != got.npos);
  BOOST_TEST(got.find("#[Mean    =       25.000, StdDeviation   =       11.180]"
                      "\n")
             != got.npos);
  BOOST_TEST(got.find("#[Max     =       40.000, Total count    =            4]"
                      "\n#[Buckets =           22, SubBuckets     =         "
                      "2048]\n")
             != got.npos);
}

BOOST_AUTO_TEST_SUITE_END()
