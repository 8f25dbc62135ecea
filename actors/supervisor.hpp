// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/environment.hpp"
#include "actors/messages.hpp"
#include "actors/restart_policy.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <map>
#include <vector>

namespace nightfloat::actors {

/// How to make one actor, and the name under which it is found.
struct child_spec {
  caf::atom_value name;
  std::function<caf::actor(caf::actor_system&)> make;
};

/// The SUPERVISOR: keeps the actors of a worker alive and findable. One that
/// dies comes back after a backoff; one that keeps dying ends the process.
using supervisor_actor = caf::typed_actor<
  // INTERNAL: makes that child again.
  caf::reacts_to<atom::resume, caf::atom_value>,
  // Ends all children, in the reverse order of their making, then itself.
  caf::reacts_to<atom::drain>>;

struct supervisor_state {
  static constexpr const char* name = "supervisor";

  struct child {
    child_spec spec;
    restart_policy policy;
    caf::actor living;
  };

  const environment* world = nullptr;
  std::vector<child> children;
};

/// `world` must outlive the actor.
supervisor_actor::behavior_type
supervisor(supervisor_actor::stateful_pointer<supervisor_state> self,
           const environment* world, std::vector<child_spec> specs,
           restart_options options);

/// The CANARY: shows that the pool of threads runs actors.
using canary_actor = caf::typed_actor<
  // INTERNAL: counts, re-arms itself.
  caf::reacts_to<atom::tick>>;

struct canary_state {
  static constexpr const char* name = "canary";
};

canary_actor::behavior_type
canary(canary_actor::stateful_pointer<canary_state> self,
       const environment* world);

/// All that a worker runs, in the order of making: cache, call actors, task
/// queue, bridge, canary.
[[nodiscard]] std::vector<child_spec> worker_family(const environment* world);

} // namespace nightfloat::actors
