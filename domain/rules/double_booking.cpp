// SPDX-License-Identifier: Apache-2.0

// Programme policy: nobody is in two places at once. Standby at home may
// overlap anything, for it is there to be interrupted.

#include "domain/rules/rules.hpp"

namespace nightfloat::domain {

bool check_double_booking(const person_view& x, remark_sink& out) {
  // What ends before the window overlaps nothing within.
  auto i = first_reaching(x, x.from);
  auto before = i;
  auto until = instant::min();
  for (; i < x.duties.size() && x.duties[i].start < x.to; ++i) {
    const auto& work = x.duties[i];
    if (!counts(work.kind))
      continue;
    auto to = std::min(until, work.end);
    if (work.start < to && meets(x, work.start, to)
        && !out.take({.rule = rule::double_booking,
                      .severity = severity::policy,
                      .from = work.start,
                      .to = to,
                      .measured = (to - work.start).count(),
                      .duty_first = before,
                      .duty_after = i + 1}))
      return false;
    if (work.end > until) {
      until = work.end;
      before = i;
    }
  }
  return true;
}

} // namespace nightfloat::domain
