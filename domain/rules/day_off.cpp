// SPDX-License-Identifier: Apache-2.0

// CPR VI.F.2.c (6.21.b), core: one day in seven free of clinical work and
// education, averaged over four weeks; at-home call may not be assigned on it.
//
// A day is 24 hours in one piece or, where the pack says so, a day of the
// calendar. Each gap without work, standby and leave inside of an averaging
// window holds floor(gap / 24 h) free days; there must be floor(days / 7) of
// them, days being those of the window outside of leave. Fewer than days / 7
// exactly is a warning. Emergency medicine does not average: there the window
// is a week of the calendar, and only the violation is said.

#include "domain/rules/rules.hpp"

namespace nightfloat::domain {

bool judge_day_off(const person_view& x, const averaging_window& over,
                   const tally& done, remark_sink& out) {
  auto every = std::int64_t{std::max<std::uint16_t>(
    x.context.limits_at(x.who, done.from).free_every_days, 1)};
  if (!done.any || done.free * every >= done.days)
    return true;
  auto broken = done.free < done.days / every;
  if (!broken && (x.context.pack.free_weekly || out.spares_warnings()))
    return true;
  return out.take({.rule = rule::day_off,
                   .severity = broken ? severity::violation : severity::warning,
                   .from = done.from,
                   .to = done.to,
                   .measured = done.free,
                   .limit = done.days / every,
                   .rotation = over.rotation,
                   .duty_first = done.first,
                   .duty_after = done.after});
}

} // namespace nightfloat::domain
