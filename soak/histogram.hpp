// SPDX-License-Identifier: Apache-2.0
#pragma once

// Counts of times in log-linear buckets with three significant digits, in the
// layout of HdrHistogram: 2048 equal buckets to begin with, then 1024 for each
// doubling. Its memory (184 KiB) is the same after one value and after 10^12,
// which a load test of hours needs: what keeps its samples leaks by design.
//
//   x.record(1'234);                       // µs
//   x.quantile(0.99);                      // within 0.1 % of the true value
//   x.hgrm(1'000);                         // for HdrHistogram's plotter, in ms

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::soak {

/// Not thread-safe.
class histogram {
public:
  /// One hour in µs; larger values count as this one, see `clipped`.
  static constexpr std::uint64_t value_max = 3'600'000'000;

  histogram();

  void record(std::uint64_t x, std::uint64_t times = 1) noexcept;

  /// Adds all that `x` has counted.
  void merge(const histogram& x) noexcept;
  void clear() noexcept;

  [[nodiscard]] std::uint64_t count() const noexcept {
    return total_;
  }

  /// Values above `value_max`.
  [[nodiscard]] std::uint64_t clipped() const noexcept {
    return clipped_;
  }

  /// Exact; 0 if nothing was recorded.
  [[nodiscard]] std::uint64_t min() const noexcept;
  [[nodiscard]] std::uint64_t max() const noexcept {
    return max_;
  }
  [[nodiscard]] double mean() const noexcept;

  /// From the middles of the buckets.
  [[nodiscard]] double deviation() const noexcept;

  /// The highest value that shares a bucket with the one under which a share
  /// `q` (0 to 1) lies; 0 if nothing was recorded.
  [[nodiscard]] std::uint64_t quantile(double q) const noexcept;

  /// Percentile distribution as HdrHistogram prints it (five ticks a half
  /// distance), values divided by `scale`.
  [[nodiscard]] std::string hgrm(double scale) const;

  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    return counts_.capacity() * sizeof(std::uint64_t);
  }

  /// The bucket of `x`, and the lowest and highest value that share it.
  [[nodiscard]] static std::size_t bucket_of(std::uint64_t x) noexcept;
  [[nodiscard]] static std::uint64_t lowest_of(std::size_t bucket) noexcept;
  [[nodiscard]] static std::uint64_t highest_of(std::size_t bucket) noexcept;

private:
  std::vector<std::uint64_t> counts_;
  std::uint64_t total_ = 0;
  std::uint64_t clipped_ = 0;
  std::uint64_t sum_ = 0;
  std::uint64_t min_ = UINT64_MAX;
  std::uint64_t max_ = 0;
};

} // namespace nightfloat::soak
