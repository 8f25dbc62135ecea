// SPDX-License-Identifier: Apache-2.0
#pragma once

// How much memory a search may hold, and who may hold how much of it. What it
// cannot do without is estimated before anything is laid out; walks of rows and
// columns get shares of the rest and are dropped where they would need more.

#include "domain/solve/problem.hpp"

namespace nightfloat::domain::solve {

/// In bytes.
struct memory_shares {
  /// The walks of rows by the local search.
  std::size_t rows = 0;
  /// Columns, their programme and the walks of their rows.
  std::size_t columns = 0;
  /// The same of a window, of which two are worked on at a time.
  std::size_t window = 0;
};

constexpr auto no_memory_limit = std::size_t{1} << 62;

/// Of the tables and rosters of a search: not less, and not much more. REQUIRES
/// check(x).
[[nodiscard]] std::size_t memory_least(const problem& x);

/// What `most` leaves beside those; 0: no limit. Fails with `oversize`, naming
/// both figures, where it does not even hold them.
[[nodiscard]] result<memory_shares> memory_shares_of(const problem& x,
                                                     std::size_t most);

} // namespace nightfloat::domain::solve
