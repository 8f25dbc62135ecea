// SPDX-License-Identifier: Apache-2.0
#pragma once

// What `compare` and `roster draft diff` show of two rosters.

#include "domain/compare/rosters.hpp"

#include <cstdint>

namespace nightfloat::cmd {

/// At most `show` rows of each table.
void print_comparison(const domain::roster_comparison& x, std::uint32_t show);

} // namespace nightfloat::cmd
