// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a way to mend an absence does to people and to what the rules say.
// Internal to repair/.

#include "domain/repair/loads.hpp"
#include "domain/rules/live_roster.hpp"

#include <vector>

namespace nightfloat::domain {

/// What the rules say anew and no longer once the moves are made, which are of
/// the roster `what`; `live` is the same roster and is so again afterwards.
[[nodiscard]] finding_changes changes_by(const roster& what, live_roster& live,
                                         const std::vector<shift_move>& moves);

/// Fills in all of `x` but findings that follows from its moves, which are of
/// the roster of `rules` and `loads`.
void tell(const what_if& rules, const load_book& loads, person_id away,
          absence_way& x);

} // namespace nightfloat::domain
