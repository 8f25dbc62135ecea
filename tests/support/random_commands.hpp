// SPDX-License-Identifier: Apache-2.0
#pragma once

// Random commands for a machine and its model: NIGHTFLOAT_COUNT says how many
// in all, NIGHTFLOAT_SEED replays. RapidCheck leaves out those that a
// disagreement does not need.

#include "tests/support/seed.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <rapidcheck.h>
#include <string>
#include <vector>

namespace nightfloat::test {

constexpr auto commands_each = std::size_t{200};

/// RapidCheck reads its parameters once, before the first property: to be
/// registered with BOOST_TEST_GLOBAL_CONFIGURATION.
struct commands_as_asked {
  commands_as_asked() {
    const auto commands = number_from("NIGHTFLOAT_COUNT", 20'000);
    const auto cases = std::max<std::uint64_t>(commands / commands_each, 1);
    const auto words = "seed="
                       + std::to_string(number_from("NIGHTFLOAT_SEED", 1))
                       + " max_success=" + std::to_string(cases);
    ::setenv("RC_PARAMS", words.c_str(), 1);
  }
};

/// Of one case; to be called inside a property.
inline std::vector<std::uint32_t> some_commands() {
  return *rc::gen::container<std::vector<std::uint32_t>>(
    commands_each, rc::gen::inRange<std::uint32_t>(0, 1 << 16));
}

} // namespace nightfloat::test
