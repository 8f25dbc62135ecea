// SPDX-License-Identifier: Apache-2.0
#pragma once

// Columns of a programme as COIN-OR takes them all at once: one at a time it
// copies what is there for each.

#include "domain/solve/cbc_lp.hpp"

#include <coin/CoinFinite.hpp>
#include <coin/CoinTypes.hpp>

namespace nightfloat::domain::solve {

/// What of columns Clp wants, each in a row of memory.
struct packed_columns {
  explicit packed_columns(std::span<const lp_column> columns) {
    for (const auto& x : columns) {
      low.push_back(x.bounds.low == -unbounded ? -COIN_DBL_MAX : x.bounds.low);
      high.push_back(x.bounds.high == unbounded ? COIN_DBL_MAX : x.bounds.high);
      cost.push_back(x.cost);
      for (const auto& e : x.entries) {
        rows.push_back(static_cast<int>(e.row));
        values.push_back(e.value);
      }
      starts.push_back(static_cast<CoinBigIndex>(rows.size()));
    }
  }

  std::vector<double> low;
  std::vector<double> high;
  std::vector<double> cost;
  std::vector<CoinBigIndex> starts{0};
  std::vector<int> rows;
  std::vector<double> values;
};

} // namespace nightfloat::domain::solve
