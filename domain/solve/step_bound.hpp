// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a plan costs at least by its steps from one task to the next alone: who
// owes days of several sets of tasks has to go from one to another.

#include "domain/solve/problem.hpp"
#include "domain/solve/sliced_bound.hpp"

namespace nightfloat::domain::solve {

/// The sum over people of steps that they cannot do without, whatever all
/// others do: of each total that is owed (and hard, of tasks that count one, no
/// two totals with a task in common) as many stretches as its days need under
/// the hard longest runs, less the first one and one for each day on which they
/// may be off. 0 where a cell has a negative price. O(people x rules x tasks^2
/// + cells). REQUIRES `check(x)`, and prices between people that are not
/// negative.
[[nodiscard]] weighed_bound least_of_steps(const problem& x);

} // namespace nightfloat::domain::solve
