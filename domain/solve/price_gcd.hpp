// SPDX-License-Identifier: Apache-2.0
#pragma once

// By which steps the soft cost of a roster can differ from nothing.

#include "domain/solve/problem.hpp"

namespace nightfloat::domain::solve {

/// The greatest number that divides every soft price; 1 where there is none.
[[nodiscard]] std::int64_t price_gcd(const problem& x);

} // namespace nightfloat::domain::solve
