// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/answering.hpp"
#include "actors/bridge.hpp"
#include "actors/metered_actor.hpp"
#include "client/operations.hpp"
#include "domain/resilience/contingency.hpp"

namespace nightfloat::actors {

struct resilience_analyser_state {
  static constexpr const char* name = "resilience_analyser";
};

/// The RESILIENCE ANALYSER: answers `roster.risk`.
call_actor::behavior_type
resilience_analyser(metered_pointer<call_actor, resilience_analyser_state> self,
                    const environment* world);

/// What it computes.
[[nodiscard]] result<answer> answer_risk(const call& x,
                                         const programme_snapshot& where,
                                         const now_function& now);

/// What was found, as an answer, without the time that it took.
[[nodiscard]] client::risk_reply risk_of(const programme_snapshot& where,
                                         const domain::contingency& found);

} // namespace nightfloat::actors
