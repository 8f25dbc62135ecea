// SPDX-License-Identifier: Apache-2.0

// Programme policy: nobody begins a duty on a day of approved leave. A night
// that began the evening before may end on the first morning. Leave that is
// asked for but not decided is a warning; leave that was rejected is nothing.

#include "domain/rules/rules.hpp"

#include <algorithm>
#include <iterator>

namespace nightfloat::domain {

namespace {

/// Leave is in order, so of a duty's neighbours a search finds the one.
bool holds(std::span<const leave_span> all, instant when) noexcept {
  auto next = std::ranges::upper_bound(all, when, {}, &leave_span::from);
  return next != all.begin() && when < std::prev(next)->to;
}

} // namespace

bool judge_leave(const person_view& x, std::size_t at, remark_sink& out) {
  const auto& work = x.duties[at];
  auto approved = holds(x.leave, work.start);
  if (!approved
      && (x.who.pending_count == 0 || out.spares_warnings()
          || !holds(x.context.pending_of(x.who), work.start)))
    return true;
  return out.take({.rule = rule::leave,
                   .severity = approved ? severity::policy : severity::warning,
                   .from = work.start,
                   .to = work.end,
                   .measured = 1,
                   .duty_first = at,
                   .duty_after = at + 1});
}

} // namespace nightfloat::domain
