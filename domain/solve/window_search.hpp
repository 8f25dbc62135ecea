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
  window_search(const problem& x, std::uint64_t seed,
                std::size_t memory_max = no_memory_limit);

  /// One window, from the shared roster and back to it.
  void step(incumbent& shared, const stop_request& stop);

  [[nodiscard]] const column_profile& profile() const noexcept {
    return did_;
  }
  [[nodiscard]] const row_profile& walked() const noexcept {
    return walked_;
  }
  /// What the largest window held.
  [[nodiscard]] std::size_t bytes() const noexcept {
    return bytes_;
  }

private:
  void count(const column_part& columns);
  [[nodiscard]] day_window choose();

  const problem& x_;
  random_source random_;
  std::size_t memory_max_;
  std::int32_t length_;
  /// By day: when it was last in a window.
  std::vector<std::uint64_t> tried_;
  std::uint64_t steps_ = 0;
  column_profile did_;
  row_profile walked_;
  std::size_t bytes_ = 0;
};

} // namespace nightfloat::domain::solve
