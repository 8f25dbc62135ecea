// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

namespace nightfloat::storage {

/// What two clocks read at one moment; the ledger reads neither itself.
struct moment {
  std::chrono::steady_clock::time_point steady{};
  std::int64_t wall_ms = 0;
};

/// Ledger time: never backward, advanced by the steady clock, slewed toward
/// the wall clock by at most a tenth. A wall clock more than five minutes
/// ahead is stepped to; since it may be wrong, nothing expires until one full
/// `retention` of steady time has passed since.
class ledger_time {
public:
  explicit ledger_time(std::chrono::milliseconds retention) noexcept
    : retention_{retention} {
  }

  /// Starts from the last time that the store recorded, and what was then
  /// left of a hold: a restart makes no clock right.
  void start(std::int64_t recorded_ms, moment now,
             std::chrono::milliseconds hold_left) noexcept;

  /// Moves on to `now` and returns the new time in ms.
  std::int64_t advance(moment now) noexcept;

  /// The time that `advance` to `now` would return.
  [[nodiscard]] std::int64_t peek(moment now) const noexcept {
    return ledger_time{*this}.advance(now);
  }

  [[nodiscard]] std::int64_t now_ms() const noexcept {
    return now_ms_;
  }

  /// Whether what expires at `at_ms` (0: never) has.
  [[nodiscard]] bool expired(std::int64_t at_ms) const noexcept;

  /// For how long nothing expires, from the last `advance` on.
  [[nodiscard]] std::chrono::milliseconds hold_left() const noexcept;

private:
  void step_to(moment now) noexcept;

  std::chrono::milliseconds retention_;
  std::int64_t now_ms_ = 0;
  /// Nanoseconds, so that frequent calls lose nothing to rounding.
  std::int64_t rest_ns_ = 0;
  std::chrono::steady_clock::time_point steady_{};
  std::chrono::steady_clock::time_point hold_until_{};
};

} // namespace nightfloat::storage
