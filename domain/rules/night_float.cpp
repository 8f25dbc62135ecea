// SPDX-License-Identifier: Apache-2.0

// CPR VI.F.6 (6.26): night float is inside of the 80 hours and of one day in
// seven, where it counts as any work; how many nights may follow each other is
// the specialty's to say (the text of 2011 had six). So a longer run is a
// warning or the programme's policy, as the pack says.
//
// A run is days of the calendar in a row on each of which a night begins.

#include "domain/rules/days.hpp"
#include "domain/rules/rules.hpp"

namespace nightfloat::domain {

bool check_night_float(const person_view& x, remark_sink& out) {
  const auto& pack = x.context.pack;
  if (!x.context.asks.nights
      || (out.spares_warnings() && !is_breach(pack.night_float_severity)))
    return true;
  auto is_night = [](const duty& work) {
    return work.kind == duty_kind::night_float;
  };
  return each_run(x, is_night, [&](const run_of_days& run) {
    auto from = x.context.midnight(run.days.first);
    auto most = x.context.limits_at(x.who, from).nights_in_a_row_max;
    if (most == 0 || run.length() <= most)
      return true;
    return out.take(
      {.rule = rule::night_float,
       .severity = pack.night_float_severity,
       .from = from,
       .to = x.context.midnight(run.days.last + date::duration{1}),
       .measured = run.length(),
       .limit = most,
       .duty_first = run.first,
       .duty_after = run.after});
  });
}

} // namespace nightfloat::domain
