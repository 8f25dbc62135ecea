// SPDX-License-Identifier: Apache-2.0
#pragma once

// For a horizon too long for whole rows: a few weeks at a time, everybody's,
// by columns against all other days; the weeks that cost most come first.

#include "domain/solve/column_part.hpp"
#include "domain/solve/random.hpp"
#include "domain/solve/window_problem.hpp"

namespace nightfloat::domain::solve {

/// Not thread-safe; keeps a reference to the problem.
class window_search {
public:
  window_search(const problem& x, std::uint64_t seed);

  /// One window, from the shared roster and back to it.
  void step(incumbent& shared, const stop_request& stop);

private:
  [[nodiscard]] day_window choose();

  const problem& x_;
  random_source random_;
  std::int32_t length_;
  /// By day: when it was last in a window.
  std::vector<std::uint64_t> tried_;
  std::uint64_t steps_ = 0;
};

} // namespace nightfloat::domain::solve
