// SPDX-License-Identifier: Apache-2.0
#pragma once

// The ways out of a conflict. Each is a repair that the rules have nothing
// against and that ends it; nothing is proposed that would make anything
// worse. Which is best is a matter of how much it disturbs whom:
//
//   1000 - 300 x hours moved / 24 (at most 300)
//        - 150 for each person beyond the first (at most 300)
//        - 400 x work of the busiest who gets duty, in the four weeks around,
//          of 320 hours (at most 400)

#include "domain/conflict/conflict.hpp"
#include "domain/rules/what_if.hpp"

#include <cstddef>
#include <vector>

namespace nightfloat::domain {

/// `rules` are of that programme. Best first; empty where there is none that
/// the search found, so that a person must decide. Bounded: a conflict takes at
/// most some thousand judgements.
[[nodiscard]] std::vector<resolution>
resolutions_of(const programme& where, const what_if& rules, const conflict& x);

/// Of the first `conflicts_max` that have any hope; notices are left alone.
void add_resolutions(const programme& where, const what_if& rules,
                     std::vector<conflict>& all, std::size_t conflicts_max);

} // namespace nightfloat::domain
