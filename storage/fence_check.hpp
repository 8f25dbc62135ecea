// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/job.hpp"

#include <chrono>

namespace nightfloat::storage {

/// The lease that a job is under.
struct lease_view {
  domain::token token{};
  std::chrono::steady_clock::time_point deadline{};
};

/// Whether a transaction under `presented` may still act for the job: its
/// token is the lease's, and the lease has not run out. A null lease: the job
/// is under none. A decision of its own file, so that a build with a planted
/// breach can replace it and prove that the checkers see it.
[[nodiscard]] bool fence_holds(const domain::token& presented,
                               const lease_view* current,
                               std::chrono::steady_clock::time_point now);

} // namespace nightfloat::storage
