// SPDX-License-Identifier: Apache-2.0

// CPR VI.F.1 (6.20), core: clinical and educational work hours are at most 80
// a week, averaged over four weeks, all moonlighting and work called in to
// included; VI.F.4.c (6.24): up to 88 where granted for the rotation.
//
// Averaging is by rotation, not rolling, and leave is taken out of both sides:
// minutes x 7 > cap x days, where minutes are the union of counting work in
// the window outside of leave, and days those of the window outside of leave.

#include "domain/rules/rules.hpp"

namespace nightfloat::domain {

namespace {

struct worked {
  std::int64_t total = 0;
  std::size_t first = 0;
  std::size_t after = 0;
};

/// The union of counting work in `[from, to)`, less leave.
worked minutes_in(const person_view& x, instant from, instant to) {
  auto out = worked{.first = first_reaching(x, from)};
  auto until = from;
  auto i = out.first;
  for (; i < x.duties.size() && x.duties[i].start < to; ++i) {
    const auto& work = x.duties[i];
    if (!counts(work.kind))
      continue;
    auto begin = std::max(work.start, until);
    auto end = std::min(work.end, to);
    if (begin >= end)
      continue;
    out.total += (end - begin).count() - leave_minutes(x, begin, end);
    until = end;
  }
  out.after = i;
  return out;
}

} // namespace

bool check_work_hours(const person_view& x, remark_sink& out) {
  constexpr auto week = 7;
  return each_averaging(x, [&](const averaging_window& over) {
    auto from = x.context.midnight(over.days.first);
    auto to = x.context.midnight(over.days.last + date::duration{1});
    auto days = eligible_days(x, over.days);
    auto done = minutes_in(x, from, to);
    auto left = done.total * week;
    auto right = over.cap_minutes * days;
    auto found = remark{.rule = rule::work_hours,
                        .from = from,
                        .to = to,
                        .measured = done.total,
                        .limit = right / week,
                        .rotation = over.rotation,
                        .duty_first = done.first,
                        .duty_after = done.after};
    if (left > right)
      return out.take(found);
    if (done.total == 0 || left * 1000 < right * x.context.pack.notice_permille)
      return true;
    found.severity = severity::notice;
    return out.take(found);
  });
}

} // namespace nightfloat::domain
