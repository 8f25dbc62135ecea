// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a simulated run must have kept: the checkers of real runs, and what
// only the simulation can see.

#include "chaos/checkers.hpp"
#include "chaos/simulation/cluster.hpp"

#include <string>
#include <vector>

namespace nightfloat::simulation {

/// `waits`: what had not ended in time after the heal; empty if all had. Adds
/// the ledger's whole feed to the record.
[[nodiscard]] std::vector<chaos::check_result> audit(cluster& of, record& done,
                                                     const std::string& waits,
                                                     const schedule& plan);

} // namespace nightfloat::simulation
