// SPDX-License-Identifier: Apache-2.0
#pragma once

// Timing of small things: the steady clock, medians and other quantiles.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

namespace nightfloat::bench {

/// Microseconds that `run` takes.
template <class Run>
double once_us(Run&& run) {
  using clock = std::chrono::steady_clock;
  auto from = clock::now();
  run();
  return std::chrono::duration<double, std::micro>(clock::now() - from).count();
}

/// REQUIRES one at least.
inline double quantile(std::vector<double>& all, double q) {
  auto at
    = std::min(static_cast<std::size_t>(q * static_cast<double>(all.size())),
               all.size() - 1);
  std::ranges::nth_element(all, all.begin() + static_cast<std::ptrdiff_t>(at));
  return all[at];
}

/// The median of `runs` runs in microseconds, after one that warms up.
template <class Run>
double median_us(int runs, Run&& run) {
  auto all = std::vector<double>{};
  run();
  for (auto i = 0; i < runs; ++i)
    all.push_back(once_us(run));
  return quantile(all, 0.5);
}

} // namespace nightfloat::bench
