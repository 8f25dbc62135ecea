// SPDX-License-Identifier: Apache-2.0
#pragma once

// Ledger time, in Unix milliseconds, and the minutes of rosters.

#include "domain/time.hpp"

#include <chrono>
#include <cstdint>

namespace nightfloat::domain {

[[nodiscard]] constexpr std::int64_t ms_of(instant x) noexcept {
  return std::chrono::milliseconds{x.time_since_epoch()}.count();
}

/// The minute in which `ms` lies.
[[nodiscard]] constexpr instant instant_of(std::int64_t ms) noexcept {
  return instant{std::chrono::floor<minutes>(
    std::chrono::duration<std::int64_t, std::milli>{ms})};
}

} // namespace nightfloat::domain
