// SPDX-License-Identifier: Apache-2.0
#pragma once

// What there is to say of a roster as a whole, and the order of findings.

#include "domain/rules/context.hpp"
#include "domain/rules/finding.hpp"

#include <vector>

namespace nightfloat::domain {

/// Neither duties nor plans: the one thing to say.
[[nodiscard]] finding no_roster(const rule_context& context, window over);

/// Shifts ask for supervision, but no template gives it.
[[nodiscard]] finding nobody_supervises(const rule_context& context,
                                        window over);

/// Shifts ask for people on days of which nothing is generated.
[[nodiscard]] finding nothing_generated(const rule_context& context,
                                        window days);

/// Duties or a plan, said to last `[from, to)`, of somebody whom the programme
/// does not know.
[[nodiscard]] finding stranger_in_words(person_id who, instant from,
                                        instant to);

/// By person (units last), start and rule; total, so that equal findings have
/// equal orders.
[[nodiscard]] bool comes_before(const finding& a, const finding& b) noexcept;

void order(std::vector<finding>& all);

} // namespace nightfloat::domain
