// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace nightfloat::chaos {

/// Microseconds from one moment to a later one, the unit of histories; 0 where
/// it is none.
[[nodiscard]] inline std::uint64_t
elapsed_us(std::chrono::steady_clock::time_point from,
           std::chrono::steady_clock::time_point to) {
  auto us = std::chrono::duration_cast<std::chrono::microseconds>(to - from);
  return static_cast<std::uint64_t>(std::max<std::int64_t>(us.count(), 0));
}

} // namespace nightfloat::chaos
