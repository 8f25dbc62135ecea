// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/answering.hpp"
#include "actors/bridge.hpp"
#include "actors/metered_actor.hpp"

namespace nightfloat::actors {

struct validator_state {
  static constexpr const char* name = "validator";
};

/// The VALIDATOR: answers `roster.validate`, `roster.conflicts`,
/// `roster.who_can` and `roster.repair`.
call_actor::behavior_type
validator(metered_pointer<call_actor, validator_state> self,
          const environment* world);

/// What it computes. A programme without a roster gives the one finding that
/// nothing is known.
[[nodiscard]] result<answer> answer_question(const call& x,
                                             const programme_snapshot& where,
                                             const now_function& now);

} // namespace nightfloat::actors
