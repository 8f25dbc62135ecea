// SPDX-License-Identifier: Apache-2.0
#include "report/run_report.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <utility>

namespace nightfloat::report {

std::string utc(std::int64_t wall_ms) {
  using namespace std::chrono;
  auto at = sys_time<milliseconds>{milliseconds{wall_ms}};
  auto day = floor<days>(at);
  auto date = year_month_day{day};
  auto time = hh_mm_ss{floor<seconds>(at - day)};
  char text[40];
  std::snprintf(
    text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ",
    static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
    static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
    static_cast<int>(time.minutes().count()),
    static_cast<int>(time.seconds().count()));
  return text;
}

void add_count(run_report& to, std::string name, std::uint64_t count) {
  to.facts.push_back({std::move(name), std::to_string(count)});
}

std::uint64_t count_of(const run_report& x, std::string_view name) {
  auto i = std::ranges::find(x.facts, name, &fact_line::name);
  auto count = std::uint64_t{0};
  if (i != x.facts.end())
    std::from_chars(i->value.data(), i->value.data() + i->value.size(), count);
  return count;
}

} // namespace nightfloat::report
