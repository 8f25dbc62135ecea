// SPDX-License-Identifier: Apache-2.0
#pragma once

// Runs of days: neighbouring days of the calendar at the site on each of which
// a duty of some kind begins.

#include "domain/rules/context.hpp"

#include <algorithm>
#include <concepts>
#include <cstddef>

namespace nightfloat::domain {

/// Days in a row; the duties `[first, after)`, not all of which need be of
/// the kind.
struct run_of_days {
  window days;
  std::size_t first = 0;
  std::size_t after = 0;

  [[nodiscard]] std::int64_t length() const noexcept {
    return (days.last - days.first).count() + 1;
  }
};

/// The first duty of the run of such days that may reach into the window asked
/// for, or one before it.
template <std::predicate<const duty&> IsOf>
std::size_t first_run(const person_view& x, IsOf&& is_of) {
  // Between starts that are three days apart lies a day without any, even
  // where a day has 25 hours.
  constexpr auto apart = minutes{3 * 1440};
  auto found = std::ranges::lower_bound(x.duties, x.from, {}, &duty::start)
               - x.duties.begin();
  auto first = static_cast<std::size_t>(found);
  auto reached = x.from - apart;
  for (auto i = first; i > 0 && x.duties[i - 1].start > reached;) {
    const auto& work = x.duties[--i];
    if (work.start >= work.end || !is_of(work))
      continue;
    first = i;
    reached = work.start - apart;
  }
  return first;
}

/// Gives to `take` each run of days on which a duty begins that `is_of` holds
/// for, if the run meets the window asked for.
template <std::predicate<const duty&> IsOf,
          std::predicate<const run_of_days&> Take>
bool each_run(const person_view& x, IsOf&& is_of, Take&& take) {
  auto open = false;
  auto now = run_of_days{};
  auto shown = [&] {
    return now.days.last >= x.over.first && now.days.first <= x.over.last;
  };
  auto next_midnight = instant::min();
  auto day = date{};
  for (auto i = first_run(x, is_of); i < x.duties.size(); ++i) {
    const auto& work = x.duties[i];
    if (!open && work.start >= x.to)
      return true;
    if (work.start >= work.end || !is_of(work))
      continue;
    if (work.start >= next_midnight) {
      day = x.context.day_of(work.start);
      next_midnight = x.context.midnight(day + one_day);
    }
    if (!open || day > now.days.last + one_day) {
      if (open && shown() && !take(now))
        return false;
      if (day > x.over.last)
        return true;
      now = {.days = {day, day}, .first = i};
      open = true;
    }
    now.days.last = day;
    now.after = i + 1;
  }
  return !open || !shown() || take(now);
}

} // namespace nightfloat::domain
