// SPDX-License-Identifier: Apache-2.0
#pragma once

// The few statistics that a comparison rests on. Pure: the same input and
// seed, the same answer on every machine.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace nightfloat::report {

/// The mean of the two middle values where there is an even number; 0 of none.
[[nodiscard]] double median(std::vector<double> xs);

/// An interval that holds a quantity with the confidence asked for.
struct interval {
  double low = 0;
  double high = 0;
};

struct bootstrap_options {
  std::uint64_t seed = 1;
  std::size_t resamples = 2'000;
  /// Chance that the interval holds the true value.
  double confidence = 0.99;
};

/// Percentile bootstrap of `of(a, b)` over resamples of both sides with
/// replacement. REQUIRES that neither is empty.
[[nodiscard]] interval
bootstrap(const std::vector<double>& a, const std::vector<double>& b,
          const std::function<double(const std::vector<double>&,
                                     const std::vector<double>&)>& of,
          const bootstrap_options& options);

/// Medians of at most `batches` equal spans of `xs`, each of at least ten
/// values: seconds that follow each other are alike, spans much less so, and
/// a bootstrap wants values that know nothing of each other.
[[nodiscard]] std::vector<double> batch_medians(const std::vector<double>& xs,
                                                std::size_t batches = 120);

/// Two-sided p of Student's t-test that two samples have one mean (equal
/// variances, as in Otava). 1 with fewer than two values a side or where
/// all values are equal; 0 where only the two means differ.
[[nodiscard]] double t_test(const double* a, std::size_t a_size,
                            const double* b, std::size_t b_size);

} // namespace nightfloat::report
