// SPDX-License-Identifier: Apache-2.0

// CPR VI.F.2.b (6.21.a), core: at least 14 hours free after 24 hours of
// in-house call. VI.F.2.a (6.21), detail ("should"): 8 hours between scheduled
// periods. Emergency medicine: at least as long off as the shift was long.
//
// After a stretch of 24 hours or more the gap to any work must be 14 hours.
// Between other stretches less than 8 hours is a warning, and less than what
// the pack asks for besides (more hours, or rest as long as the shift) a
// breach of the pack's own limit; being called in or staying on neither begins
// nor ends such a gap, for it is not scheduled. Standby at home and work done
// there are no work in house.

#include "domain/rules/rules.hpp"

namespace nightfloat::domain {

namespace {

std::int64_t length(const stretch& x) {
  return (x.to - x.from).count();
}

remark between(const stretch& before, const stretch& now) {
  return {.rule = rule::rest,
          .from = before.to,
          .to = now.from,
          .measured = (now.from - before.to).count(),
          .duty_first = before.first,
          .duty_after = now.first + 1};
}

} // namespace

bool judge_rest(const person_view& x, stretches_before before,
                const stretch& now, remark_sink& out) {
  if (before.any != nullptr) {
    const auto& limits = x.context.limits_at(x.who, before.any->from);
    auto worked = length(*before.any);
    if (worked >= limits.long_minutes) {
      auto found = between(*before.any, now);
      found.limit = limits.rest_after_call_minutes;
      if (found.measured >= found.limit || !meets(x, found.from, found.to))
        return true;
      return out.take(
        graded(x, found,
               worked >= common_limits.long_minutes
                 && found.measured < common_limits.rest_after_call_minutes));
    }
  }
  if (before.scheduled == nullptr || !now.scheduled)
    return true;
  const auto& limits = x.context.limits_at(x.who, before.scheduled->from);
  if (length(*before.scheduled) >= limits.long_minutes)
    return true;
  auto found = between(*before.scheduled, now);
  if (!meets(x, found.from, found.to))
    return true;
  if (x.context.pack.rest_as_shift
      && found.measured < length(*before.scheduled)) {
    found.limit = length(*before.scheduled);
    found.clause = 2;
    return out.take(graded(x, found, false));
  }
  if (found.measured >= limits.rest_minutes)
    return true;
  found.limit = limits.rest_minutes;
  found.clause = 1;
  if (limits.rest_minutes > common_limits.rest_minutes)
    return out.take(graded(x, found, false));
  found.severity = severity::warning;
  return out.spares_warnings() || out.take(found);
}

} // namespace nightfloat::domain
