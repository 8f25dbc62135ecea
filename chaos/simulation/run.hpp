// SPDX-License-Identifier: Apache-2.0
#pragma once

// One simulated run: load and faults, then a healed core that must converge,
// then judgement.

#include "chaos/checkers.hpp"
#include "chaos/simulation/schedule.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::simulation {

struct outcome {
  std::uint64_t seed = 0;
  /// Of all that was decided; equal for equal schedules.
  std::uint64_t hash = 0;
  bool passed = false;
  /// The first offence, a sentence; empty if it passed.
  std::string why;
  std::vector<chaos::check_result> checks;
  std::uint64_t simulated_ms = 0;
  std::uint64_t converged_ms = 0;
  std::uint64_t events = 0;
  std::uint64_t operations = 0;
  std::uint64_t acknowledged = 0;
  std::uint64_t faults = 0;
};
BOOST_DESCRIBE_STRUCT(outcome, (),
                      (seed, hash, passed, why, checks, simulated_ms,
                       converged_ms, events, operations, acknowledged, faults))

/// The first offence, a sentence: a check that is broken, or one that has
/// something to look at in every run and proved nothing. Empty: none.
[[nodiscard]] std::string
first_offence(const std::vector<chaos::check_result>& checks);

/// Never fails: what goes wrong is the outcome.
[[nodiscard]] outcome run(const schedule& plan);

} // namespace nightfloat::simulation
