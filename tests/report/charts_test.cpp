// SPDX-License-Identifier: Apache-2.0
#include "report/charts.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(charts_test)

using namespace nightfloat;
using report::panel;

namespace {

report::series line(std::string name, std::string member, panel of,
                    std::vector<double> at, std::vector<double> value) {
  return {std::move(name), std::move(member), "u", of,
          std::move(at),   std::move(value)};
}

report::run_report with(std::vector<report::series> timeline) {
  auto x = report::run_report{};
  x.timeline = std::move(timeline);
  return x;
}

} // namespace

BOOST_AUTO_TEST_CASE(clients_share_a_chart_and_processes_have_one_a_measure) {
  auto charts = report::charts_of(
    with({line("resident", "store", panel::memory, {0}, {1}),
          line("ok", "", panel::throughput, {0}, {5}),
          line("failed", "", panel::throughput, {0}, {0}),
          line("heap", "store", panel::memory, {0}, {2}),
          line("resident", "broker", panel::memory, {0}, {3})}));
  BOOST_REQUIRE(charts.size() == 3u);
  BOOST_TEST(charts[0].title == "");
  BOOST_REQUIRE(charts[0].lines.size() == 2u);
  BOOST_TEST(charts[0].lines[1].name == "failed");
  BOOST_TEST(charts[1].title == "resident");
  BOOST_REQUIRE(charts[1].lines.size() == 2u);
  BOOST_TEST(charts[1].lines[1].name == "broker");
  BOOST_TEST(charts[2].title == "heap");
}

BOOST_AUTO_TEST_CASE(a_second_without_a_value_stays_empty) {
  auto charts = report::charts_of(
    with({line("a", "", panel::queue, {0.2, 1.2, 3.2}, {1, 2, 4}),
          line("b", "", panel::queue, {1.9}, {7})}));
  BOOST_REQUIRE(charts.size() == 1u);
  BOOST_TEST(charts[0].at_s == (std::vector<double>{0, 1, 3}),
             boost::test_tools::per_element());
  const auto& b = charts[0].lines[1].value;
  BOOST_TEST(!b[0].has_value());
  BOOST_TEST(b[1].value() == 7.0);
  BOOST_TEST(!b[2].has_value());
}

BOOST_AUTO_TEST_CASE(ten_hours_keep_their_worst_second) {
  auto at = std::vector<double>{};
  for (auto i = 0; i < 36'000; ++i)
    at.push_back(i);
  auto latency = std::vector<double>(at.size(), 5);
  latency[20'001] = 900;
  auto done = std::vector<double>(at.size(), 100);
  done[20'001] = 0;
  auto failed = std::vector<double>(at.size(), 0);
  failed[20'001] = 500;
  auto charts = report::charts_of(
    with({line("p99", "", panel::latency, at, latency),
          line("ok", "", panel::throughput, at, done),
          line("failed", "", panel::throughput, at, failed)}));
  BOOST_REQUIRE(charts.size() == 2u);
  for (const auto& c : charts) {
    BOOST_TEST(c.at_s.size() <= report::chart_steps_max);
    BOOST_TEST(c.every_s == 9.0);
    auto step = c.lines[0].value[20'001 / 9];
    BOOST_TEST(step.value() == (c.panel == panel::latency ? 900.0 : 0.0));
  }
  BOOST_REQUIRE(charts[0].lines.size() == 2u);
  BOOST_TEST(charts[0].lines[1].value[20'001 / 9].value() == 500.0);
}

BOOST_AUTO_TEST_CASE(a_series_of_two_lengths_or_none_is_left_out) {
  BOOST_TEST(report::charts_of(with({line("a", "", panel::queue, {0, 1}, {1}),
                                     line("b", "", panel::queue, {}, {})}))
               .empty());
}

BOOST_AUTO_TEST_SUITE_END()
