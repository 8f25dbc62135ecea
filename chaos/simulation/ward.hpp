// SPDX-License-Identifier: Apache-2.0
#pragma once

// A small real programme for real workers: a ward whose residents each have
// one shift a month, on one day, so that any two may change places.

#include "chaos/simulation/link.hpp"
#include "domain/programme.hpp"
#include "domain/roster.hpp"

#include <cstdint>

namespace nightfloat::simulation {

constexpr std::uint32_t ward_months = 12;

[[nodiscard]] domain::programme ward(std::uint32_t residents);
[[nodiscard]] domain::roster ward_roster(const domain::programme& x);

/// Puts it into force through `store`, letting the world go on meanwhile.
/// Fails as `client::publish`, or with `timed_out`.
[[nodiscard]] result<void> import_ward(world& in, link& store,
                                       std::uint32_t residents);

} // namespace nightfloat::simulation
