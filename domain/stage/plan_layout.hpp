// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the year plan's rows, weeks and tasks mean to constraints.

#include "domain/solve/year_problem.hpp"
#include "domain/stage/layout.hpp"

namespace nightfloat::domain::stage {

/// A column a week; the closing column of a whole year, which is nobody's
/// choice, is left out, so that no constraint says anything about it. A
/// vacation is leave, all else work; a rotation of two tasks is one code.
[[nodiscard]] layout plan_layout(const frame& x, const year_problem& of);

} // namespace nightfloat::domain::stage
