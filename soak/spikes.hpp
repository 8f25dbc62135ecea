// SPDX-License-Identifier: Apache-2.0
#pragma once

// A load that jumps and comes back is a shock like a fault: how long the
// cluster takes to serve those who stayed as before is its recovery.

#include "soak/recovery.hpp"
#include "soak/scenario.hpp"

#include <vector>

namespace nightfloat::soak {

/// The spikes of ramping loads, in seconds of the load: a level that is held,
/// a rise to twice as much or more, and the same level held again, from which
/// on the cluster is to recover. A pure function. REQUIRES check(x).
[[nodiscard]] std::vector<fault_episode> spikes_of(const scenario& x);

} // namespace nightfloat::soak
