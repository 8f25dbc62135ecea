// SPDX-License-Identifier: Apache-2.0
#pragma once

// How one programme with its roster differs from another, row by row, in
// words that a coordinator can confirm. Internal to staging.

#include "exchange/staged.hpp"

#include <vector>

namespace nightfloat::exchange {

/// By table, in the order of domain::programme, then duties and plan; within
/// these by person and day.
[[nodiscard]] std::vector<row_change> changes_between(const in_force& before,
                                                      const in_force& after);

} // namespace nightfloat::exchange
