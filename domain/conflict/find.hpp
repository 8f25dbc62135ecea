// SPDX-License-Identifier: Apache-2.0
#pragma once

// All conflicts of a roster. Of the kinds that rules know it asks the rules;
// the others have a file each.

#include "domain/conflict/conflict.hpp"
#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "domain/rules/what_if.hpp"

#include <span>
#include <vector>

namespace nightfloat::domain {

/// The conflicts of the days `over`: breaches before warnings, then by start.
/// Equal input gives equal conflicts. `rules` are of that programme and
/// roster. O(duties log duties), and one `who_can` for each call on leave, at
/// most `cascades_max` of them.
[[nodiscard]] std::vector<conflict>
find_conflicts(const programme& where, const what_if& rules, window over);

/// Calls beyond this many are not looked at one by one: they stay what they
/// are, absence overlaps.
constexpr std::size_t cascades_max = 100;

// The kinds that no rule knows, in order of time:

/// At every minute the people at a site, each counted as the room units of
/// their activity, against its `people_max`. Duty without activity asks for no
/// room, and a site without limit has enough.
[[nodiscard]] std::vector<conflict>
find_overbooked(const programme& where, const rule_context& context,
                std::span<const duty> duties, window over);

/// Faculty who attend in two weeks of the calendar with at most one week
/// between; people who have an in-house call less than three nights after
/// another. Neighbouring ones are one conflict.
[[nodiscard]] std::vector<conflict> find_back_to_back(const what_if& rules,
                                                      window over);

/// The same of one person who has these duties, sorted by start.
[[nodiscard]] std::vector<conflict>
back_to_back_of(const rule_context& context, const person_facts& who,
                std::span<const duty> duties);

/// True for a call whose holder is on leave and which nobody may take.
[[nodiscard]] bool is_cascade(const what_if& rules, const conflict& x);

/// The name that a conflict keeps.
[[nodiscard]] std::string id_of(const conflict& x);

} // namespace nightfloat::domain
