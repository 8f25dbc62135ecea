// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/environment.hpp"
#include "actors/messages.hpp"
#include "actors/metered_actor.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string_view>
#include <vector>

namespace nightfloat::actors {

/// Whoever answers calls: VALIDATOR, SWAP MATCHER, RESILIENCE ANALYSER.
using call_actor = caf::typed_actor<
  // Computes the answer; refusals are answers too.
  caf::replies_to<atom::call, parcel<call>>::with<answer>>;

/// The BRIDGE: takes calls from the I/O thread to the actors that answer
/// them, and every answer back. Each call is answered exactly once, whatever
/// becomes of the actor.
using bridge_actor = caf::typed_actor<
  // A call arrived. Expired ones are refused before anybody works on them.
  caf::reacts_to<atom::call, parcel<call>>,
  // The caller of this correlation no longer waits.
  caf::reacts_to<atom::cancel, std::uint64_t>,
  // INTERNAL: answers the calls whose time is over; re-arms itself while any
  // is in hand.
  caf::reacts_to<atom::tick>>;

struct bridge_state {
  static constexpr const char* name = "bridge";

  struct passed_on {
    parcel<call> of;
    caf::actor_addr to;
    std::chrono::steady_clock::time_point began;
  };

  const environment* world = nullptr;
  /// By correlation. Bounded by `calls_max`.
  std::map<std::uint64_t, passed_on> in_hand;
  /// Whose death answers the calls passed on to them.
  std::set<caf::actor_addr> watched;
  bool ticking = false;
};

/// The operations of a worker, and who answers each.
struct operation_route {
  std::string_view operation;
  caf::atom_value actor;
};

[[nodiscard]] const std::vector<operation_route>& operation_routes();

/// `world` must outlive the actor.
bridge_actor::behavior_type
bridge(metered_pointer<bridge_actor, bridge_state> self,
       const environment* world);

} // namespace nightfloat::actors
