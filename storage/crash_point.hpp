// SPDX-License-Identifier: Apache-2.0
#pragma once

// Named places where a process can be made to die. They are in the shipped
// binary and cost one relaxed load while none is armed.

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::storage {

namespace detail {
extern std::atomic<bool> crash_point_armed;
void crash_point_hit(std::string_view name) noexcept;
} // namespace detail

/// Aborts the process here if this name is armed and its count has run down.
inline void crash_point(std::string_view name) noexcept {
  if (detail::crash_point_armed.load(std::memory_order_relaxed)) [[unlikely]]
    detail::crash_point_hit(name);
}

/// Arms one name: the process aborts on its `hit`-th hit from now on (0 counts
/// as 1). Returns false, and arms nothing, for a name that no step has.
bool arm_crash_point(std::string_view name, std::uint32_t hit);

/// Disarms whatever is armed.
void disarm_crash_points() noexcept;

/// Every name, in the order in which one commit passes them.
[[nodiscard]] const std::vector<std::string>& crash_point_names();

} // namespace nightfloat::storage
