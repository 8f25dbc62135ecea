// SPDX-License-Identifier: Apache-2.0
#pragma once

// The highest that each process of a run showed of what it may have only so
// much of, and what the plan allows. Pure: samples come in.

#include "chaos/checkers.hpp"
#include "chaos/plan.hpp"
#include "chaos/sampler.hpp"
#include "client/ledger_operations.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace nightfloat::chaos {

/// What processes say of themselves, as samples to which metrics can be added.
[[nodiscard]] std::vector<process_sample>
samples_of(const std::vector<client::process_status>& all);

/// By process and what it is of: `store memory (MiB)`, `broker calls waiting`.
using highest_uses = std::map<std::string, std::uint64_t>;

/// Keeps of each what is more than was seen so far.
void keep_highest(highest_uses& to, const std::vector<process_sample>& seen);

/// What has a bound and was never shown, not by one process: `memory (MiB)`.
[[nodiscard]] std::vector<std::string>
never_shown(const std::vector<bounded_use>& all);

/// Each with its bound.
[[nodiscard]] std::vector<bounded_use> against(const highest_uses& x,
                                               const load_plan& bounds);

} // namespace nightfloat::chaos
