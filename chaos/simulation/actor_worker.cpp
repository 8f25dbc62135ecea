// SPDX-License-Identifier: Apache-2.0
#include "chaos/simulation/actor_worker.hpp"

#include "actors/bridge.hpp"
#include "actors/environment.hpp"
#include "actors/supervisor.hpp"
#include "broker/frame.hpp"
#include "chaos/simulation/line_port.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/local_actor.hpp>
#include <caf/scheduler/test_coordinator.hpp>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

namespace nightfloat::simulation {

namespace {

struct system_config : caf::actor_system_config {
  system_config() {
    add_message_types<caf::id_block::nightfloat>();
    set("scheduler.policy", caf::atom("testing"));
  }
};

/// Actors that CAF spawns for itself and ends itself.
bool is_of_caf(caf::atom_value name) {
  return name == caf::atom("SpawnServ") || name == caf::atom("ConfigServ")
         || name == caf::atom("StreamServ");
}

} // namespace

struct actor_worker::core {
  world& in;
  life self;
  dice draws;
  std::unique_ptr<link> to_store;
  std::unique_ptr<link> to_broker;
  std::unique_ptr<line_port> port;
  actors::environment environment;
  system_config config;
  std::optional<caf::actor_system> system;
  caf::scheduler::test_coordinator* coordinator = nullptr;
  actors::supervisor_actor family;
  bool armed = false;
  std::optional<time_point> timer;
  bool dead = false;

  core(world& w, life who)
    : in{w}, self{who}, draws{mix(w.seed(), who.incarnation)} {
  }

  void open(network& through, const worker_settings& settings,
            worker_hooks hooks);
  void wake();
  void turn();
  void arm_timer();
  void on_call(broker::envelope frame);
  void reply(const actors::call& x, actors::answer said);
  void end();
};

void actor_worker::core::open(network& through, const worker_settings& settings,
                              worker_hooks hooks) {
  const auto low = draws.next() | 1;
  auto options = link_options{.server = "store",
                              .to = settings.store,
                              .session = {self.incarnation, low},
                              .hello = {},
                              .heartbeat = settings.heartbeat,
                              .liveness = settings.liveness,
                              .correlation_first = low >> 8};
  options.hello.role = "worker";
  to_store = std::make_unique<link>(
    in, through, self, options,
    link_hooks{.on_call = {},
               .on_cancel = {},
               .on_lifeline = std::move(hooks.on_lifeline)});
  port = std::make_unique<line_port>(in, self, *to_store, [this] { wake(); });
  environment.store = port.get();
  environment.own_threads = false;
  environment.options.jobs_max = settings.slots;
  environment.draw = [this] {
    return draws.next() | 1;
  };
  environment.reply = [this](const actors::call& x, actors::answer said) {
    reply(x, std::move(said));
  };
  environment.status = [] {
    return client::process_status{};
  };
  environment.metrics = [] {
    return std::string{};
  };
  environment.give_up = [](const std::string&) {
  };
  system.emplace(config);
  coordinator
    = &dynamic_cast<caf::scheduler::test_coordinator&>(system->scheduler());
  coordinator->clock().current_time = in.steady(self.who);
  family = system->spawn(actors::supervisor, &environment,
                         actors::worker_family(&environment),
                         actors::restart_options{});
  options.server = "broker";
  options.to = settings.broker;
  for (const auto& route : actors::operation_routes())
    options.hello.operations.emplace_back(route.operation);
  options.hello.capacity = 4;
  to_broker = std::make_unique<link>(
    in, through, self, options,
    link_hooks{.on_call = [this](broker::envelope x) { on_call(std::move(x)); },
               .on_cancel =
                 [this](std::uint64_t correlation) {
                   if (auto to = actors::whereis<actors::bridge_actor>(
                         *system, actors::names::bridge))
                     caf::anon_send(to, atom::cancel_v, correlation);
                   wake();
                 },
               .on_lifeline = {}});
  wake();
}

/// Something may be in a mailbox.
void actor_worker::core::wake() {
  if (dead || armed)
    return;
  if (coordinator->jobs.empty())
    return arm_timer();
  armed = true;
  const auto us = microseconds{draws.between(1, 40)};
  in.after(us, self, [this] {
    armed = false;
    turn();
  });
}

/// One actor handles one message.
void actor_worker::core::turn() {
  const auto behind = in.steady(self.who) - coordinator->clock().now();
  if (behind.count() > 0)
    coordinator->clock().advance_time(behind);
  auto& jobs = coordinator->jobs;
  if (!jobs.empty()) {
    const auto chosen = static_cast<std::ptrdiff_t>(draws.below(jobs.size()));
    std::rotate(jobs.begin(), jobs.begin() + chosen, jobs.begin() + chosen + 1);
    coordinator->run_once();
  }
  wake();
}

void actor_worker::core::arm_timer() {
  const auto& due = coordinator->clock().schedule();
  if (due.empty())
    return;
  const auto next = std::max(due.begin()->first, in.steady(self.who));
  if (timer && *timer <= next && *timer > in.steady(self.who))
    return;
  timer = next;
  in.wake_at(next, self, [this, next] {
    if (timer != next)
      return;
    timer.reset();
    if (!armed)
      turn();
  });
}

void actor_worker::core::on_call(broker::envelope frame) {
  auto to = actors::whereis<actors::bridge_actor>(*system,
                                                  actors::names::bridge);
  if (!to) {
    (void)to_broker->reply(broker::make_refusal(
      frame, {ec::unavailable, "worker: its actors restart", 200}));
    return;
  }
  auto x = actors::call{};
  x.deadline = in.steady(self.who) + milliseconds{frame.remaining_ms};
  x.frame = std::move(frame);
  caf::anon_send(to, atom::call_v, actors::parcel{std::move(x)});
  wake();
}

void actor_worker::core::reply(const actors::call& x, actors::answer said) {
  if (dead)
    return;
  auto frame = broker::make_reply(x.frame);
  frame.status = said.status;
  frame.detail = std::move(said.detail);
  frame.retry_after_ms = said.retry_after_ms;
  frame.revision = said.revision;
  frame.replayed = said.replayed;
  frame.body = std::move(said.body);
  (void)to_broker->reply(std::move(frame));
}

/// Killed: nothing that its actors still do is seen by anybody.
void actor_worker::core::end() {
  dead = true;
  if (port)
    port->close();
  if (!system)
    return;
  caf::anon_send(family, atom::drain_v);
  family = nullptr;
  for (const auto& [name, x] : system->registry().named_actors()) {
    if (is_of_caf(name))
      continue;
    system->registry().erase(name);
    caf::anon_send_exit(x, caf::exit_reason::kill);
  }
  // A scheduler ends when its queue does; nobody arms a timer any more.
  while (coordinator->try_run_once()) {
    // nop
  }
  system.reset();
}

actor_worker::actor_worker(world& in, network& through, life self,
                           const worker_settings& settings, worker_hooks hooks)
  : core_{std::make_unique<core>(in, self)} {
  core_->open(through, settings, std::move(hooks));
}

actor_worker::~actor_worker() {
  core_->end();
}

} // namespace nightfloat::simulation
