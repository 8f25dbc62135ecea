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

/// Sentences, the worst first: open shifts, then rotations with too few or
/// too many, then requirements. REQUIRES `what` sorted.
[[nodiscard]] std::vector<std::string> unmet_demands(const frame& x,
                                                     const roster& what);

} // namespace nightfloat::domain
