// SPDX-License-Identifier: Apache-2.0
#pragma once

// Faults of a soak: the same one again and again, far enough apart that each
// recovery is seen whole. Which faults there are beyond these, and what must
// hold under them, is chaos's (`chaos/plan.hpp`); here they are a load like
// any other.

#include "metrics/clock.hpp"
#include "report/run_report.hpp"
#include "soak/recovery.hpp"
#include "soak/scenario.hpp"
#include "soak/world.hpp"

#include <atomic>
#include <vector>

namespace nightfloat::soak {

/// One that is due, in seconds since the start of the load.
struct due_fault {
  double at_s = 0;
  double heal_s = 0;
  fault_terms what;
};

/// In the order of time. A pure function.
[[nodiscard]] std::vector<due_fault>
make_schedule(const std::vector<fault_terms>& all);

/// What happened: a line for each fault, an episode for those that took effect
/// and healed. What did neither is nothing to recover from.
struct faults_done {
  std::vector<report::fault_line> lines;
  std::vector<fault_episode> episodes;
};

/// `planned` is followed until `stop` is set, one after the other: one that is
/// due while another lasts begins after it, and lasts as long as it should.
/// REQUIRES the thread that opened the world. Heals whatever it began. The
/// last episode is still open: see `end_at`.
[[nodiscard]] faults_done carry_out(const std::vector<due_fault>& planned,
                                    world& on, const metrics::clock& clock,
                                    metrics::clock::time_point load_start,
                                    const std::atomic<bool>& stop);

/// Ends the episodes where the load did. Whom that left no time to come back
/// has none; its line stays.
void end_at(double end_s, faults_done& to);

/// A line, without effect, for each fault and target of which none came.
void add_missed(const std::vector<due_fault>& planned, faults_done& to);

} // namespace nightfloat::soak
