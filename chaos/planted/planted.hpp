// SPDX-License-Identifier: Apache-2.0
#pragma once

// Bugs planted on purpose, so that the checkers prove that they would see
// them. They exist in `nightfloatd-planted` alone, which is linked from the
// daemon's own objects but for the files in this folder; NIGHTFLOAT_PLANTED
// names the one that is awake.

#include <cstdlib>
#include <string_view>

namespace nightfloat::planted {

[[nodiscard]] inline bool is_awake(std::string_view bug) {
  const auto* name = std::getenv("NIGHTFLOAT_PLANTED");
  return name != nullptr && bug == name;
}

} // namespace nightfloat::planted
