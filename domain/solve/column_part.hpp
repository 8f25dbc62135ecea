// SPDX-License-Identifier: Apache-2.0
#pragma once

// column_search as a part of a search: takes better rosters from the others
// and gives them its own, and its bound.

#include "domain/solve/column_search.hpp"
#include "domain/solve/incumbent.hpp"

#include <atomic>

namespace nightfloat::domain::solve {

/// Not thread-safe but for `too_large`; keeps a reference to the problem.
class column_part {
public:
  /// A problem that columns cannot say has nothing to do here.
  /// `used` as in column_search; without it a combination is a short one.
  column_part(const problem& x, std::uint64_t seed,
              std::function<double()> used);

  /// One step; false when there is nothing left to do.
  bool slice(incumbent& shared, const stop_request& stop);

  /// All that is done but once is done.
  [[nodiscard]] bool settled() const noexcept {
    return !search_ || search_->settled();
  }

  /// Its programme alone would take much of the budget; it has given up.
  [[nodiscard]] bool too_large() const noexcept {
    return too_large_;
  }

private:
  std::optional<column_search> search_;
  bool long_ = false;
  /// The best roster that it knows of.
  score known_ = hard(1'000'000);
  /// How much of the budget is used when it asks the others again.
  double learn_at_ = 0;
  std::atomic<bool> too_large_ = false;
};

} // namespace nightfloat::domain::solve
