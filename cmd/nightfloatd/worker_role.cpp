// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloatd/worker_role.hpp"

#include "actors/bridge.hpp"
#include "actors/connection_port.hpp"
#include "actors/pool_config.hpp"
#include "actors/supervisor.hpp"
#include "actors/task_queue.hpp"
#include "broker/frame.hpp"
#include "client/worker_link.hpp"
#include "cmd/nightfloatd/logging.hpp"
#include "cmd/nightfloatd/process_report.hpp"
#include "metrics/registry.hpp"

#include <caf/actor_system.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/exit_reason.hpp>
#include <caf/send.hpp>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <utility>

namespace nightfloat::cmd {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// How soon a worker that serves notices that it is refused.
constexpr auto refusal_look = milliseconds{200};
/// Beyond the time to drain, for the task queue to say that it has.
constexpr auto drain_margin = milliseconds{1'000};
constexpr auto relaxed = std::memory_order_relaxed;

/// One worker: the link, the actors and what they share.
class worker {
public:
  worker(const config::node_options& options, lifecycle& life)
    : options_(options), life_(life), random_(options.seed),
      config_(options.worker.threads), system_(config_) {
    // nop
  }

  ~worker() {
    life_.unwatch();
  }

  result<void> open();
  bool wait_ready();
  /// Until the process is asked to stop. Fails with a refusal for good.
  result<void> wait_end();
  void drain();

private:
  result<void> open_link();
  void fill_world();
  void watch();
  bool is_refused() const;
  void on_call(broker::envelope frame);
  void reply(const actors::call& x, actors::answer said);
  void finish_jobs(steady_clock::time_point until);
  void finish_calls(steady_clock::time_point until);
  client::process_status status();
  std::uint64_t draw();

  const config::node_options& options_;
  lifecycle& life_;
  std::mutex random_mutex_;
  std::mt19937_64 random_;
  actors::environment world_;
  actors::pool_config config_;
  caf::actor_system system_;
  // Destroyed before the system: no callback reaches a system that is gone.
  std::unique_ptr<client::worker_link> link_;
  std::unique_ptr<actors::connection_port> port_;
  actors::supervisor_actor supervisor_;
};

result<void> worker::open() {
  if (auto ok = open_link(); !ok)
    return ok;
  fill_world();
  supervisor_ = system_.spawn(actors::supervisor, &world_,
                              actors::worker_family(&world_),
                              actors::restart_options{});
  watch();
  link_->start();
  return {};
}

result<void> worker::open_link() {
  auto link_options = client::worker_link_options{};
  for (const auto& route : actors::operation_routes())
    link_options.operations.emplace_back(route.operation);
  link_options.capacity = options_.worker.calls_max;
  link_options.build = build_version();
  auto handlers = client::worker_handlers{};
  handlers.on_call = [this](broker::envelope x) {
    on_call(std::move(x));
  };
  handlers.on_cancel = [this](std::uint64_t correlation) {
    if (auto to = actors::whereis<actors::bridge_actor>(system_,
                                                        actors::names::bridge))
      caf::anon_send(to, atom::cancel_v, correlation);
  };
  auto link = client::worker_link::open(options_.network,
                                        std::move(link_options), handlers);
  if (!link)
    return link.error();
  link_ = std::move(*link);
  port_ = std::make_unique<actors::connection_port>(link_->store());
  return {};
}

void worker::fill_world() {
  // A fixed seed must not number the swaps of two incarnations alike.
  random_.seed(options_.seed ^ link_->store().session().low);
  world_.store = port_.get();
  world_.options = options_.worker;
  world_.draw = [this] {
    return draw();
  };
  world_.reply = [this](const actors::call& x, actors::answer said) {
    reply(x, std::move(said));
  };
  world_.status = [this] {
    return status();
  };
  world_.metrics = [this] {
    return report_metrics(options_);
  };
  world_.give_up = [this](const std::string& why) {
    life_.broken(why);
  };
}

void worker::watch() {
  auto watch = [this](const char* loop, auto count) {
    life_.watch(loop, [count, last = std::uint64_t{0}]() mutable {
      auto seen = count();
      return std::exchange(last, seen) != seen;
    });
  };
  watch("actors", [this] { return world_.canary_beats.load(relaxed); });
  watch("queue", [this] { return world_.queue_beats.load(relaxed); });
  watch("io", [this] { return link_->store().turns(); });
}

bool worker::wait_ready() {
  life_.status("waiting for store and broker");
  while (life_.wanted() == wish::run && !is_refused()) {
    if (link_->store().wait_open(milliseconds{200})
        && link_->store().broker_link().open)
      return true;
    life_.wait_for(milliseconds{20});
  }
  return false;
}

bool worker::is_refused() const {
  return link_->final_refusal().code != ec::none;
}

result<void> worker::wait_end() {
  while (life_.wanted() == wish::run) {
    if (auto why = link_->final_refusal(); why.code != ec::none)
      return why;
    life_.wait_for(refusal_look);
  }
  return {};
}

void worker::on_call(broker::envelope frame) {
  auto to = actors::whereis<actors::bridge_actor>(system_,
                                                  actors::names::bridge);
  if (!to) {
    link_->reply(broker::make_refusal(
      frame, {ec::unavailable, "worker: its actors restart", 200}));
    return;
  }
  auto x = actors::call{};
  x.deadline = steady_clock::now() + milliseconds{frame.remaining_ms};
  x.frame = std::move(frame);
  caf::anon_send(to, atom::call_v, actors::parcel{std::move(x)});
}

void worker::reply(const actors::call& x, actors::answer said) {
  auto frame = broker::make_reply(x.frame);
  frame.status = said.status;
  frame.detail = std::move(said.detail);
  frame.retry_after_ms = said.retry_after_ms;
  frame.revision = said.revision;
  frame.replayed = said.replayed;
  frame.body = std::move(said.body);
  link_->reply(std::move(frame));
}

client::process_status worker::status() {
  auto out = report_process(options_, life_);
  out.actors = static_cast<std::uint32_t>(system_.registry().running());
  return out;
}

std::uint64_t worker::draw() {
  auto lock = std::lock_guard{random_mutex_};
  return random_() | 1;
}

void worker::drain() {
  auto until = steady_clock::now() + milliseconds{options_.worker.drain_ms};
  link_->drain();
  finish_jobs(until);
  finish_calls(until);
  life_.unwatch();
  // A computation that does not end keeps nobody waiting.
  life_.leaving();
  caf::anon_send(supervisor_, atom::drain_v);
  supervisor_ = nullptr;
  system_.await_all_actors_done();
  // Status is asked to the last moment: what answers goes when nobody asks.
  link_->close();
  link_.reset();
}

void worker::finish_jobs(steady_clock::time_point until) {
  auto queue = actors::whereis<actors::task_queue_actor>(system_,
                                                         actors::names::queue);
  if (!queue)
    return;
  // shared_ptr: whoever ends last, the waiting actor or this function.
  auto told = std::make_shared<std::promise<void>>();
  auto done = told->get_future();
  auto patience = options_.worker.drain_ms;
  auto waiter = system_.spawn(
    [=](caf::event_based_actor* self, std::uint32_t ms) {
      self->request(queue, milliseconds{ms} + drain_margin, atom::drain_v, ms)
        .then([=](bool) { told->set_value(); },
              [=](const caf::error&) { told->set_value(); });
    },
    patience);
  until += drain_margin;
  while (steady_clock::now() < until && life_.wanted() != wish::fast)
    if (done.wait_for(milliseconds{20}) == std::future_status::ready)
      break;
  // A queue that is ended before it has drained answers nobody.
  caf::anon_send_exit(waiter, caf::exit_reason::kill);
}

void worker::finish_calls(steady_clock::time_point until) {
  while (link_->in_hand() > 0 && steady_clock::now() < until
         && life_.wanted() != wish::fast)
    life_.wait_fast(milliseconds{5});
}

} // namespace

result<int> run_worker(const config::node_options& options, lifecycle& life) {
  auto self = worker{options, life};
  if (auto opened = self.open(); !opened)
    return opened.error();
  if (self.wait_ready())
    life.serving("serving calls and jobs");
  auto ended = self.wait_end();
  life.stopping(ended ? "draining" : "draining, refused for good",
                milliseconds{options.worker.drain_ms} + drain_margin);
  self.drain();
  if (!ended)
    return ended.error();
  return exit_code::drained;
}

} // namespace nightfloat::cmd
