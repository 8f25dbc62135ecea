// SPDX-License-Identifier: Apache-2.0
#pragma once

// One stage's problem around a roster that is there, with the words for its
// days and rules. Internal.

#include "domain/roster.hpp"
#include "domain/solve/naming.hpp"
#include "domain/stage/constraint_use.hpp"
#include "domain/stage/duty_problem.hpp"
#include "domain/stage/part.hpp"

#include <span>
#include <vector>

namespace nightfloat::domain::stage {

struct duty_view {
  duty_problem problem;
  solve::grid roster;
  applied constrained;
};

/// Of the templates `wanted`, all of one stage; what of the roster is of
/// others, or by hand, is fixed. Null constraints: none. A view of nobody has
/// an empty problem.
[[nodiscard]] result<duty_view> view_of(const frame& x, const roster& of,
                                        const duty_wish& wanted,
                                        constraint_use* constraints);

/// The wishes of all problems that residents or faculty are planned by. The
/// templates of a rotation stay together, for their people are the same, unless
/// they are more than `duty_templates_max`; so do those of none.
[[nodiscard]] std::vector<duty_wish> wishes_of(const frame& x, part_set parts);

/// Must not outlive it.
[[nodiscard]] solve::naming naming_of(const duty_view& x);

} // namespace nightfloat::domain::stage
