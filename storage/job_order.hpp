// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/job.hpp"

#include <optional>
#include <vector>

namespace nightfloat::storage {

/// Jobs that one job may wait for.
constexpr std::size_t after_max = 64;

/// A job of these that waits for itself, be it over others; none: there is an
/// order in which all can run. What they wait for outside was there before
/// them, so no circle can lead over it.
[[nodiscard]] std::optional<domain::job_id>
waits_for_itself(const std::vector<domain::job>& jobs);

} // namespace nightfloat::storage
