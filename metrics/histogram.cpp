// SPDX-License-Identifier: Apache-2.0
#include "metrics/histogram.hpp"

#include <algorithm>

namespace nightfloat::metrics {

namespace {

constexpr auto relaxed = std::memory_order_relaxed;

} // namespace

std::size_t histogram::bucket_of(std::uint64_t x) noexcept {
  if (x <= 100)
    return static_cast<std::size_t>(x);
  // Buckets exclude their lower and include their upper edge, as `le` does.
  auto below = std::min(x, value_max) - 1;
  auto decade = std::size_t{0};
  while (below >= 100) {
    below /= 10;
    ++decade;
  }
  return 101 + 90 * (decade - 1) + static_cast<std::size_t>(below - 10);
}

void histogram::record(std::uint64_t x) noexcept {
  counts_[bucket_of(x)].fetch_add(1, relaxed);
  sum_.fetch_add(std::min(x, value_max), relaxed);
}

std::uint64_t histogram::count() const noexcept {
  return at_most(value_max);
}

std::uint64_t histogram::sum() const noexcept {
  return sum_.load(relaxed);
}

std::uint64_t histogram::at_most(std::uint64_t bound) const noexcept {
  auto all = std::uint64_t{0};
  auto last = bucket_of(bound);
  for (auto i = std::size_t{0}; i <= last; ++i)
    all += counts_[i].load(relaxed);
  return all;
}

} // namespace nightfloat::metrics
