// SPDX-License-Identifier: Apache-2.0
#include "exchange/zone_rules.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

namespace nightfloat::exchange {

namespace {

using namespace domain;
using std::chrono::year_month_day;

/// Zone tables list changes up to this year.
constexpr int zone_year_last = 2037;
constexpr int years_beyond = 10;
/// Zones know no day of this year.
constexpr int zone_year_after = 6'000;

/// A change, and where in its month it falls.
struct clock_change {
  clock_rule rule;
  instant when{};
  int year = 0;
  unsigned month = 0;
  unsigned weekday = 0;
  minutes of_day{};
  /// First to fourth of its weekday, or fifth.
  unsigned nth = 0;
  bool is_last = false;
};

/// Changes of consecutive years that one rule may describe.
struct series {
  clock_change first;
  clock_change last;
  bool by_nth = true;
  bool by_last = true;
};

year_month_day civil_day(instant x) {
  return year_month_day{std::chrono::floor<std::chrono::days>(x)};
}

clock_change clock_change_of(const clock_stretch& before,
                             const clock_stretch& after) {
  auto x = clock_change{.when = after.from};
  x.rule = {.onset = after.from + before.offset,
            .before = before.offset,
            .after = after.offset,
            .summer = after.summer,
            .name = after.name};
  auto day = civil_day(x.rule.onset);
  auto midnight = std::chrono::sys_days{day};
  auto last
    = std::chrono::sys_days{day.year() / day.month() / std::chrono::last};
  x.year = static_cast<int>(day.year());
  x.month = static_cast<unsigned>(day.month());
  x.weekday = std::chrono::weekday{midnight}.c_encoding();
  x.of_day = x.rule.onset - instant{midnight};
  x.nth = (static_cast<unsigned>(day.day()) - 1) / 7 + 1;
  x.is_last = midnight + std::chrono::days{7} > last;
  return x;
}

/// Whether `next` is the change of the year after; narrows `x` to the pattern
/// that both follow.
bool continues(series& x, const clock_change& next) {
  const auto& last = x.last;
  auto alike = next.year == last.year + 1 && next.month == last.month
               && next.weekday == last.weekday && next.of_day == last.of_day
               && next.rule.before == last.rule.before
               && next.rule.after == last.rule.after
               && next.rule.name == last.rule.name;
  auto by_nth = x.by_nth && next.nth == last.nth && next.nth < 5;
  auto by_last = x.by_last && next.is_last && last.is_last;
  if (!alike || (!by_nth && !by_last))
    return false;
  x.by_nth = by_nth;
  x.by_last = by_last;
  x.last = next;
  return true;
}

std::string utc_text(instant x) {
  auto text = to_string(x);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  text.insert(text.size() - 1, "00");
  return text;
}

clock_rule rule_of(const series& x, bool ends) {
  constexpr auto names
    = std::to_array<const char*>({"SU", "MO", "TU", "WE", "TH", "FR", "SA"});
  auto out = x.first.rule;
  if (x.first.year == x.last.year)
    return out;
  auto nth = x.by_last ? -1 : static_cast<int>(x.first.nth);
  out.recurrence = "FREQ=YEARLY;BYMONTH=" + std::to_string(x.first.month)
                   + ";BYDAY=" + std::to_string(nth)
                   + names.at(x.first.weekday);
  if (ends)
    out.recurrence += ";UNTIL=" + utc_text(x.last.when);
  return out;
}

} // namespace

std::vector<clock_rule> clock_rules(const zone& of, instant from, instant to) {
  auto year = static_cast<int>(civil_day(to).year());
  auto year_end = year < zone_year_last
                    ? std::min(year + years_beyond, zone_year_last) + 1
                    : std::min(year + 2, zone_year_after);
  auto end = instant{std::chrono::duration_cast<minutes>(
    std::chrono::sys_days{std::chrono::year{year_end} / 1 / 1}
      .time_since_epoch())};
  auto now = of.stretch_at(from);
  auto all = std::vector<series>{};
  auto add = [&](const clock_change& x) {
    for (auto& one : all)
      if (continues(one, x))
        return;
    all.push_back({x, x});
  };
  // Added, for the difference may be more than minutes hold.
  if (from < now.from + std::chrono::days{500})
    add(clock_change_of(of.stretch_at(now.from - minutes{1}), now));
  else
    // The zone has kept this time for long: a change to itself, long ago.
    add(clock_change_of(now, {.from = std::min(from, instant{}),
                              .offset = now.offset,
                              .summer = now.summer,
                              .name = now.name}));
  while (now.to < end) {
    auto next = of.stretch_at(now.to);
    add(clock_change_of(now, next));
    now = next;
  }
  auto out = std::vector<clock_rule>{};
  for (const auto& x : all)
    out.push_back(rule_of(x, x.last.year + 1 < year_end));
  std::ranges::sort(out, {}, &clock_rule::onset);
  return out;
}

} // namespace nightfloat::exchange
