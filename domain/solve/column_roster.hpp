// SPDX-License-Identifier: Apache-2.0
#pragma once

// Rosters put together from columns: one row for each person of those that a
// pool has, by CBC on the set partitioning problem of column_generation.

#include "domain/solve/cbc_mip.hpp"
#include "domain/solve/column_programme.hpp"

#include <optional>

namespace nightfloat::domain::solve {

struct combine_options {
  /// Only rosters that cost less by cells, rules and demands are wanted.
  double cutoff = unbounded;
  std::uint64_t nodes_max = 1'000'000;
  std::uint32_t seed = 1;
};

struct combined {
  /// Empty: none under the cutoff was found.
  grid roster;
  /// By cells, rules of people and demands; spreads and pairs are not in it.
  double cost = unbounded;
  /// The columns given have nothing better.
  bool proved = false;
  std::uint64_t nodes = 0;
};

/// The best roster of those columns of the pool. Fails with `invalid_argument`
/// where numbers of the problem are none.
[[nodiscard]] result<combined>
combine(const column_shape& shape, const column_pool& pool,
        std::span<const std::uint32_t> columns, const combine_options& options,
        const stop_request& stop = {});

} // namespace nightfloat::domain::solve
