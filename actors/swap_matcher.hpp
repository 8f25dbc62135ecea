// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/answering.hpp"
#include "actors/bridge.hpp"
#include "actors/metered_actor.hpp"
#include "actors/swap_attempt.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>

namespace nightfloat::actors {

/// The SWAP MATCHER: answers `swap.find` and `swap.match`, and carries out
/// `swap.offer`, `.act`, `.execute` and `.revert`.
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
    std::chrono::steady_clock::time_point began{};
  };

  /// Of one programme: whose turn it is to plan again, and who waits for it.
  struct turns {
    std::uint64_t now = 0;
    std::deque<std::pair<std::uint64_t, swap_step>> waiting;
    /// The newest version that a swap of this worker made.
    std::uint64_t version = 0;
  };

  const environment* world = nullptr;
  /// Of what was decided last. Before the attempts, which it outlives.
  swap_rules rules;
  /// Bounded by the bridge's `calls_max`.
  std::map<std::uint64_t, running> attempts;
  std::map<std::string, turns> in_turn;
  std::uint64_t counter = 0;
};

/// `world` must outlive the actor.
swap_matcher_actor::behavior_type
swap_matcher(metered_pointer<swap_matcher_actor, swap_matcher_state> self,
             const environment* world);

/// What `swap.find` computes.
[[nodiscard]] result<answer> answer_find(const call& x,
                                         const programme_snapshot& where,
                                         const now_function& now);

/// What `swap.match` computes.
[[nodiscard]] result<answer> answer_match(const call& x,
                                          const programme_snapshot& where,
                                          const now_function& now);

} // namespace nightfloat::actors
