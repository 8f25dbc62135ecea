// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which demands of a year plan cannot hold together, proved by counting weeks:
// before anything is searched, and whatever the search finds.

#include "domain/solve/frame.hpp"

#include <string>
#include <vector>

namespace nightfloat::domain {

/// A sentence for each: who owes more weeks than the year has, which rotations
/// cannot take what all owe of them together, or cannot be filled by those who
/// may be there. None: counting finds nothing, which proves nothing. Of a part
/// of the year nothing is said.
[[nodiscard]] std::vector<std::string> year_conflicts(const frame& x);

} // namespace nightfloat::domain
