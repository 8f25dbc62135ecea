// SPDX-License-Identifier: Apache-2.0
#include "client/connection_core.hpp"

#include "broker/frame.hpp"
#include "broker/keys.hpp"

#include <unistd.h>
#include <utility>

namespace nightfloat::client {

namespace {

broker::loop_options loop_of(const config::network_options& x,
                             const std::string& role) {
  auto o = broker::loop_options{};
  o.name = role + "-io";
  o.frame_bytes_max = broker::message_bytes_max;
  o.peer_queue_max = x.peer_queue_max;
  o.heartbeat = std::chrono::milliseconds{x.heartbeat_ms};
  o.liveness = std::chrono::milliseconds{x.liveness_ms};
  return o;
}

} // namespace

result<std::shared_ptr<connection::io_thread>>
connection::io_thread::open(const config::network_options& network,
                            const std::string& role) {
  auto loop = broker::zmq_loop::open(loop_of(network, role));
  if (!loop)
    return loop.error();
  auto x = std::make_shared<io_thread>();
  x->loop = std::move(*loop);
  return x;
}

void connection::io_thread::end() {
  (void)loop->post_owed([all = std::exchange(members, {})] {
    for (auto* x : all)
      x->close();
  });
  loop->stop();
}

connection::core::~core() {
  if (io)
    io->end();
}

void connection::core::close() {
  if (feeds)
    feeds->close({ec::unavailable, "connection: closed"});
  for (auto* x : {to_broker.get(), to_store.get()}) {
    if (x != nullptr)
      x->close();
  }
  // By now the links have told what became of those that were under way.
  commits->close();
}

commit_hooks connection::core::hooks_of_commits() {
  return {
    .send = [this](raw_call x,
                   raw_handler done) { begin(std::move(x), std::move(done)); },
    .after
    = [this](std::chrono::milliseconds delay,
             std::function<void()> x) { loop->after(delay, std::move(x)); },
    .now =
      [this] {
        return loop->now();
      }};
}

link_hooks connection::core::guarded(const link_hooks& x) {
  auto guard = link_hooks{};
  guard.on_call = [this, x](broker::envelope call) {
    if (takes_calls.load(std::memory_order_acquire) && x.on_call)
      return x.on_call(std::move(call));
    // Questions for the status of all come whatever the capacity.
    to_broker->reply(broker::make_refusal(
      call, {ec::unavailable, "worker: starting, ask again soon", 200}));
  };
  guard.on_cancel = [this, x](std::uint64_t correlation) {
    if (takes_calls.load(std::memory_order_acquire) && x.on_cancel)
      x.on_cancel(correlation);
  };
  return guard;
}

result<void> connection::core::open_link(const config::network_options& network,
                                         const std::string& server,
                                         const serving* what) {
  auto plan = broker::plan_connect(network, server);
  if (!plan)
    return plan.error();
  auto o = line_options{};
  o.server = server;
  o.session = session;
  o.heartbeat = std::chrono::milliseconds{network.heartbeat_ms};
  o.liveness = std::chrono::milliseconds{network.liveness_ms};
  o.waiting_max = options.waiting_max;
  o.correlation_first = broker::random_number() >> 16;
  o.hello.role = options.role;
  o.hello.build = options.build;
  o.hello.pid = static_cast<std::uint64_t>(::getpid());
  auto hooks = link_hooks{};
  if (what != nullptr) {
    o.hello.operations = what->operations;
    hooks = guarded(what->hooks);
  }
  if (server == "store")
    hooks.on_open = [this](bool again) {
      if (on_store_open)
        on_store_open(again);
    };
  o.lifeline_at = network.lifeline_at;
  auto x = std::make_unique<link>(*loop, std::move(o), std::move(hooks));
  if (auto ok = x->connect(*plan); !ok)
    return ok.error();
  x->start();
  (server == "store" ? to_store : to_broker) = std::move(x);
  return {};
}

result<std::unique_ptr<connection::core>>
connection::core::open(const config::network_options& network,
                       connection_options options, const serving* what,
                       std::shared_ptr<io_thread> io) {
  auto x = std::make_unique<core>();
  x->options = std::move(options);
  x->session = {broker::random_number(), broker::random_number()};
  x->serves = what != nullptr;
  x->io = std::move(io);
  x->loop = x->io->loop.get();
  x->commits = std::make_unique<open_commits>(x->hooks_of_commits());
  if (x->options.to_broker) {
    if (auto ok = x->open_link(network, "broker", what); !ok)
      return ok.error();
  }
  if (x->options.to_store) {
    if (auto ok = x->open_link(network, "store", nullptr); !ok)
      return ok.error();
    x->feeds = std::make_unique<watches>(*x->loop, *x->to_store);
  }
  x->io->members.push_back(x.get());
  return x;
}

link* connection::core::pick(served_by who) {
  switch (who) {
    case served_by::store:
      return to_store.get();
    case served_by::broker:
    case served_by::worker:
      return serves ? nullptr : to_broker.get();
    case served_by::any:
      break;
  }
  return to_broker && !serves ? to_broker.get() : to_store.get();
}

bool connection::core::takes_at_once(served_by who) {
  auto* to = pick(who);
  return to != nullptr && to->takes_at_once();
}

void connection::core::begin(raw_call&& x, raw_handler done) {
  auto* to = pick(x.served);
  if (to == nullptr)
    return done(
      failure{ec::unsupported, x.operation
                                 + ": this connection has no link to the "
                                   "process that serves it"});
  auto call = line_call{};
  call.frame.operation = std::move(x.operation);
  call.frame.programme = std::move(x.options.programme);
  call.frame.caller = std::move(x.options.act_for);
  call.frame.key = std::move(x.options.key);
  call.frame.trace = std::move(x.options.trace);
  call.frame.revision = x.options.at_least;
  call.frame.body = std::move(x.body);
  call.deadline = loop->now() + x.options.timeout;
  call.repeat = x.options.repeat;
  call.silence = x.options.silence;
  to->call(std::move(call), std::move(done));
}

} // namespace nightfloat::client
