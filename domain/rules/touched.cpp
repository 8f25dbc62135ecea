// SPDX-License-Identifier: Apache-2.0

// How far an edit reaches: the stretches of work around an instant. Duties are
// sorted by start, so whatever reaches an instant starts no more than the
// longest duty before it.

#include "domain/rules/rules.hpp"

namespace nightfloat::domain {

namespace {

bool is_work(const duty& x) noexcept {
  return counts(x.kind) && x.start < x.end;
}

} // namespace

window touched_days(const person_view& x, instant from, instant to) noexcept {
  auto join = minutes{x.context.pack.join_minutes_max};
  to = std::max(to, from + minutes{1});
  for (auto wider = true; wider;) {
    wider = false;
    for (auto i = first_reaching(x, from - join - minutes{1});
         i < x.duties.size() && x.duties[i].start <= to + join; ++i) {
      const auto& work = x.duties[i];
      if (!is_work(work) || work.end < from - join)
        continue;
      to = std::max(to, work.end);
      wider = wider || work.start < from;
      from = std::min(from, work.start);
    }
  }
  return {x.context.day_of(from) - one_day, x.context.day_of(to) + one_day};
}

} // namespace nightfloat::domain
