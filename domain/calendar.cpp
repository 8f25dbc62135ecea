// SPDX-License-Identifier: Apache-2.0
#include "domain/calendar.hpp"

#include "domain/zone.hpp"

#include <algorithm>

namespace nightfloat::domain {

namespace {

using std::chrono::year_month_day;

constexpr auto week_days = 7;
constexpr auto period_days = 28;
constexpr auto periods_whole = 12;

date to_date(std::chrono::sys_days x) noexcept {
  return date{std::chrono::duration_cast<date::duration>(x.time_since_epoch())};
}

date first_of_july(std::uint16_t year) noexcept {
  return to_date(std::chrono::year{year} / std::chrono::July / 1);
}

/// The first Thursday of July, on which period 1 begins.
date first_thursday(std::uint16_t year) noexcept {
  auto july = first_of_july(year);
  auto days = static_cast<int>(weekday::thursday)
              - static_cast<int>(weekday_of(july));
  return july + date::duration{(days + week_days) % week_days};
}

} // namespace

slot next(slot x) noexcept {
  if (x.part == half::am)
    return {x.day, half::pm};
  return {x.day + one_day, half::am};
}

slot slot_of(const zone& site, instant x) noexcept {
  return {site.local_date(x),
          site.local_minute(x) < noon ? half::am : half::pm};
}

time_span span_of(const zone& site, slot x) noexcept {
  auto from = site.midnight(x.day);
  auto to = site.midnight(x.day + one_day);
  auto middle = site.to_utc(x.day, noon, resolve::earlier);
  // Beyond the years that zones know there is no noon, and no duty.
  auto divide = std::clamp(middle ? *middle : to, from, to);
  return x.part == half::am ? time_span{from, divide} : time_span{divide, to};
}

std::uint16_t academic_year_of(date day) noexcept {
  using namespace std::chrono;
  auto civil = year_month_day{sys_days{day.time_since_epoch()}};
  auto year = static_cast<int>(civil.year());
  return static_cast<std::uint16_t>(civil.month() < July ? year - 1 : year);
}

window academic_year_days(std::uint16_t year) noexcept {
  return {first_of_july(year),
          first_of_july(static_cast<std::uint16_t>(year + 1)) - one_day};
}

std::vector<academic_period> academic_periods(std::uint16_t academic_year) {
  auto all = std::vector<academic_period>{};
  auto year = academic_year_days(academic_year);
  for (auto day = year.first; day <= year.last;
       day = all.back().days.last + one_day)
    all.push_back(academic_period_of(day));
  return all;
}

academic_period academic_period_of(date day) noexcept {
  auto out = academic_period{.academic_year = academic_year_of(day)};
  auto year = academic_year_days(out.academic_year);
  auto thursday = first_thursday(out.academic_year);
  if (day < thursday) {
    out.days = {year.first, thursday - one_day};
    return out;
  }
  auto before = std::min((day - thursday).count() / period_days, periods_whole);
  auto first = thursday + date::duration{before * period_days};
  out.number = static_cast<std::uint8_t>(before + 1);
  out.days = {first, before == periods_whole
                       ? year.last
                       : first + date::duration{period_days - 1}};
  return out;
}

std::uint8_t period_half_of(date day) noexcept {
  auto since = (day - academic_period_of(day).days.first).count();
  return since < period_days / 2 ? 1 : 2;
}

std::vector<rotation_block> blocks_of(const block_calendar& x, date last) {
  auto all = std::vector<rotation_block>{};
  auto from = x.start;
  for (auto weeks : x.lengths) {
    auto after = from + date::duration{weeks * week_days};
    all.push_back({.number = static_cast<std::uint16_t>(all.size() + 1),
                   .days = {from, after - one_day}});
    from = after;
  }
  auto left = (last - from + one_day).count();
  if (!all.empty() && left > 0 && left < week_days)
    all.back().days.last = last;
  return all;
}

const rotation_block* block_on(std::span<const rotation_block> all,
                               date day) noexcept {
  auto after = std::ranges::upper_bound(
    all, day, {}, [](const auto& x) { return x.days.first; });
  if (after == all.begin() || (after - 1)->days.last < day)
    return nullptr;
  return &*(after - 1);
}

date observed(date day) noexcept {
  auto on = weekday_of(day);
  if (on == weekday::saturday)
    return day - one_day;
  return on == weekday::sunday ? day + one_day : day;
}

holiday_on find_holiday(std::span<const holiday> all, date day) noexcept {
  auto out = holiday_on{};
  // A holiday is observed at most one day from its own.
  auto near = std::ranges::lower_bound(all, day - one_day, {}, &holiday::day);
  for (; near != all.end() && near->day <= day + one_day; ++near) {
    if (near->day == day)
      return {.what = &*near};
    if (out.what == nullptr && observed(near->day) == day)
      out = {.what = &*near, .observed = true};
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
