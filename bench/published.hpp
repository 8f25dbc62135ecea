// SPDX-License-Identifier: Apache-2.0
#pragma once

// Published instances, read from the folder that NIGHTFLOAT_ROSTERING names,
// else from shared/rostering beside the tree.

#include "domain/solve/problem.hpp"

#include <optional>
#include <string>

namespace nightfloat::bench {

/// Instance `number` of Curtois and Qu; absent where there is none, which is
/// said on stderr.
[[nodiscard]] std::optional<domain::solve::problem>
published_instance(int number);

} // namespace nightfloat::bench
