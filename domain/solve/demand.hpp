// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a roster leaves open: places on shifts, bounds of rotations and the
// year's requirements. It counts days of the finished roster and shares no
// arithmetic with the searches, so that it can tell on them.

#include "domain/roster.hpp"
#include "domain/solve/frame.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace nightfloat::domain {

struct demand_report {
  /// Places on shifts, and those that stay open.
  std::size_t places = 0;
  std::size_t open_places = 0;
  /// Bounds of rotations and requirements that are not met.
  std::size_t plan_gaps = 0;
  /// The worst first: open shifts, then rotations with too few or too many,
  /// then requirements.
  std::vector<std::string> sentences;
};

/// REQUIRES `what` sorted.
[[nodiscard]] demand_report judge_demands(const frame& x, const roster& what);

} // namespace nightfloat::domain
