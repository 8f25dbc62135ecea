// SPDX-License-Identifier: Apache-2.0

// Programme policy: a shift is worked by the role and the PGY that its
// template names. A resident whose PGY nobody recorded is neither right nor
// wrong there: unknown.

#include "domain/rules/rules.hpp"

namespace nightfloat::domain {

bool judge_eligibility(const person_view& x, std::size_t at,
                       const template_facts* shift, remark_sink& out) {
  if (shift == nullptr)
    return true;
  const auto& work = x.duties[at];
  auto found = remark{.rule = rule::eligibility,
                      .severity = severity::policy,
                      .from = work.start,
                      .to = work.end,
                      .duty_first = at,
                      .duty_after = at + 1};
  if (shift->role != x.who.role)
    return out.take(found);
  if (shift->role == person_role::faculty
      || (shift->pgy_min <= 1 && shift->pgy_max >= 8))
    return true;
  auto pgy = x.context.pgy_at(x.who, work.start);
  if (pgy >= shift->pgy_min && pgy <= shift->pgy_max)
    return true;
  found.measured = pgy;
  found.limit = pgy < shift->pgy_min ? shift->pgy_min : shift->pgy_max;
  if (pgy == 0)
    found.severity = severity::unknown;
  return out.take(found);
}

} // namespace nightfloat::domain
