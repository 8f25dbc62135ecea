// SPDX-License-Identifier: Apache-2.0
#pragma once

// How many places no roster can fill: a bound of what is open, by counting who
// may work what on a day.

#include "domain/roster.hpp"
#include "domain/stage/duty_problem.hpp"
#include "domain/stage/part.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace nightfloat::domain::stage {

/// Of each column the most places that people who may work there can fill, one
/// each; the rest, added up. Rules from day to day are not in it, so that it
/// may be too low and never too high.
[[nodiscard]] std::int64_t least_open(const duty_problem& x);

/// The same of all problems of these parts under that plan, whatever the
/// duties that are not `fixed`. Fails as make_duty_problem does. REQUIRES both
/// sorted.
[[nodiscard]] result<std::int64_t> least_open(const frame& x, part_set parts,
                                              std::span<const assignment> plan,
                                              std::span<const duty> fixed);

struct open_places {
  /// What no roster of this plan goes below, and what this one leaves.
  std::int64_t least = 0;
  std::int64_t open = 0;
  /// The plan was searched too: another one may have a lower least.
  bool plan_searched = false;
};

/// `bound: at least 3 places stay open under this year plan, 5 do`, or that
/// none was computed. Nothing is guessed.
[[nodiscard]] std::string bound_words(const open_places& x);

} // namespace nightfloat::domain::stage
