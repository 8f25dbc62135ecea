// SPDX-License-Identifier: Apache-2.0
#pragma once

// A score as one number, for what reckons in fractions.

#include "domain/solve/score.hpp"

namespace nightfloat::domain::solve {

/// `hard_weight` may be infinite: then so is all that is hard.
inline double weighed(score x, double hard_weight) noexcept {
  auto broken = x.hard();
  return (broken == 0 ? 0.0 : static_cast<double>(broken) * hard_weight)
         + static_cast<double>(x.soft());
}

} // namespace nightfloat::domain::solve
