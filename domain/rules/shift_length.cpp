// SPDX-License-Identifier: Apache-2.0

// Specialty requirements (emergency medicine: 12 hours; some houses: 16 for
// PGY-1): the longest stretch of work. Not of CPR, which knows 24 hours only.
//
// A stretch that holds in-house call is no shift. The core of any other, that
// is without transition, education and voluntary work at its end, is at most
// so long.

#include "domain/rules/rules.hpp"

namespace nightfloat::domain {

bool judge_shift_length(const person_view& x, const stretch& now,
                        remark_sink& out) {
  auto longest = x.context.limits_at(x.who, now.from).shift_minutes_max;
  auto core = (now.core - now.from).count();
  if (longest == 0 || now.call || core <= longest
      || !meets(x, now.from, now.core))
    return true;
  auto found = remark{.rule = rule::shift_length,
                      .from = now.from,
                      .to = now.core,
                      .measured = core,
                      .limit = longest,
                      .duty_first = now.first,
                      .duty_after = now.after};
  return out.take(graded(x, found, false));
}

} // namespace nightfloat::domain
