// SPDX-License-Identifier: Apache-2.0
#pragma once

// column_search as a part of a search: takes better rosters from the others
// and gives them its own, and its bound.

#include "domain/solve/column_search.hpp"
#include "domain/solve/incumbent.hpp"
#include "domain/solve/memory.hpp"

#include <atomic>

namespace nightfloat::domain::solve {

/// Not thread-safe but for `too_large`; keeps a reference to the problem.
class column_part {
public:
  /// A problem that columns cannot say has nothing to do here.
  /// `used` as in column_search; without it a combination is a short one.
  /// Over `memory_max` bytes it drops all that it has and is at its end.
  column_part(const problem& x, std::uint64_t seed,
              std::function<double()> used,
              std::size_t memory_max = no_memory_limit);

  /// One step; false when there is nothing left to do.
  bool slice(incumbent& shared, const stop_request& stop);

  /// All that is done but once is done.
  [[nodiscard]] bool settled() const noexcept {
    return !search_ || search_->settled();
  }

  /// It had its turn, found nothing by itself lately, and what it did find is
  /// dearer by over a fiftieth than the best.
  [[nodiscard]] bool trails(const incumbent& shared) const;

  [[nodiscard]] search_phase phase() const noexcept {
    return search_ ? search_->phase() : search_phase::bound;
  }

  [[nodiscard]] column_profile profile() const {
    return search_ ? search_->profile() : dropped_;
  }
  [[nodiscard]] row_profile walked() const {
    return search_ ? search_->generation().walked() : dropped_rows_;
  }
  /// Of columns, of the walks of their rows, and of the programme.
  [[nodiscard]] std::vector<memory_profile> memory() const;

  /// Its programme alone would take much of the budget; it has given up.
  [[nodiscard]] bool too_large() const noexcept {
    return too_large_;
  }

private:
  bool drops(incumbent& shared);

  std::optional<column_search> search_;
  std::size_t memory_max_;
  bool long_ = false;
  /// The best roster that it knows of; no score is dearer than at first.
  score known_ = hard((1 << 22) - 1);
  /// The best that it found by itself, and how much of the budget was used
  /// then, or when it had settled.
  score found_ = known_;
  double found_at_ = 0;
  /// How much of the budget is used when it asks the others again.
  double learn_at_ = 0;
  std::atomic<bool> too_large_ = false;
  /// What it had done when it was dropped, and what it held.
  column_profile dropped_;
  row_profile dropped_rows_;
  std::vector<memory_profile> dropped_memory_;
};

} // namespace nightfloat::domain::solve
