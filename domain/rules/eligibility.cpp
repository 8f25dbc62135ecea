// SPDX-License-Identifier: Apache-2.0

// Programme policy: a shift is worked by the role and the PGY that its
// template names. A resident whose PGY nobody recorded is neither right nor
// wrong there: unknown.

#include "domain/rules/rules.hpp"

namespace nightfloat::domain {

namespace {

/// Nothing, if the person may work it.
bool judge(const person_view& x, const duty& work, const template_facts& shift,
           remark& found) {
  found.severity = severity::policy;
  if (shift.role != x.who.role)
    return false;
  if (shift.role == person_role::faculty
      || (shift.pgy_min <= 1 && shift.pgy_max >= 8))
    return true;
  auto pgy = x.context.pgy_at(x.who, work.start);
  found.measured = pgy;
  found.limit = pgy < shift.pgy_min ? shift.pgy_min : shift.pgy_max;
  if (pgy == 0)
    found.severity = severity::unknown;
  return pgy >= shift.pgy_min && pgy <= shift.pgy_max;
}

} // namespace

bool check_eligibility(const person_view& x, remark_sink& out) {
  for (auto at = first_reaching(x, x.from);
       at < x.duties.size() && x.duties[at].start < x.to; ++at) {
    const auto& work = x.duties[at];
    if (!meets(x, work.start, work.end))
      continue;
    auto shift = x.context.template_of(work.from);
    auto found = remark{.rule = rule::eligibility,
                        .from = work.start,
                        .to = work.end,
                        .duty_first = at,
                        .duty_after = at + 1};
    if (shift != nullptr && !judge(x, work, *shift, found) && !out.take(found))
      return false;
  }
  return true;
}

} // namespace nightfloat::domain
