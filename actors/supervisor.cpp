// SPDX-License-Identifier: Apache-2.0
#include "actors/supervisor.hpp"

#include "actors/bridge.hpp"
#include "actors/log.hpp"
#include "metrics/registry.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace nightfloat::actors {

namespace {

using supervisor_pointer = supervisor_actor::stateful_pointer<supervisor_state>;
using child = supervisor_state::child;

void start_child(supervisor_pointer self, child& x) {
  x.living = x.spec.make(self->system());
  self->monitor(x.living);
  self->system().registry().put(
    x.spec.name, caf::actor_cast<caf::strong_actor_ptr>(x.living));
}

void give_up(supervisor_pointer self, const child& x) {
  auto sentence = "actor " + caf::to_string(x.spec.name)
                  + " died too often to be kept alive";
  log().error("supervisor gives up: actor={}", caf::to_string(x.spec.name));
  self->state.world->give_up(sentence);
}

void on_child_down(supervisor_pointer self, const caf::down_msg& dead) {
  auto& children = self->state.children;
  auto at = std::find_if(children.begin(), children.end(), [&](const auto& x) {
    return x.living && x.living.address() == dead.source;
  });
  if (at == children.end())
    return;
  self->system().registry().erase(at->spec.name);
  at->living = nullptr;
  metrics::process_registry()
    .counter_of("actor_restarts_total", "Actors that died and came back.",
                {{"actor", caf::to_string(at->spec.name)}})
    .add();
  auto wait = at->policy.on_death(self->clock().now());
  log().warn("actor died: actor={} reason=\"{}\" restart_ms={}",
             caf::to_string(at->spec.name), caf::to_string(dead.reason),
             wait ? wait->count() : -1);
  if (!wait)
    return give_up(self, *at);
  self->delayed_send(self, *wait, atom::resume_v, at->spec.name);
}

void on_resume(supervisor_pointer self, caf::atom_value name) {
  for (auto& x : self->state.children)
    if (x.spec.name == name && !x.living)
      start_child(self, x);
}

void on_drain_children(supervisor_pointer self) {
  auto& children = self->state.children;
  for (auto at = children.rbegin(); at != children.rend(); ++at) {
    self->system().registry().erase(at->spec.name);
    if (!at->living)
      continue;
    self->demonitor(at->living);
    self->send_exit(std::exchange(at->living, nullptr),
                    caf::exit_reason::user_shutdown);
  }
  children.clear();
  self->quit();
}

} // namespace

supervisor_actor::behavior_type
supervisor(supervisor_pointer self, const environment* world,
           std::vector<child_spec> specs, restart_options options) {
  self->state.world = world;
  self->set_down_handler(
    [self](const caf::down_msg& dead) { on_child_down(self, dead); });
  for (auto& spec : specs) {
    self->state.children.push_back(
      {std::move(spec), restart_policy{options}, nullptr});
    start_child(self, self->state.children.back());
  }
  return {
    [self](atom::resume, caf::atom_value name) { on_resume(self, name); },
    [self](atom::drain) { on_drain_children(self); },
  };
}

canary_actor::behavior_type
canary(canary_actor::stateful_pointer<canary_state> self,
       const environment* world) {
  self->send(self, atom::tick_v);
  return {
    [self, world](atom::tick) {
      world->canary_beats.fetch_add(1, std::memory_order_relaxed);
      self->delayed_send(self, std::chrono::milliseconds{100}, atom::tick_v);
    },
  };
}

} // namespace nightfloat::actors
