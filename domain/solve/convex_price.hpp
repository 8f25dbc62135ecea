// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a demand costs by its heads, as the convex line of pieces that a linear
// programme and a Lagrangian bound can use.

#include "domain/solve/problem.hpp"

#include <vector>

namespace nightfloat::domain::solve {

struct convex_price {
  /// Where the slope changes, ascending; one at least.
  std::vector<std::int32_t> at;
  /// Below at[0], and after each; ascending where it is convex.
  double slope_before = 0;
  std::vector<double> slopes;
  double cost_at_first = 0;

  [[nodiscard]] bool convex() const noexcept;

  /// The least of cost + each * heads over all numbers of heads; minus
  /// infinity where that has no end.
  [[nodiscard]] double least(double each) const noexcept;
};

/// A hard unit weighs `hard_weight`.
[[nodiscard]] convex_price convex_price_of(const demand& x, double hard_weight);

} // namespace nightfloat::domain::solve
