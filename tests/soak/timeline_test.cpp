// SPDX-License-Identifier: Apache-2.0
#include "soak/timeline.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <vector>

BOOST_AUTO_TEST_SUITE(timeline_test)

using namespace nightfloat::soak;
namespace report = nightfloat::report;

namespace {

const report::series& series_of(const timeline& x, std::string_view name) {
  auto at = std::ranges::find(x.all(), name, &report::series::name);
  BOOST_REQUIRE_MESSAGE(at != x.all().end(), name);
  return *at;
}

second_counts answering(std::uint64_t ok) {
  auto x = second_counts{};
  x.ok = ok;
  x.vus = 20;
  x.p95_us = 5'000;
  return x;
}

} // namespace

BOOST_AUTO_TEST_CASE(two_hours_keep_each_second_with_its_own_time) {
  auto x = timeline{};
  for (auto i = 0; i != 7'199; ++i)
    x.add(answering(1), i + 0.3);
  const auto& ok = series_of(x, "ok");
  BOOST_TEST(x.step_s() == 1);
  BOOST_TEST(ok.at_s.size() == 7'199u);
  BOOST_TEST(ok.at_s.back() == 7'198.3);
}

BOOST_AUTO_TEST_CASE(above_that_all_series_go_over_to_the_same_steps) {
  auto x = timeline{};
  auto sum = 0.0;
  for (auto i = 0; i != 7'300; ++i) {
    // One second without an answer, and so without latencies.
    auto one = answering(i == 4'001 ? 0u : 10u + static_cast<unsigned>(i % 7));
    sum += static_cast<double>(one.ok);
    x.add(one, i + 0.3);
  }
  BOOST_TEST(x.step_s() == 2);
  const auto& ok = series_of(x, "ok");
  BOOST_TEST(ok.at_s.size() == 3'650u);
  BOOST_TEST(ok.at_s.front() == 1.0);
  BOOST_TEST(ok.at_s.back() == 7'299.0);
  for (const auto* name : {"users", "p95"})
    BOOST_TEST(series_of(x, name).at_s == ok.at_s,
               boost::test_tools::per_element());
  auto kept = 0.0;
  for (auto value : ok.value)
    kept += value * x.step_s();
  BOOST_TEST(kept == sum);
}

BOOST_AUTO_TEST_CASE(a_step_is_the_mean_of_what_fell_into_it) {
  auto x = timeline{};
  auto place = series_place{"depth", "jobs", report::panel::queue};
  constexpr auto n = 4 * static_cast<int>(timeline::points_max);
  for (auto i = 0; i != n; ++i)
    x.add(place, "store", i, i % 4);
  // The step that is open, of one value so far, and then of three.
  for (auto value : {6, 6, 0})
    x.add(place, "store", n, value);
  BOOST_TEST(x.step_s() == 8);
  const auto& depth = series_of(x, "depth");
  BOOST_TEST(depth.value.size() == depth.at_s.size());
  BOOST_TEST(depth.at_s.size() < timeline::points_max);
  BOOST_TEST(depth.value.front() == 1.5);
  BOOST_TEST(depth.value.back() == 4.0);
}

BOOST_AUTO_TEST_CASE(few_points_far_apart_stay_bounded_as_well) {
  auto x = timeline{};
  for (auto i = 0; i != 8'000; ++i)
    x.add({"depth", "jobs", report::panel::queue}, "store", 10.0 * i, 1);
  BOOST_TEST(series_of(x, "depth").at_s.size() < timeline::points_max);
}

BOOST_AUTO_TEST_CASE(a_process_is_shown_as_in_every_report) {
  constexpr auto mib = 1'024.0 * 1'024;
  auto seen
    = nightfloat::chaos::process_sample{.member = "store",
                                        .pid = 1,
                                        .figures = {{"cpu", 2},
                                                    {"switches", 100},
                                                    {"rss", 9 * mib},
                                                    {"heap", 7 * mib},
                                                    {"store_memory", 2 * mib},
                                                    {"store_cache", mib / 2},
                                                    {"store_kept", mib / 2},
                                                    {"iterators", 3}}};
  auto x = timeline{};
  x.add(std::vector{seen}, 1);
  seen.figures[0].second = 3;
  seen.figures[1].second = 160;
  x.add(std::vector{seen}, 3);
  BOOST_TEST(series_of(x, "resident").value == (std::vector{9.0, 9.0}));
  BOOST_TEST(series_of(x, "iterators").value == (std::vector{3.0, 3.0}));
  BOOST_TEST(series_of(x, "live").value == (std::vector{4.0, 4.0}));
  BOOST_TEST(series_of(x, "cpu").value == std::vector{0.5});
  BOOST_TEST(series_of(x, "context switches").value == std::vector{30.0});
}

BOOST_AUTO_TEST_SUITE_END()
