// SPDX-License-Identifier: Apache-2.0

// CPR VI.F.2.c (6.21.b), core: one day in seven free of clinical work and
// education, averaged over four weeks; at-home call may not be assigned on it.
//
// A day is 24 hours in one piece or, where the pack says so, a day of the
// calendar. Each gap without work, standby and leave inside of an averaging
// window holds floor(gap / 24 h) free days; there must be floor(days / 7) of
// them, days being those of the window outside of leave. Fewer than days / 7
// exactly is a warning. Emergency medicine does not average: there each week of
// the calendar has its own free day as well, and the average must not be
// broken.

#include "domain/rules/rules.hpp"

namespace nightfloat::domain {

namespace {

remark too_few(const tally& done, std::int64_t every) {
  return {.rule = rule::day_off,
          .severity = severity::warning,
          .from = done.from,
          .to = done.to,
          .measured = done.free,
          .limit = done.days / every,
          .duty_first = done.first,
          .duty_after = done.after};
}

std::int64_t every_days(const person_view& x, const tally& done) {
  return std::max<std::int64_t>(
    x.context.limits_at(x.who, done.from).free_every_days, 1);
}

} // namespace

bool judge_day_off(const person_view& x, const averaging_window& over,
                   const tally& done, remark_sink& out) {
  auto weekly = x.context.pack.free_weekly;
  auto common = std::int64_t{common_limits.free_every_days};
  auto every = weekly ? common : every_days(x, done);
  if (!done.any || done.free * every >= done.days)
    return true;
  auto found = too_few(done, every);
  found.rotation = over.rotation;
  if (done.free < found.limit)
    return out.take(graded(x, found, done.free < done.days / common));
  return weekly || out.spares_warnings() || out.take(found);
}

bool judge_free_week(const person_view& x, const tally& week,
                     remark_sink& out) {
  auto found = too_few(week, every_days(x, week));
  return !week.any || week.free >= found.limit
         || out.take(graded(x, found, false));
}

} // namespace nightfloat::domain
