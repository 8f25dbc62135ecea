// SPDX-License-Identifier: Apache-2.0
#pragma once

// Rows of a roster by whose they are, and the days that two windows span or
// share.

#include "domain/id.hpp"
#include "domain/time.hpp"

#include <algorithm>
#include <span>

namespace nightfloat::domain {

/// Cuts the rows of `who` off the front of `rest`, with all that lie before
/// them; O(log n). REQUIRES sorted by person, and people asked for in that
/// order.
template <class T>
std::span<const T> take_rows(std::span<const T>& rest, person_id who) {
  auto first = std::ranges::lower_bound(rest, who, {}, &T::person);
  auto after = std::ranges::upper_bound(first, rest.end(), who, {}, &T::person);
  auto out = std::span<const T>{first, after};
  rest = {after, rest.end()};
  return out;
}

/// From the first day of either to the last.
[[nodiscard]] inline window hull(window a, window b) noexcept {
  return {std::min(a.first, b.first), std::max(a.last, b.last)};
}

/// The days of both; the last before the first: there are none.
[[nodiscard]] inline window common_days(window a, window b) noexcept {
  return {std::max(a.first, b.first), std::min(a.last, b.last)};
}

} // namespace nightfloat::domain
