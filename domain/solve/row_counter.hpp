// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a dynamic programme over one person's days has to remember of a total
// rule or of a group rule: a count from 0 to a cap. Sums are counted in steps
// of the gcd of the weights' differences; what lies beyond the last bound
// costs the same from there on and is charged as it comes.

#include "domain/solve/problem.hpp"

#include <vector>

namespace nightfloat::domain::solve {

struct row_counter {
  /// Counts go from 0 to `cap` and stay there.
  std::int32_t cap = 0;
  /// What a day with each task adds; empty: a group's, which counts spans.
  std::vector<std::int32_t> steps;
  /// Each step beyond the cap costs this.
  score beyond;
  /// What a row that ends with so many costs.
  std::vector<score> last;

  /// Whether it is no more than a price of each step.
  [[nodiscard]] bool linear() const noexcept {
    return cap == 0;
  }
};

/// A counter has at most so many states.
constexpr std::int32_t counter_cap_max = 30'000;

/// What `who` must count for the rule; nothing (`last` is empty) where it
/// would need more than `counter_cap_max`.
[[nodiscard]] row_counter counter_of(const problem& x, const person& who,
                                     std::size_t total);

[[nodiscard]] row_counter group_counter_of(const problem& x, const person& who,
                                           std::size_t group);

} // namespace nightfloat::domain::solve
