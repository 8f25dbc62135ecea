// SPDX-License-Identifier: Apache-2.0

// CPR VI.F.3.a (6.22), core: at most 24 hours of continuous scheduled clinical
// assignments; VI.F.3.a.(1) (6.22.a): up to 4 more for transitions of care and
// education, without new patients.
//
// Work that touches or overlaps is one stretch. Its core ends with the last
// duty that is neither transition nor education: a core over 24 hours, or a
// stretch over 28, is a violation.

#include "domain/rules/rules.hpp"

namespace nightfloat::domain {

bool check_continuous(const person_view& x, remark_sink& out) {
  auto core_max = std::int64_t{x.context.pack.limits.continuous_minutes_max};
  auto whole_max = core_max + x.context.pack.limits.transition_minutes_max;
  return each_stretch(x, [&](const stretch& now) {
    auto core = std::int64_t{(now.core - now.from).count()};
    auto whole = std::int64_t{(now.to - now.from).count()};
    if ((core <= core_max && whole <= whole_max) || now.to <= x.from
        || now.from >= x.to)
      return true;
    return out.take({.rule = rule::continuous,
                     .from = now.from,
                     .to = now.to,
                     .measured = core > core_max ? core : whole,
                     .limit = core > core_max ? core_max : whole_max,
                     .duty_first = now.first,
                     .duty_after = now.after});
  });
}

} // namespace nightfloat::domain
