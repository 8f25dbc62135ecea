// SPDX-License-Identifier: Apache-2.0
#pragma once

// Does a roster keep the rules? One validator serves generation, swaps,
// imports and the operator.
//
// Durations are exact minutes between instants. Averaged rules take whole
// rotation instances (merged rows of the plan), so `window` chooses which
// instances are reported, never how they are cut. Rules about hours and rest
// are for residents; leave, double booking and supervision for everybody.
// Supervision is counted by unit: residents on `supervised` templates against
// faculty duties of kind `supervision` whose template names the same unit.

#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "domain/rules/finding.hpp"
#include "domain/rules/pack.hpp"
#include "domain/time.hpp"

#include <vector>

namespace nightfloat::domain {

/// Everything that the rules say about `window`, ordered by person (units
/// last), start and rule. Equal input gives equal findings. REQUIRES both
/// sorted. A roster without duties and plan is one finding: `unknown`. Where
/// no duty lies in `over` although shifts ask for people, one `unknown` more.
[[nodiscard]] std::vector<finding> validate(const programme& where,
                                            const roster& what,
                                            const rule_pack& pack, window over);

/// The same about one person alone, without supervision.
[[nodiscard]] std::vector<finding>
validate_person(const programme& where, const roster& what,
                const rule_pack& pack, window over, person_id who);

} // namespace nightfloat::domain
