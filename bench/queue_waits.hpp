// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a job waits for besides work: a worker that died with it, and a flood
// of another programme's.

#include "config/node.hpp"

#include <string>
#include <vector>

namespace nightfloat::bench {

/// Milliseconds from the SIGKILL of a worker until another has its job, of
/// `count` workers. `dir` is the cluster's. Throws `trouble`.
[[nodiscard]] std::vector<double>
reclaims(const config::network_options& network, const std::string& dir,
         int count);

struct starvation {
  /// Milliseconds from submission to lease: alone, and beside a programme
  /// that has flooded the queue.
  std::vector<double> idle;
  std::vector<double> flooded;
  /// How long the one worker is busy with a job, its completion synced.
  double job_ms = 0;
};

/// Throws `trouble`.
[[nodiscard]] starvation starve(const config::network_options& network,
                                int flood, int count);

} // namespace nightfloat::bench
