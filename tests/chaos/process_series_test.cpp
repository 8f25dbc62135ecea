// SPDX-License-Identifier: Apache-2.0
// Samples of processes as the charts of a report.

#include "chaos/process_series.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(process_series_test)

using namespace nightfloat;

namespace {

chaos::process_sample sample(std::uint64_t pid, double cpu) {
  return {.member = "worker-1",
          .pid = pid,
          .figures = {{"cpu", cpu}, {"rss", 3 * 1024.0 * 1024.0}}};
}

const report::series& find(const chaos::series_table& in,
                           std::string_view name) {
  auto at = std::ranges::find(in.all(), name, &report::series::name);
  BOOST_REQUIRE((at != in.all().end()));
  return *at;
}

} // namespace

BOOST_AUTO_TEST_CASE(figures_get_their_unit_and_their_process) {
  auto x = chaos::series_table{};
  x.add({sample(1, 0)}, 4);
  const auto& rss = find(x, "resident");
  BOOST_TEST(x.all().size() == 1u);
  BOOST_TEST(rss.member == "worker-1");
  BOOST_TEST(rss.unit == "MiB");
  BOOST_TEST(rss.at_s == std::vector{4.0});
  BOOST_TEST(rss.value == std::vector{3.0});
}

BOOST_AUTO_TEST_CASE(what_the_sampler_collects_is_shown) {
  auto seen = chaos::process_sample{.member = "store", .pid = 1, .figures = {}};
  for (const auto* figure : {"rss",
                             "heap",
                             "heap_free",
                             "store_memory",
                             "store_cache",
                             "descriptors",
                             "threads",
                             "actors",
                             "sessions",
                             "snapshots",
                             "iterators",
                             "pool_in_use",
                             "watches",
                             "store_files",
                             "queue_ready",
                             "queue_leased",
                             "queue_delayed",
                             "mailboxes",
                             "mailbox_deepest",
                             "queue_age",
                             "calls_running",
                             "calls_waiting",
                             "cpu",
                             "switches"})
    seen.figures.emplace_back(figure, 1);
  auto x = chaos::series_table{};
  x.add({seen}, 1);
  x.add({seen}, 2);
  auto names = std::vector<std::string>{};
  for (const auto& one : x.all()) {
    names.push_back(one.name);
    BOOST_TEST(one.member == "store");
  }
  auto wanted = std::vector<std::string>{
    "resident",        "heap",        "heap free",
    "memtables",       "block cache", "descriptors",
    "threads",         "actors",      "sessions",
    "snapshots",       "iterators",   "ledger sessions",
    "watches",         "store files", "ready",
    "leased",          "delayed",     "mailboxes",
    "deepest mailbox", "queue age",   "calls running",
    "calls waiting",   "cpu",         "context switches"};
  BOOST_TEST(names == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(context_switches_are_a_rate) {
  auto x = chaos::series_table{};
  auto seen = sample(1, 0);
  seen.figures.emplace_back("switches", 100);
  x.add({seen}, 1);
  seen.figures.back().second = 160;
  x.add({seen}, 3);
  BOOST_TEST(find(x, "context switches").value == std::vector{30.0});
  BOOST_TEST(find(x, "context switches").unit == "/s");
}

BOOST_AUTO_TEST_CASE(cpu_is_a_rate_and_begins_anew_with_a_process) {
  auto x = chaos::series_table{};
  x.add({sample(1, 10)}, 1);
  x.add({sample(1, 11)}, 3);
  x.add({sample(2, 0)}, 4); // Killed, and started again.
  x.add({sample(2, 1)}, 5);
  BOOST_TEST(find(x, "cpu").value == (std::vector{0.5, 1.0}));
  BOOST_TEST(find(x, "cpu").at_s == (std::vector{3.0, 5.0}));
}

BOOST_AUTO_TEST_CASE(a_long_run_keeps_a_bounded_number_of_points) {
  auto x = chaos::series_table{};
  constexpr auto n = 5 * chaos::series_table::points_max;
  for (auto i = std::size_t{0}; i != n; ++i)
    x.add({sample(1, 0)}, static_cast<double>(i));
  const auto& rss = find(x, "resident");
  BOOST_TEST(rss.at_s.size() <= chaos::series_table::points_max);
  BOOST_TEST(rss.at_s.size() == rss.value.size());
  BOOST_TEST(rss.at_s.front() == 0);
  BOOST_TEST(rss.at_s.back() == n - 1.0);
  BOOST_TEST(std::ranges::is_sorted(rss.at_s));
}

BOOST_AUTO_TEST_SUITE_END()
