// SPDX-License-Identifier: Apache-2.0

// CPR VI.F.2.b (6.21.a), core: at least 14 hours free after 24 hours of
// in-house call. VI.F.2.a (6.21), detail ("should"): 8 hours between scheduled
// periods.
//
// After a stretch of 24 hours or more the gap to the next must be 14 hours;
// after any other, less than 8 hours is a warning. Standby at home is neither
// work nor a break of the gap.

#include "domain/rules/rules.hpp"

#include <utility>

namespace nightfloat::domain {

bool check_rest(const person_view& x, remark_sink& out) {
  auto long_from = std::int64_t{x.context.pack.limits.long_minutes};
  auto before = stretch{};
  auto any = false;
  return each_stretch(x, [&](const stretch& now) {
    auto last = std::exchange(before, now);
    if (!std::exchange(any, true) || last.to >= x.to || now.from <= x.from)
      return true;
    auto gap = std::int64_t{(now.from - last.to).count()};
    auto call = (last.to - last.from).count() >= long_from;
    auto needed = std::int64_t{call
                                 ? x.context.pack.limits.rest_after_call_minutes
                                 : x.context.pack.limits.rest_minutes};
    if (gap >= needed)
      return true;
    return out.take({.rule = rule::rest,
                     .severity = call ? severity::violation : severity::warning,
                     .from = last.to,
                     .to = now.from,
                     .measured = gap,
                     .limit = needed,
                     .duty_first = last.first,
                     .duty_after = now.first + 1});
  });
}

} // namespace nightfloat::domain
