// SPDX-License-Identifier: Apache-2.0

// Specialty requirements (emergency medicine): at most 60 hours with patients
// and 72 in all in a week. Not averaged: each week of the calendar, Monday to
// Sunday at the site, is judged by itself, and leave in it changes nothing but
// that it holds no work. Education, administration and supervision are not
// work with patients.
//
// One day in seven is judged by the same weeks where the pack does not average
// it.

#include "domain/rules/rules.hpp"

#include <algorithm>

namespace nightfloat::domain {

namespace {

bool is_with_patients(duty_kind x) noexcept {
  return counts(x) && x != duty_kind::education
         && x != duty_kind::administrative && x != duty_kind::supervision;
}

/// The union of work with patients, without leave.
std::int64_t patient_minutes(const person_view& x, const tally& week) {
  auto total = std::int64_t{0};
  auto until = week.from;
  for (auto i = week.first; i < week.after; ++i) {
    const auto& work = x.duties[i];
    auto begin = std::max(work.start, until);
    auto end = std::min(work.end, week.to);
    if (!is_with_patients(work.kind) || begin >= end)
      continue;
    total += (end - begin).count() - leave_minutes(x, begin, end);
    until = end;
  }
  return total;
}

bool judge_week(const person_view& x, const tally& week, remark_sink& out) {
  const auto& limits = x.context.limits_at(x.who, week.from);
  auto found = graded(x,
                      {.rule = rule::weekly_hours,
                       .from = week.from,
                       .to = week.to,
                       .measured = week.worked,
                       .limit = 60 * limits.total_hours_week_max,
                       .duty_first = week.first,
                       .duty_after = week.after},
                      false);
  if (found.limit != 0 && found.measured > found.limit && !out.take(found))
    return false;
  found.limit = 60 * limits.patient_hours_week_max;
  found.clause = 1;
  if (found.limit == 0 || week.worked <= found.limit)
    return true;
  found.measured = patient_minutes(x, week);
  return found.measured <= found.limit || out.take(found);
}

} // namespace

bool check_weekly_hours(const person_view& x, remark_sink& out) {
  if (!x.context.asks.weeks)
    return true;
  constexpr auto week = date::duration{7};
  auto last = std::min(x.over.last, x.days.last);
  auto day = std::max(x.over.first, x.days.first);
  if (day > last)
    return true;
  auto monday = day - (static_cast<int>(weekday_of(day)) - 1) * one_day;
  for (; monday <= last; monday += week) {
    // What the roster does not know is not the week's.
    auto days = window{std::max(monday, x.days.first),
                       std::min(monday + week - one_day, x.days.last)};
    auto done = count_in(x, days);
    if (!judge_week(x, done, out)
        || (x.context.pack.free_weekly && !judge_free_week(x, done, out)))
      return false;
  }
  return true;
}

} // namespace nightfloat::domain
