// SPDX-License-Identifier: Apache-2.0
#include "domain/calendar.hpp"

#include <algorithm>

namespace nightfloat::domain {

namespace {

using std::chrono::year_month_day;

constexpr auto week_days = 7;

date to_date(std::chrono::sys_days x) noexcept {
  return date{std::chrono::duration_cast<date::duration>(x.time_since_epoch())};
}

/// The day on which a holiday of `day` is observed.
date observed(date day) noexcept {
  auto on = weekday_of(day);
  if (on == weekday::saturday)
    return day - one_day;
  return on == weekday::sunday ? day + one_day : day;
}

void add_weeks(std::vector<week_slot>& to, window days, std::uint16_t block) {
  for (auto from = days.first; from <= days.last;
       from += date::duration{week_days})
    to.push_back(
      {from, std::min(days.last, from + date::duration{week_days - 1}), block});
}

} // namespace

std::uint16_t academic_year_of(date day) noexcept {
  using namespace std::chrono;
  auto civil = year_month_day{sys_days{day.time_since_epoch()}};
  auto year = static_cast<int>(civil.year());
  return static_cast<std::uint16_t>(civil.month() < July ? year - 1 : year);
}

std::vector<week_slot> weeks_of(const block_calendar& x, window over) {
  auto all = std::vector<week_slot>{};
  auto at = x.lengths.empty() ? over.first : x.start;
  if (over.first < at)
    add_weeks(all, {over.first, std::min(over.last, at - one_day)}, 0);
  auto block = std::uint16_t{0};
  for (auto weeks : x.lengths) {
    auto after = at + date::duration{weeks * week_days};
    add_weeks(all, {at, after - one_day}, ++block);
    at = after;
  }
  if (at <= over.last && !all.empty()
      && (over.last - at).count() + 1 < week_days)
    all.back().last = over.last;
  else
    add_weeks(all, {at, over.last}, 0);
  for (auto& week : all)
    week = {std::max(week.first, over.first), std::min(week.last, over.last),
            week.block};
  std::erase_if(all, [](const auto& week) { return week.last < week.first; });
  return all;
}

const holiday* find_holiday(std::span<const holiday> all, date day) noexcept {
  const holiday* out = nullptr;
  // A holiday is observed at most one day from its own.
  auto near = std::ranges::lower_bound(all, day - one_day, {}, &holiday::day);
  for (; near != all.end() && near->day <= day + one_day; ++near) {
    if (near->day == day)
      return &*near;
    if (out == nullptr && observed(near->day) == day)
      out = &*near;
  }
  return out;
}

std::vector<holiday> federal_holidays(std::uint16_t academic_year) {
  using namespace std::chrono;
  auto begins = year{academic_year};
  auto ends = begins + years{1};
  return {
    {to_date(begins / July / 4), "Independence Day"},
    {to_date(begins / September / Monday[1]), "Labor Day"},
    {to_date(begins / October / Monday[2]), "Columbus Day"},
    {to_date(begins / November / 11), "Veterans Day"},
    {to_date(begins / November / Thursday[4]), "Thanksgiving Day"},
    {to_date(begins / December / 25), "Christmas Day"},
    {to_date(ends / January / 1), "New Year's Day"},
    {to_date(ends / January / Monday[3]), "Birthday of Martin Luther King"},
    {to_date(ends / February / Monday[3]), "Washington's Birthday"},
    {to_date(ends / May / Monday[last]), "Memorial Day"},
    {to_date(ends / June / 19), "Juneteenth"},
  };
}

} // namespace nightfloat::domain
