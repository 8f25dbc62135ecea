// SPDX-License-Identifier: Apache-2.0
#pragma once

// What is there before the load: a programme, and a roster in force.

#include "chaos/history.hpp"
#include "chaos/plan.hpp"
#include "client/connection.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::chaos {

struct opening {
  std::uint32_t people = 0;
  /// Months (YYYYMM) that the roster covers.
  std::vector<std::uint32_t> months;
};

/// Fails with `in_use` where the cluster has the programme already: keys and
/// jobs of an earlier run would be taken for this one's.
[[nodiscard]] result<void> check_new(client::connection& link,
                                     const std::string& programme);

/// Publishes a sample programme of the plan's size, drawn from the seed.
[[nodiscard]] result<opening>
load_programme(client::connection& link, const std::string& programme,
               const plan& what, std::uint64_t seed);

/// Has a roster made. The job is filed in the history too, so that it is held
/// to its promises. Fails with `refused` or `timed_out` without a roster.
[[nodiscard]] result<void>
first_roster(client::connection& link, const std::string& programme,
             const plan& what, std::uint64_t seed, history& out);

} // namespace nightfloat::chaos
