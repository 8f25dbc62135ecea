// SPDX-License-Identifier: Apache-2.0
#pragma once

// A whole problem as one integer programme, for a solver that knows nothing
// but programmes: each person's days are a path of stretches of work and of
// rest (Curtois and Qu's rules; the runs become arcs), and successions, totals,
// week-ends and demands are rows.

#include "domain/solve/problem.hpp"

#include <optional>
#include <string>
#include <vector>

namespace nightfloat::bench {

struct flow_model {
  /// As the LP format has it.
  std::string text;
  /// What every roster costs beside the objective.
  std::int64_t base = 0;
  std::size_t columns = 0;
};

/// Absent for a problem of other rules than those, or of over `columns_max`.
[[nodiscard]] std::optional<flow_model>
flow_model_of(const domain::solve::problem& x, std::size_t columns_max);

/// The roster of a solution: lines of number, name, value and reduced cost, as
/// `cbc -solu` writes them.
[[nodiscard]] domain::solve::grid
roster_of_solution(const domain::solve::problem& x, const std::string& text);

} // namespace nightfloat::bench
