// SPDX-License-Identifier: Apache-2.0

// Programme policy, stricter than one day in seven on average (CPR VI.F.2.c):
// the longest run of days with work. A run is days of the calendar in a row on
// each of which counting work begins; a night is of the day on which it does.

#include "domain/rules/days.hpp"
#include "domain/rules/rules.hpp"

namespace nightfloat::domain {

bool check_consecutive_days(const person_view& x, remark_sink& out) {
  if (!x.context.asks.days)
    return true;
  auto is_work = [](const duty& work) {
    return counts(work.kind);
  };
  return each_run(x, is_work, [&](const run_of_days& run) {
    auto from = x.context.midnight(run.days.first);
    auto most = x.context.limits_at(x.who, from).days_in_a_row_max;
    if (most == 0 || run.length() <= most)
      return true;
    return out.take(
      {.rule = rule::consecutive_days,
       .severity = severity::policy,
       .from = from,
       .to = x.context.midnight(run.days.last + date::duration{1}),
       .measured = run.length(),
       .limit = most,
       .duty_first = run.first,
       .duty_after = run.after});
  });
}

} // namespace nightfloat::domain
