// SPDX-License-Identifier: Apache-2.0

// Programme policy: nobody begins a duty on a day of approved leave. A night
// that began the evening before may end on the first morning.

#include "domain/rules/rules.hpp"

namespace nightfloat::domain {

bool check_leave(const person_view& x, remark_sink& out) {
  for (const auto& away : x.leave) {
    auto from = std::max(away.from, x.from - x.longest);
    auto to = std::min(away.to, x.to);
    auto i = std::ranges::lower_bound(x.duties, from, {}, &duty::start)
             - x.duties.begin();
    for (auto at = static_cast<std::size_t>(i);
         at < x.duties.size() && x.duties[at].start < to; ++at)
      if (meets(x, x.duties[at].start, x.duties[at].end)
          && !out.take({.rule = rule::leave,
                        .severity = severity::policy,
                        .from = x.duties[at].start,
                        .to = x.duties[at].end,
                        .measured = 1,
                        .duty_first = at,
                        .duty_after = at + 1}))
        return false;
  }
  return true;
}

} // namespace nightfloat::domain
