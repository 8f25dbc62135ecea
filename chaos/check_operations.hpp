// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which ends of processes say anything: what `check_falls` is given.

#include "chaos/checkers.hpp"
#include "chaos/cluster.hpp"
#include "chaos/fault_record.hpp"

#include <vector>

namespace nightfloat::chaos {

/// Without those ends of the store that `faults` brought: an abort for each
/// that made it abort, and code 70 for each that may have kept it from going
/// on, but never its last end. Of a `foreign` cluster nobody tells how a
/// process ended; who killed it knows.
[[nodiscard]] std::vector<process_fall>
falls_of(const std::vector<member_end>& ends,
         const std::vector<fault_record>& faults, bool foreign);

} // namespace nightfloat::chaos
