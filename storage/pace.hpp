// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

namespace nightfloat::storage {

/// A token bucket, kept as the time at which it will be full: `burst` at once,
/// then one each `interval_us`. Reads no clock: `now_us` never goes backward.
class pace {
public:
  /// Full.
  constexpr pace(std::int64_t interval_us, std::uint32_t burst) noexcept
    : interval_us_{std::max<std::int64_t>(interval_us, 1)},
      burst_{std::max(burst, 1u)} {
  }

  /// The interval and burst of `x` from now on. Tokens that have gone, at most
  /// as many as there are now, come back at the new interval.
  constexpr void change(const pace& x, std::int64_t now_us) noexcept {
    const auto left_us = std::max<std::int64_t>(full_at_us_ - now_us, 0);
    const auto gone = static_cast<double>(left_us)
                      / static_cast<double>(interval_us_);
    *this = x;
    const auto most = std::min(gone, static_cast<double>(burst_));
    full_at_us_ = now_us + static_cast<std::int64_t>(
                              most * static_cast<double>(interval_us_));
  }

  constexpr void empty(std::int64_t now_us) noexcept {
    full_at_us_ = now_us + interval_us_ * burst_;
  }

  /// One goes, whether or not it may.
  constexpr void take(std::int64_t now_us) noexcept {
    full_at_us_ = std::max(full_at_us_, now_us) + interval_us_;
  }

  /// How long until the `nth` from now on (1: the next) may go.
  [[nodiscard]] constexpr std::int64_t
  wait_us(std::int64_t now_us, std::uint64_t nth = 1) const noexcept {
    const auto ahead = static_cast<std::int64_t>(nth) - burst_;
    return std::max<std::int64_t>(
      std::max(full_at_us_, now_us) + ahead * interval_us_ - now_us, 0);
  }

private:
  std::int64_t interval_us_ = 1;
  std::int64_t burst_ = 1;
  std::int64_t full_at_us_ = 0;
};

} // namespace nightfloat::storage
