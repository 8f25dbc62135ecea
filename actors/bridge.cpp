// SPDX-License-Identifier: Apache-2.0
#include "actors/bridge.hpp"

#include "actors/answering.hpp"
#include "actors/log.hpp"
#include "client/operations.hpp"
#include "client/repair_operations.hpp"
#include "codec/bytes.hpp"
#include "metrics/registry.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace nightfloat::actors {

namespace {

using bridge_pointer = metered_pointer<bridge_actor, bridge_state>;
using std::chrono::milliseconds;

constexpr std::uint32_t restart_ms = 200;

/// How late a call may be told that its time is over.
constexpr auto lateness_max = milliseconds{20};

void count(const call& x, ec status) {
  metrics::process_registry()
    .counter_of("worker_calls_total", "Calls answered, by operation and code.",
                {{"operation", x.frame.operation}, {"code", to_string(status)}})
    .add();
}

void finish_call(bridge_pointer self, const parcel<call>& x, answer reply) {
  count(*x, reply.status);
  log().debug("call answered: operation={} programme={} code={} trace={}",
              x->frame.operation, x->frame.programme, to_string(reply.status),
              x->frame.trace);
  self->state.world->reply(*x, std::move(reply));
}

/// Answers a call unless its actor's death has answered it already.
void finish_passed(bridge_pointer self, const parcel<call>& x, answer reply) {
  auto found = self->state.in_hand.find(x->frame.correlation);
  if (found == self->state.in_hand.end())
    return;
  auto spent = self->clock().now() - found->second.began;
  metrics::process_registry()
    .histogram_of("worker_call_duration_seconds",
                  "Time from a call's arrival to its answer.",
                  {{"operation", x->frame.operation}})
    .record(static_cast<std::uint64_t>(spent / std::chrono::microseconds{1}));
  self->state.in_hand.erase(found);
  finish_call(self, x, std::move(reply));
}

/// What silence means depends on whether the call may have changed something.
failure silence_of(const call& x) {
  auto said = x.frame.operation + ": not finished within the remaining time";
  if (x.frame.key.empty())
    return {ec::timed_out, std::move(said)};
  return {ec::unknown_outcome, said + ", ask again with the same key"};
}

template <class Reply>
answer encoded_answer(const Reply& x) {
  auto out = answer{};
  out.body = codec::encode(x);
  return out;
}

/// What the process itself answers, without an actor.
bool answer_here(bridge_pointer self, const parcel<call>& x) {
  const auto& world = *self->state.world;
  if (x->frame.operation == client::status_request::operation) {
    auto reply = client::status_reply{};
    reply.processes.push_back(world.status());
    finish_call(self, x, encoded_answer(reply));
    return true;
  }
  if (x->frame.operation == client::metrics_request::operation) {
    finish_call(self, x,
                encoded_answer(client::metrics_reply{world.metrics()}));
    return true;
  }
  return false;
}

void arm(bridge_pointer self) {
  if (!std::exchange(self->state.ticking, true))
    self->delayed_send(self, lateness_max, atom::tick_v);
}

void pass_on(bridge_pointer self, const parcel<call>& x, const call_actor& to) {
  // CAF answers what is queued at an actor's death, not what it promised.
  if (self->state.watched.insert(to.address()).second)
    self->monitor(to);
  self->state.in_hand[x->frame.correlation] = {x, to.address(),
                                               self->clock().now()};
  arm(self);
  // The tick ends it in time: a timer of CAF's for each call would wake CAF's
  // clock thread twice, a third of what a call costs.
  self->request(to, caf::infinite, atom::call_v, x)
    .then([=](answer& reply) { finish_passed(self, x, std::move(reply)); },
          [=](const caf::error& why) {
            finish_passed(self, x, refusal(to_failure(why)));
          });
}

void on_bridge_tick(bridge_pointer self) {
  self->state.ticking = false;
  auto now = self->clock().now();
  auto late = std::vector<parcel<call>>{};
  for (const auto& [correlation, x] : self->state.in_hand)
    if (x.of->deadline <= now)
      late.push_back(x.of);
  for (const auto& x : late)
    finish_passed(self, x, refusal(silence_of(*x)));
  if (!self->state.in_hand.empty())
    arm(self);
}

void on_callee_down(bridge_pointer self, const caf::down_msg& dead) {
  auto& state = self->state;
  state.watched.erase(dead.source);
  auto lost = std::vector<parcel<call>>{};
  for (const auto& [correlation, x] : state.in_hand)
    if (x.to == dead.source)
      lost.push_back(x.of);
  auto why = to_failure(dead.reason);
  for (const auto& x : lost)
    finish_passed(self, x, refusal(why));
}

void on_call(bridge_pointer self, const parcel<call>& x) {
  if (auto stop = still_wanted(*x, self->clock().now()); stop.code != ec::none)
    return finish_call(self, x, refusal(stop));
  // A worker that is busy, or has no slots for calls, still says how it is.
  if (answer_here(self, x))
    return;
  auto refuse = [&](ec code, const std::string& why, std::uint32_t after_ms) {
    finish_call(self, x,
                refusal({code, x->frame.operation + ": " + why, after_ms}));
  };
  const auto in_hand = self->state.in_hand.size();
  if (in_hand >= self->state.world->options.calls_max)
    return refuse(ec::overloaded,
                  "this worker has " + std::to_string(in_hand)
                    + " calls in hand",
                  restart_ms);
  const auto& routes = operation_routes();
  auto route = std::find_if(routes.begin(), routes.end(), [&](const auto& r) {
    return r.operation == x->frame.operation;
  });
  if (route == routes.end())
    return refuse(ec::unsupported, "not served by workers", 0);
  auto to = whereis<call_actor>(self->system(), route->actor);
  if (!to)
    return refuse(ec::unavailable, "its actor restarts", restart_ms);
  pass_on(self, x, to);
}

void on_call_cancelled(bridge_pointer self, std::uint64_t correlation) {
  auto found = self->state.in_hand.find(correlation);
  if (found != self->state.in_hand.end())
    found->second.of->cancelled->store(true, std::memory_order_relaxed);
}

} // namespace

const std::vector<operation_route>& operation_routes() {
  static const auto routes = std::vector<operation_route>{
    {client::validate_request::operation, names::validator},
    {client::conflicts_request::operation, names::validator},
    {client::who_can_request::operation, names::validator},
    {client::repair_request::operation, names::validator},
    {client::risk_request::operation, names::analyser},
    {client::swap_find_request::operation, names::matcher},
    {client::swap_execute_request::operation, names::matcher},
    {client::swap_revert_request::operation, names::matcher},
    {client::swap_offer_request::operation, names::matcher},
    {client::swap_act_request::operation, names::matcher},
    {client::swap_match_request::operation, names::matcher},
  };
  return routes;
}

bridge_actor::behavior_type bridge(bridge_pointer self,
                                   const environment* world) {
  self->state.world = world;
  self->set_down_handler(
    [self](const caf::down_msg& dead) { on_callee_down(self, dead); });
  return {
    [self](atom::call, const parcel<call>& x) { on_call(self, x); },
    [self](atom::cancel, std::uint64_t correlation) {
      on_call_cancelled(self, correlation);
    },
    [self](atom::tick) { on_bridge_tick(self); },
  };
}

} // namespace nightfloat::actors
