// SPDX-License-Identifier: Apache-2.0
#pragma once

// What of a stage's problem stays as it is whatever people work in other
// problems of a generation: its rosters cost no more there than in the problem
// itself, so that a bound of it is one of the stage.

#include "domain/stage/duty_problem.hpp"

#include <span>

namespace nightfloat::domain::stage {

/// `fixed` is what stays in all of them. Whoever works elsewhere is off here;
/// so what other work could change is left out: hours, free days and calls of
/// averaging windows, shares of nights and week-ends, days off in a row, who is
/// missed, and halves of week-ends of which `others` may take the rest, or on
/// which there is work that asks for nobody. Places, rest, and days and nights
/// in a row stay. Fails as make_duty_problem does.
/// REQUIRES both sorted, and wishes that share no template.
[[nodiscard]] result<solve::problem>
lasting_problem(const frame& x, std::span<const assignment> plan,
                std::span<const duty> fixed, const duty_wish& wish,
                std::span<const duty_wish> others);

} // namespace nightfloat::domain::stage
