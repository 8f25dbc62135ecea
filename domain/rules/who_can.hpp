// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who can take this? For a shift that somebody holds, or one that nobody does
// yet: each person, legal or not and why, best first. Legal is who breaks
// nothing by it that was not broken before, and no worse.

#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "domain/rules/candidate.hpp"
#include "domain/rules/what_if.hpp"

#include <span>
#include <vector>

namespace nightfloat::domain {

/// One person's answer. `parts` are one shift's duties; their `person` is who
/// holds them, or not assigned where nobody does.
[[nodiscard]] candidate may_take(const what_if& rules, const person_facts& who,
                                 std::span<const duty> parts);

/// Everybody's but the holder's: legal first, then those of whom nobody can
/// say; each by fewest new cautions, least work around and fewest such shifts.
[[nodiscard]] std::vector<candidate> who_can(const what_if& rules,
                                             std::span<const duty> parts);

/// The duty that `shift` asks for on `day`, of nobody yet. Fails with
/// `not_found` for an unknown zone and with `invalid_argument` for a time that
/// no clock shows.
[[nodiscard]] result<duty> duty_on(const programme& where,
                                   const shift_template& shift, date day);

} // namespace nightfloat::domain
