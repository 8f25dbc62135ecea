// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a submitted job is like, as a pure function of the schedule: so it is
// known beforehand how long all that is asked for must take.

#include "chaos/simulation/schedule.hpp"
#include "chaos/simulation/world.hpp"
#include "domain/schedule.hpp"

namespace nightfloat::simulation {

constexpr auto work_kind = "work";

/// What a simulated job does.
struct work_order {
  std::uint32_t lasting_ms = 0;
  /// So many attempts fail.
  std::uint32_t failures = 0;
  /// Writes under the fence on the way.
  std::uint32_t notes = 0;
};
BOOST_DESCRIBE_STRUCT(work_order, (), (lasting_ms, failures, notes))

struct job_shape {
  std::uint8_t priority = 0;
  std::uint32_t attempts_max = 1;
  work_order order;
  /// Empty: no unique name.
  std::string unique;
  /// It waits for another job, if its client has one.
  bool follows = false;
};

/// Of the job that `x`, a submission, asks for.
[[nodiscard]] job_shape shape_of(const planned_act& x, const dimensions& size);

/// What `x`, which puts a schedule, asks for: a short job each minute, under
/// one of two names.
[[nodiscard]] domain::schedule schedule_of(const planned_act& x);

/// How long the workers take at most for all jobs of `x`, were nothing to
/// break: what a cluster with one slow worker needs is no lack of liveness.
[[nodiscard]] milliseconds work_in(const schedule& x);

} // namespace nightfloat::simulation
