// SPDX-License-Identifier: Apache-2.0
#pragma once

// The year plan's problem around a plan that is there, with the words for its
// weeks and rules. Internal.

#include "domain/roster.hpp"
#include "domain/solve/naming.hpp"
#include "domain/solve/year_problem.hpp"
#include "domain/stage/constraint_use.hpp"

#include <optional>

namespace nightfloat::domain::stage {

struct plan_view {
  year_problem problem;
  solve::grid roster;
  applied constrained;
  /// By person: their contract before constraints have split it.
  std::vector<std::uint32_t> contract_of;
};

/// What of the plan is by hand is locked. Absent where the roster has no plan
/// or nobody is planned for. Fails as make_year_problem and constraint_use::put
/// do.
[[nodiscard]] result<std::optional<plan_view>>
plan_view_of(const frame& x, const roster& of, constraint_use& constraints);

/// Must not outlive them.
[[nodiscard]] solve::naming naming_of(const plan_view& x, const frame& in);

} // namespace nightfloat::domain::stage
