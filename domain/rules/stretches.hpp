// SPDX-License-Identifier: Apache-2.0
#pragma once

// Work without a break: duties that touch or overlap are one stretch.
// Clinical work done at home is no part of any: the rules about stretches
// speak of scheduled work in house.

#include "domain/rules/context.hpp"

#include <algorithm>
#include <concepts>
#include <cstddef>

namespace nightfloat::domain {

/// The duties `[first, after)`, not all of which need be part of it.
struct stretch {
  instant from{};
  instant to{};
  /// The end of the last duty that is no tail: neither transition, education
  /// nor voluntary; `from` if there is none.
  instant core{};
  /// The end of the last that is not voluntary, and of the last that is.
  instant planned{};
  instant voluntary{};
  /// It holds in-house call.
  bool call = false;
  /// It holds more than being called in or staying on.
  bool scheduled = false;
  std::size_t first = 0;
  std::size_t after = 0;
};

[[nodiscard]] constexpr bool is_in_stretch(const duty& x) noexcept {
  return counts(x.kind) && x.kind != duty_kind::from_home && x.start < x.end;
}

inline void extend(stretch& now, const duty& work, std::size_t at) noexcept {
  now.to = std::max(now.to, work.end);
  now.after = at + 1;
  auto kind = work.kind;
  if (kind == duty_kind::voluntary) {
    now.voluntary = std::max(now.voluntary, work.end);
    return;
  }
  now.planned = std::max(now.planned, work.end);
  now.call |= kind == duty_kind::in_house_call;
  now.scheduled |= kind != duty_kind::called_in;
  if (kind != duty_kind::transition && kind != duty_kind::education)
    now.core = std::max(now.core, work.end);
}

/// The number of a duty before which all work has surely ended, so that no
/// stretch of `[from, ...)` is cut.
[[nodiscard]] std::size_t first_stretch(const person_view& x,
                                        instant from) noexcept;

/// Gives each stretch to `take` in order, from the duty `begin` on.
template <std::predicate<const stretch&> Take>
bool each_stretch(const person_view& x, std::size_t begin, Take&& take) {
  auto join = minutes{x.context.pack.join_minutes_max};
  auto open = false;
  auto now = stretch{};
  for (auto i = begin; i < x.duties.size(); ++i) {
    const auto& work = x.duties[i];
    if (!is_in_stretch(work))
      continue;
    if (!open || work.start > now.to + join) {
      if (open && !take(now))
        return false;
      now = {.from = work.start,
             .to = work.end,
             .core = work.start,
             .planned = work.start,
             .voluntary = work.start,
             .first = i};
      open = true;
    }
    extend(now, work, i);
  }
  return !open || take(now);
}

} // namespace nightfloat::domain
