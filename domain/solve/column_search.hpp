// SPDX-License-Identifier: Apache-2.0
#pragma once

// The part of a search that thinks in whole rows: the bound by column
// generation, then rosters put together from its columns: a dive, CBC on all
// that was found, and repairs of a few people at a time. A problem whose
// programme would take the whole budget is only repaired.

#include "domain/solve/column_dive.hpp"
#include "domain/solve/column_repair.hpp"
#include "domain/solve/column_roster.hpp"
#include "domain/solve/incumbent.hpp"

#include <atomic>

namespace nightfloat::domain::solve {

/// Not thread-safe; keeps a reference to the problem.
class column_search {
public:
  /// A problem that columns cannot say has nothing to do here.
  column_search(const problem& x, std::uint64_t seed);

  /// One step of what is next; false when there is nothing left to do.
  bool slice(incumbent& shared, const stop_request& stop);

  /// All that it does but once is done, or it has nothing to do.
  [[nodiscard]] bool settled() const noexcept {
    return phase_ == phase::repair || phase_ == phase::nothing;
  }

  /// The programme would take the budget.
  [[nodiscard]] bool too_large() const noexcept {
    return too_large_;
  }

private:
  enum class phase : std::uint8_t { generate, dive, combine, repair, nothing };

  void learn(const incumbent& shared);
  void generate(incumbent& shared, const stop_request& stop);
  void dive(incumbent& shared, const stop_request& stop);
  void combine(incumbent& shared, const stop_request& stop);
  void repair(incumbent& shared, const stop_request& stop);
  void offer(incumbent& shared, const grid& roster, const char* by);

  const problem& x_;
  std::uint64_t seed_;
  std::optional<column_generation> columns_;
  std::optional<column_dive> dive_;
  std::optional<column_repair> repair_;
  phase phase_ = phase::generate;
  /// The programme came to its end.
  bool generated_ = false;
  /// Of the budget, what a round takes.
  double round_share_ = 0;
  std::atomic<bool> too_large_ = false;
  std::uint64_t dives_ = 0;
  /// How much of the budget was used when it last found something, and when it
  /// last dived.
  double better_at_ = 0;
  double dived_at_ = 0;
  /// The incumbent whose rows are among the columns.
  score learnt_ = hard(1'000'000);
};

} // namespace nightfloat::domain::solve
