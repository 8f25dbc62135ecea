// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

namespace nightfloat::chaos {

/// Microseconds from one moment to a later one: the unit of histories.
[[nodiscard]] inline std::uint64_t
elapsed_us(std::chrono::steady_clock::time_point from,
           std::chrono::steady_clock::time_point to) {
  return static_cast<std::uint64_t>(
    std::chrono::duration_cast<std::chrono::microseconds>(to - from).count());
}

} // namespace nightfloat::chaos
