// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/answering.hpp"
#include "actors/bridge.hpp"
#include "actors/swap_attempt.hpp"

#include <cstdint>
#include <map>

namespace nightfloat::actors {

/// The SWAP MATCHER: answers `swap.find`, `swap.execute`, `swap.revert`.
using swap_matcher_actor = call_actor::extend<
  // INTERNAL: the record of a swap to be undone.
  caf::reacts_to<atom::read, std::uint64_t, parcel<result<client::records>>>,
  // INTERNAL: what became of an attempt's transaction.
  caf::reacts_to<atom::commit, std::uint64_t, domain::commit_answer>>;

struct swap_matcher_state {
  static constexpr const char* name = "swap_matcher";

  struct running {
    swap_attempt attempt;
    parcel<call> of;
    caf::typed_response_promise<answer> promise;
  };

  const environment* world = nullptr;
  /// Bounded by the bridge's `calls_max`.
  std::map<std::uint64_t, running> attempts;
  std::uint64_t counter = 0;
};

/// `world` must outlive the actor.
swap_matcher_actor::behavior_type
swap_matcher(swap_matcher_actor::stateful_pointer<swap_matcher_state> self,
             const environment* world);

/// What `swap.find` computes.
[[nodiscard]] result<answer> answer_find(const call& x,
                                         const programme_snapshot& where,
                                         const now_function& now);

} // namespace nightfloat::actors
