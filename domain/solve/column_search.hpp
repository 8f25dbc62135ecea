// SPDX-License-Identifier: Apache-2.0
#pragma once

// The part of a search that thinks in whole rows: the bound by column
// generation, and rosters put together from its columns.

#include "domain/solve/column_generation.hpp"
#include "domain/solve/incumbent.hpp"

namespace nightfloat::domain::solve {

/// Not thread-safe.
class column_search {
public:
  /// Absent parts (a problem that columns cannot say) do nothing.
  column_search(const problem& x, std::uint64_t seed);

  /// One round of what is next; false when there is nothing left to do.
  bool slice(incumbent& shared, const stop_request& stop);

private:
  void learn(const incumbent& shared);

  const problem& x_;
  std::optional<column_generation> columns_;
  score learnt_;
  bool generated_ = false;
};

} // namespace nightfloat::domain::solve
