// SPDX-License-Identifier: Apache-2.0

// CPR VI.F.1 (6.20), core: clinical and educational work hours are at most 80
// a week, averaged over four weeks, all moonlighting, work called in to and
// clinical work done at home included; VI.F.4.c (6.24): up to 88 where granted
// for the rotation.
//
// Averaging is by rotation, not rolling, and leave is taken out of both sides:
// minutes x 7 > cap x days, where minutes are the union of counting work in
// the window outside of leave, and days those of the window outside of leave.
// A rotation that allows fewer than 80 is a limit of the pack's own: its record
// cannot lower what the common requirements ask for. A window that reaches
// beyond what the roster knows and is not broken yet is unknown.

#include "domain/rules/rules.hpp"

#include <algorithm>

namespace nightfloat::domain {

namespace {

/// Days of `x` that the roster does not reach.
std::int64_t days_beyond(const person_view& x, const window& days) {
  return std::max((x.days.first - days.first).count(), 0)
         + std::max((days.last - x.days.last).count(), 0);
}

/// The minutes a week that the common requirements allow there.
std::int64_t common_minutes(averaging_window over) {
  constexpr auto hours_of_everybody = averaging_window{}.hours_week;
  over.hours_week = std::max(over.hours_week, hours_of_everybody);
  return cap_minutes(over, common_limits);
}

} // namespace

bool judge_work_hours(const person_view& x, const averaging_window& over,
                      const tally& done, remark_sink& out) {
  const auto& limits = x.context.limits_at(x.who, done.from);
  auto left = done.worked * days_a_week;
  auto right = cap_minutes(over, limits) * done.days;
  auto found = remark{.rule = rule::work_hours,
                      .from = done.from,
                      .to = done.to,
                      .measured = done.worked,
                      .limit = right / days_a_week,
                      .rotation = over.rotation,
                      .duty_first = done.first,
                      .duty_after = done.after};
  if (left > right)
    return out.take(graded(x, found, left > common_minutes(over) * done.days));
  if (auto days = days_beyond(x, over.days); days > 0 && done.days > 0) {
    auto known = x.context.rotation_of(over.rotation);
    if (known != nullptr && known->kind == rotation_kind::vacation)
      return true;
    found.severity = severity::unknown;
    found.measured = days;
    found.limit = 0;
    return out.take(found);
  }
  if (out.spares_warnings() || done.worked == 0
      || left * 1000 < right * x.context.pack.notice_permille)
    return true;
  found.severity = severity::notice;
  return out.take(found);
}

} // namespace nightfloat::domain
