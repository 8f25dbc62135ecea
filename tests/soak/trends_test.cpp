// SPDX-License-Identifier: Apache-2.0
#include "soak/summary.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>

BOOST_AUTO_TEST_SUITE(trends_test)

using namespace nightfloat::soak;
namespace report = nightfloat::report;

namespace {

/// A second of a minute in which p95 rises from 20 ms to 79 ms.
second_counts slower(std::uint32_t i, std::uint32_t users,
                     std::optional<double> due) {
  auto x = second_counts{};
  x.ok = 100;
  x.p95_us = (20 + i) * 1'000;
  x.vus = users;
  x.due_rate = due;
  return x;
}

std::vector<report::finding_line> found(const timeline& seen) {
  auto out = report::run_report{};
  add_trends(seen, {0, 200, 6'000}, out);
  return out.findings;
}

bool is_degraded(const timeline& seen) {
  auto all = found(seen);
  return all.size() == 1 && all[0].kind == "degraded"
         && all[0].text.starts_with("p95 rose from ");
}

} // namespace

BOOST_AUTO_TEST_CASE(an_open_load_is_judged_by_what_was_due) {
  auto seen = timeline{};
  // Those in flight are the latency itself.
  for (auto i = 0u; i != 60; ++i)
    seen.add(slower(i, 2 + i, 100), i);
  BOOST_TEST(is_degraded(seen));
}

BOOST_AUTO_TEST_CASE(what_runs_on_after_the_last_arrival_is_no_load) {
  auto seen = timeline{};
  for (auto i = 0u; i != 60; ++i)
    seen.add(slower(i, 2 + i, 100), i);
  for (auto i = 60u; i != 150; ++i)
    seen.add(slower(0, 1, 0), i);
  BOOST_TEST(is_degraded(seen));
}

BOOST_AUTO_TEST_CASE(a_closed_load_is_judged_by_its_users) {
  auto seen = timeline{};
  for (auto i = 0u; i != 60; ++i)
    seen.add(slower(i, 20, std::nullopt), i);
  BOOST_TEST(is_degraded(seen));
}

BOOST_AUTO_TEST_CASE(a_load_that_rises_excuses_what_rises_with_it) {
  auto closed = timeline{};
  auto open = timeline{};
  for (auto i = 0u; i != 60; ++i) {
    closed.add(slower(i, 2 + i, std::nullopt), i);
    open.add(slower(i, 20, 2.0 + i), i);
  }
  BOOST_TEST(found(closed).empty());
  BOOST_TEST(found(open).empty());
}

BOOST_AUTO_TEST_SUITE_END()
