// SPDX-License-Identifier: Apache-2.0
#pragma once

// The one place that reads time. Everything else is handed a `clock`, so that
// a test can live through a week in a microsecond.

#include <atomic>
#include <chrono>
#include <cstdint>

namespace nightfloat::metrics {

/// Thread-safe.
class clock {
public:
  using time_point = std::chrono::steady_clock::time_point;

  virtual ~clock() = default;

  /// Durations and deadlines; never goes back.
  [[nodiscard]] virtual time_point steady() const = 0;

  /// Milliseconds since 1970 as the host believes; may step.
  [[nodiscard]] virtual std::int64_t wall_ms() const = 0;
};

/// The host's clocks.
[[nodiscard]] const clock& system_clock() noexcept;

/// Stands still until told otherwise.
class manual_clock final : public clock {
public:
  explicit manual_clock(std::int64_t wall_ms = 0) noexcept;

  [[nodiscard]] time_point steady() const override;
  [[nodiscard]] std::int64_t wall_ms() const override;

  /// Moves both clocks forward; REQUIRES `by` >= 0.
  void advance(std::chrono::nanoseconds by) noexcept;

  /// Steps the wall clock alone, as an operator or NTP does.
  void set_wall_ms(std::int64_t x) noexcept;

private:
  std::atomic<std::int64_t> steady_ns_ = 0;
  std::atomic<std::int64_t> wall_ns_;
};

/// The host's clocks, the wall clock made wrong on demand.
class steerable_clock final : public clock {
public:
  /// REQUIRES `host` to outlive it.
  explicit steerable_clock(const clock& host = system_clock()) noexcept;

  [[nodiscard]] time_point steady() const override;
  [[nodiscard]] std::int64_t wall_ms() const override;

  /// From now on the wall clock is `jump_ms` off and gains `drift_permille`
  /// (-1000: stands still). Both 0: it is right again.
  void steer(std::int64_t jump_ms, std::int32_t drift_permille) noexcept;

  /// How far it is off now.
  [[nodiscard]] std::int64_t error_ms() const noexcept;

private:
  const clock& host_;
  std::atomic<std::int64_t> jump_ms_ = 0;
  std::atomic<std::int32_t> drift_permille_ = 0;
  std::atomic<std::int64_t> since_ns_ = 0;
};

} // namespace nightfloat::metrics
