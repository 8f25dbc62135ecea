// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

namespace nightfloat::storage {

/// What retries of one kind may cost: a share of its first attempts, and a
/// floor that is always there. Both zero: anything.
struct retry_terms {
  /// Of the first attempts of the last minute, in percent.
  std::uint32_t share_percent = 0;
  /// A minute.
  std::uint32_t floor = 0;
};

/// Spreads the retries of one kind so that they stay within the terms: those
/// of a minute at once, and from then on no faster than that. In memory: a
/// restart forgets what was spent. Times are ledger time in ms.
class retry_budget {
public:
  /// Beyond it a retry is not put off: it is due in an hour at the latest.
  static constexpr auto put_off_max_ms = std::int64_t{3'600'000};

  /// A job was handed out for the first time.
  void first(std::int64_t now_ms) noexcept;

  /// A job is tried again; the earliest time for it.
  [[nodiscard]] std::int64_t spend(const retry_terms& x,
                                   std::int64_t now_ms) noexcept;

  /// How long a retry that is wanted now would be put off.
  [[nodiscard]] std::int64_t wait_ms(const retry_terms& x,
                                     std::int64_t now_ms) noexcept;

private:
  void roll(std::int64_t now_ms) noexcept;
  [[nodiscard]] std::int64_t interval_us(const retry_terms& x) const noexcept;

  std::int64_t began_ms_ = 0;
  std::uint64_t before_ = 0;
  std::uint64_t present_ = 0;
  /// When all that was spent is earned again.
  std::int64_t free_at_us_ = 0;
};

} // namespace nightfloat::storage
