// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where a series of runs changed for good: E-divisive means (Matteson and
// James 2014) with Student's t-test in place of permutations, over windows
// that overlap, weak points first and then re-tested, as Hunter and Apache
// Otava do it. No random numbers: the same series, the same points.

#include <cstddef>
#include <vector>

namespace nightfloat::report {

struct change_options {
  /// Values of a window; at least 4.
  std::size_t window = 50;
  /// A change whose p is larger is noise.
  double p_max = 0.001;
  /// Smallest change of the mean that counts, as a share of it.
  double least = 0.05;
};

struct change_point {
  /// The first value of the new level.
  std::size_t index = 0;
  /// Means from the change before to this one, and from this one to the next.
  double before = 0;
  double after = 0;
  double p = 1;
};

/// In the order of the series; values must be finite.
[[nodiscard]] std::vector<change_point>
change_points(const std::vector<double>& xs,
              const change_options& options = {});

} // namespace nightfloat::report
