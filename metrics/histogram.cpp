// SPDX-License-Identifier: Apache-2.0
#include "metrics/histogram.hpp"

#include <algorithm>
#include <cmath>

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

std::uint64_t histogram::edge_of(std::size_t i) noexcept {
  if (i <= 100)
    return i;
  auto edge = std::uint64_t{(i - 101) % 90 + 11};
  for (auto decade = (i - 101) / 90 + 1; decade > 0; --decade)
    edge *= 10;
  return edge;
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

std::uint64_t histogram::quantile(double q) const noexcept {
  auto all = count();
  if (all == 0)
    return 0;
  auto share = std::ceil(std::clamp(q, 0.0, 1.0) * static_cast<double>(all));
  auto rank = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(share));
  auto seen = std::uint64_t{0};
  for (auto i = std::size_t{0}; i < buckets; ++i) {
    seen += counts_[i].load(relaxed);
    if (seen >= rank)
      return edge_of(i);
  }
  return value_max;
}

} // namespace nightfloat::metrics
