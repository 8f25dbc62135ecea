// SPDX-License-Identifier: Apache-2.0
#pragma once

// `explain` of a roster's own choices: why somebody works what they work on a
// day, and why shifts have too few people.

#include "cmd/nightfloat/roster_source.hpp"

#include <cstdint>
#include <string>

namespace nightfloat::cmd {

struct duty_question {
  /// A person's code.
  std::string who;
  domain::date day{};
  /// Number of a draft; empty: the roster in force.
  std::string draft;
  /// A set of constraints, as `generate` takes it; empty: none.
  std::string constraints;
  std::uint32_t show = 10;
};

/// Both say what they found and return the exit code: `explain_unmet` ends
/// with 1 where places are open.
[[nodiscard]] int explain_duty(context& x, roster_source& from,
                               const duty_question& asked);
[[nodiscard]] int explain_unmet(context& x, roster_source& from,
                                const duty_question& asked);

} // namespace nightfloat::cmd
