// SPDX-License-Identifier: Apache-2.0

// CPR VI.F.3.a (6.22), core: at most 24 hours of continuous scheduled clinical
// assignments; VI.F.3.a.(1) (6.22.a): up to 4 more for transitions of care and
// education, without new patients; VI.F.4.a (6.23): staying on one's own
// initiative is allowed, and its hours count.
//
// A stretch's core ends with its last duty that is neither transition,
// education nor voluntary. A core over 24 hours, or a stretch that without
// what is voluntary is over 28, is a violation; voluntary work beyond 24 hours
// is a notice.

#include "domain/rules/rules.hpp"

namespace nightfloat::domain {

bool judge_continuous(const person_view& x, const stretch& now,
                      remark_sink& out) {
  const auto& limits = x.context.limits_at(x.who, now.from);
  auto core_max = std::int64_t{limits.continuous_minutes_max};
  auto whole_max = core_max + limits.transition_minutes_max;
  if ((now.to - now.from).count() <= core_max || !meets(x, now.from, now.to))
    return true;
  auto found = remark{.rule = rule::continuous,
                      .from = now.from,
                      .to = now.to,
                      .limit = core_max,
                      .duty_first = now.first,
                      .duty_after = now.after};
  auto core = std::int64_t{(now.core - now.from).count()};
  auto planned = std::int64_t{(now.planned - now.from).count()};
  auto voluntary = std::int64_t{(now.voluntary - now.from).count()};
  auto common = core > common_limits.continuous_minutes_max
                || planned > common_limits.continuous_minutes_max
                               + common_limits.transition_minutes_max;
  if (core > core_max) {
    found = graded(x, found, common);
    found.measured = core;
  } else if (planned > whole_max) {
    found = graded(x, found, common);
    found.measured = planned;
    found.limit = whole_max;
    found.clause = 1;
  } else if (voluntary > core_max) {
    found.severity = severity::notice;
    found.clause = 2;
    found.measured = voluntary;
  } else {
    return true;
  }
  return out.take(found);
}

} // namespace nightfloat::domain
