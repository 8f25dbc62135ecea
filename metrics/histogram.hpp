// SPDX-License-Identifier: Apache-2.0
#pragma once

// Counts of values in log-linear buckets: two significant decimal digits over
// twelve decades in fixed memory (8 KiB), so that every 1-2-5 bound of the
// exposition is exactly the edge of a bucket.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace nightfloat::metrics {

/// What the recorded integers are; the exposition prints seconds for times.
enum class unit : std::uint8_t { count, microseconds };

/// Thread-safe; recording is two relaxed additions.
class histogram {
public:
  /// Values 0..100 have a bucket each; then 90 for each further decade.
  static constexpr std::size_t buckets = 101 + 90 * 10;
  /// Larger values count as this one.
  static constexpr std::uint64_t value_max = 1'000'000'000'000;

  explicit histogram(unit of) noexcept : unit_{of} {
  }

  void record(std::uint64_t x) noexcept;

  [[nodiscard]] std::uint64_t count() const noexcept;
  [[nodiscard]] std::uint64_t sum() const noexcept;

  /// How many recorded values are at most `bound`, which has at most two
  /// significant digits; exact for those.
  [[nodiscard]] std::uint64_t at_most(std::uint64_t bound) const noexcept;

  [[nodiscard]] unit of() const noexcept {
    return unit_;
  }

  [[nodiscard]] static std::size_t bucket_of(std::uint64_t x) noexcept;

private:
  unit unit_;
  std::array<std::atomic<std::uint64_t>, buckets> counts_{};
  std::atomic<std::uint64_t> sum_ = 0;
};

} // namespace nightfloat::metrics
