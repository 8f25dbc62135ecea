// SPDX-License-Identifier: Apache-2.0
#include "actors/bridge.hpp"
#include "actors/programme_cache.hpp"
#include "actors/resilience_analyser.hpp"
#include "actors/supervisor.hpp"
#include "actors/swap_matcher.hpp"
#include "actors/task_queue.hpp"
#include "actors/validator.hpp"

namespace nightfloat::actors {

namespace {

template <class F>
child_spec pooled(caf::atom_value name, F f, const environment* world) {
  return {name, [f, world](caf::actor_system& system) {
            return caf::actor_cast<caf::actor>(system.spawn(f, world));
          }};
}

} // namespace

std::vector<child_spec> worker_family(const environment* world) {
  auto cache = [world](caf::actor_system& system) {
    return caf::actor_cast<caf::actor>(
      system.spawn(programme_cache, world, programme_cache_options{}));
  };
  // A thread of its own: heartbeats must not wait for a busy pool.
  auto queue = [world](caf::actor_system& system) {
    return caf::actor_cast<caf::actor>(
      spawn_apart(system, *world, task_queue, world));
  };
  return {
    {names::cache, cache},
    pooled(names::validator, validator, world),
    pooled(names::analyser, resilience_analyser, world),
    pooled(names::matcher, swap_matcher, world),
    {names::queue, queue},
    pooled(names::bridge, bridge, world),
    pooled(names::canary, canary, world),
  };
}

} // namespace nightfloat::actors
