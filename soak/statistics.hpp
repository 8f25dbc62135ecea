// SPDX-License-Identifier: Apache-2.0
#pragma once

// The statistics of the verdicts: pure functions of numbers, so that each is
// tested against values worked out by hand.

#include <cstddef>
#include <span>
#include <vector>

namespace nightfloat::soak {

/// One measured value at a time in seconds.
struct point {
  double at_s = 0;
  double value = 0;
};

/// 0 for none. Interpolates between neighbours (type 7 of Hyndman and Fan).
[[nodiscard]] double quantile_of(std::vector<double> all, double q);
[[nodiscard]] double median_of(std::vector<double> all);

/// The slope of Theil and Sen, the median of the slopes of all pairs, and its
/// 95 % bounds after Sen 1968 (normal approximation with ties): robust
/// against bursts, which is what memory series are made of. Per second.
struct slope {
  double middle = 0;
  double lower = 0;
  double upper = 0;
  std::size_t points = 0;
};

/// Of more than 600 points medians of equal spans are taken first. All 0 with
/// fewer than 8 points, or without a spread of times.
[[nodiscard]] slope theil_sen(std::span<const point> points);

/// Probability that shares `a` of `a_all` and at least `b` of `b_all` come of
/// one rate (Fisher's exact test, one-sided: is b's the greater?).
[[nodiscard]] double fisher_greater(std::size_t a, std::size_t a_all,
                                    std::size_t b, std::size_t b_all);

/// How a distribution lies.
struct spread {
  std::size_t count = 0;
  double mean = 0;
  double p50 = 0;
  double p90 = 0;
  double p95 = 0;
  double p99 = 0;
  double max = 0;
};
[[nodiscard]] spread spread_of(std::vector<double> all);

} // namespace nightfloat::soak
