// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/programme.hpp"
#include "domain/roster.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace nightfloat::tests {

/// Residents R1.. on one ward with a day shift and two leaves, in July 2026.
domain::programme small_programme(std::uint32_t residents = 5);

/// Each resident works one shift in `months` months from July 2026 on.
domain::roster small_roster(const domain::programme& x,
                            std::uint32_t months = 3);

} // namespace nightfloat::tests
