// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/schedule.hpp"

#include <vector>

namespace nightfloat::cmd {

/// What every programme has done for it again and again, unless somebody
/// removes it. Only ever appended to: the ledger counts how many of these a
/// programme was given.
[[nodiscard]] std::vector<domain::schedule> default_schedules();

} // namespace nightfloat::cmd
