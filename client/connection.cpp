// SPDX-License-Identifier: Apache-2.0
#include "client/connection.hpp"

#include "broker/frame.hpp"
#include "broker/keys.hpp"
#include "client/connection_core.hpp"
#include "client/ledger_operations.hpp"

#include <algorithm>
#include <semaphore>
#include <unistd.h>
#include <utility>

namespace nightfloat::client {

namespace {

using clock = std::chrono::steady_clock;

/// Without an answer for so long a commit is sent again by its key.
constexpr auto commit_silence = std::chrono::milliseconds{2'000};
constexpr auto commit_pause = std::chrono::milliseconds{50};

broker::loop_options loop_of(const config::network_options& x,
                             const std::string& role) {
  auto o = broker::loop_options{};
  o.name = role + "-io";
  o.frame_bytes_max = broker::frame_bytes_max;
  o.peer_queue_max = x.peer_queue_max;
  o.heartbeat = std::chrono::milliseconds{x.heartbeat_ms};
  o.liveness = std::chrono::milliseconds{x.liveness_ms};
  return o;
}

} // namespace

std::string make_trace() {
  return broker::random_hex(16);
}

std::string make_key(std::string_view beginning) {
  return std::string{beginning} + "-" + broker::random_hex(12);
}

// -- the core -----------------------------------------------------------------

connection::core::~core() {
  if (!loop)
    return;
  (void)loop->post_owed([this] {
    if (feeds)
      feeds->close({ec::unavailable, "connection: closed"});
    for (auto* x : {to_broker.get(), to_store.get()}) {
      if (x != nullptr)
        x->close();
    }
  });
  loop->stop();
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
  auto x = std::make_unique<link>(*loop, std::move(o), std::move(hooks));
  if (auto ok = x->connect(*plan); !ok)
    return ok.error();
  x->start();
  (server == "store" ? to_store : to_broker) = std::move(x);
  return {};
}

result<std::unique_ptr<connection::core>>
connection::core::open(const config::network_options& network,
                       connection_options options, const serving* what) {
  auto x = std::make_unique<core>();
  x->options = std::move(options);
  x->session = {broker::random_number(), broker::random_number()};
  x->serves = what != nullptr;
  auto loop = broker::zmq_loop::open(loop_of(network, x->options.role));
  if (!loop)
    return loop.error();
  x->loop = std::move(*loop);
  if (x->options.to_broker) {
    if (auto ok = x->open_link(network, "broker", what); !ok)
      return ok.error();
  }
  if (x->options.to_store) {
    if (auto ok = x->open_link(network, "store", nullptr); !ok)
      return ok.error();
    x->feeds = std::make_unique<watches>(*x->loop, *x->to_store);
  }
  x->loop->start();
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

void connection::core::begin(raw_call x, raw_handler done) {
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

// -- calls --------------------------------------------------------------------

connection::connection(std::unique_ptr<core> x) : core_(std::move(x)) {
}

connection::~connection() = default;

result<std::unique_ptr<connection>>
connection::open(const config::network_options& network,
                 connection_options options) {
  auto x = core::open(network, std::move(options), nullptr);
  if (!x)
    return x.error();
  return std::unique_ptr<connection>{new connection{std::move(*x)}};
}

void connection::call_raw_async(raw_call x, raw_handler done) {
  if (x.options.trace.empty())
    x.options.trace = make_trace();
  // shared_ptr: the task is copied into the loop's queue, and the handler is
  // still owed if the queue is full.
  auto owed = std::make_shared<raw_handler>(std::move(done));
  auto posted
    = core_->loop->post([c = core_.get(), x = std::move(x), owed]() mutable {
        c->begin(std::move(x), std::move(*owed));
      });
  if (!posted)
    (*owed)(posted.error());
}

result<broker::envelope> connection::call_raw(raw_call x) {
  NIGHTFLOAT_EXPECT(!core_->loop->is_own_thread());
  auto got = result<broker::envelope>{failure{}};
  auto done = std::binary_semaphore{0};
  call_raw_async(std::move(x), [&](result<broker::envelope> y) {
    got = std::move(y);
    done.release();
  });
  done.acquire();
  return got;
}

// -- commits ------------------------------------------------------------------

namespace {

/// A commit under way: the same bytes are sent until an answer is known.
struct commit_attempts {
  std::string programme;
  std::string key;
  std::string trace;
  std::string act_for;
  std::string body;
  clock::time_point deadline;
  bool open_fate = false;
  std::function<void(result<domain::commit_answer>)> done;
};

domain::commit_answer unknown(std::string why) {
  auto x = domain::commit_answer{};
  x.outcome = domain::commit_outcome::unknown;
  x.code = ec::unknown_outcome;
  x.detail = std::move(why);
  return x;
}

/// Ends it, unless the fate is open and time is left: true means ask again.
bool settle_commit(commit_attempts& x, result<broker::envelope> got) {
  auto late = clock::now() + commit_pause >= x.deadline;
  if (!got) {
    auto code = got.error().code;
    x.open_fate |= is_unknown(code);
    if (is_unknown(code) && !late)
      return true;
    if (x.open_fate)
      x.done(unknown(std::move(got.error().detail)));
    else
      x.done(std::move(got).error());
    return false;
  }
  auto answer = codec::decode<domain::commit_answer>(got->body);
  if (!answer) {
    x.done(at("ledger.commit", std::move(answer).error()));
    return false;
  }
  auto open_fate = answer->outcome == domain::commit_outcome::unknown;
  x.open_fate |= open_fate;
  if (open_fate && !late)
    return true;
  x.done(std::move(*answer));
  return false;
}

using send_commit = std::function<void(raw_call, connection::raw_handler)>;

void attempt(broker::zmq_loop& loop, const send_commit& send,
             // shared_ptr: handler and timer take turns in holding it.
             const std::shared_ptr<commit_attempts>& x) {
  auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
    x->deadline - clock::now());
  auto call = raw_call{};
  call.operation = commit_request::operation;
  call.served = served_by::store;
  call.body = x->body;
  call.options.programme = x->programme;
  call.options.key = x->key;
  call.options.trace = x->trace;
  call.options.act_for = x->act_for;
  call.options.timeout = std::max(left, std::chrono::milliseconds{1});
  call.options.silence = commit_silence;
  send(std::move(call), [&loop, send, x](result<broker::envelope> got) {
    if (settle_commit(*x, std::move(got)))
      loop.after(commit_pause, [&loop, send, x] { attempt(loop, send, x); });
  });
}

} // namespace

void connection::commit_async(
  domain::transaction change, std::chrono::milliseconds timeout,
  std::function<void(result<domain::commit_answer>)> done) {
  NIGHTFLOAT_EXPECT(change.reply || change.reserve || change.complete);
  auto x = std::make_shared<commit_attempts>();
  x->programme = change.programme;
  x->key = change.reply     ? change.reply->key
           : change.reserve ? change.reserve->key
                            : std::string{};
  if (change.trace.empty())
    change.trace = make_trace();
  x->trace = change.trace;
  x->act_for = change.caller;
  change.remaining_ms = static_cast<std::uint32_t>(timeout.count());
  x->body = codec::encode(commit_request{.change = std::move(change)});
  x->deadline = clock::now() + timeout;
  x->done = std::move(done);
  auto posted = core_->loop->post([c = core_.get(), x] {
    attempt(
      *c->loop,
      [c](raw_call y, raw_handler f) { c->begin(std::move(y), std::move(f)); },
      x);
  });
  if (!posted)
    x->done(posted.error());
}

result<domain::commit_answer>
connection::commit(domain::transaction change,
                   std::chrono::milliseconds timeout) {
  NIGHTFLOAT_EXPECT(!core_->loop->is_own_thread());
  auto got = result<domain::commit_answer>{failure{}};
  auto done = std::binary_semaphore{0};
  commit_async(std::move(change), timeout,
               [&](result<domain::commit_answer> y) {
                 got = std::move(y);
                 done.release();
               });
  done.acquire();
  return got;
}

// -- the rest -----------------------------------------------------------------

watch_id connection::watch(std::string programme, std::uint64_t since,
                           watch_handlers handlers) {
  NIGHTFLOAT_EXPECT(core_->feeds);
  auto id = core_->watch_last.fetch_add(1) + 1;
  (void)core_->loop->post_owed([c = core_.get(), id,
                                programme = std::move(programme), since,
                                handlers = std::move(handlers)] {
    c->feeds->add(id, programme, since, handlers);
  });
  return id;
}

void connection::unwatch(watch_id x) {
  (void)core_->loop->post_owed([c = core_.get(), x] { c->feeds->remove(x); });
}

domain::session_id connection::session() const noexcept {
  return core_->session;
}

std::uint64_t connection::turns() const noexcept {
  return core_->loop->turns();
}

link_state connection::broker_link() const {
  return core_->to_broker ? core_->to_broker->snapshot() : link_state{};
}

link_state connection::store_link() const {
  return core_->to_store ? core_->to_store->snapshot() : link_state{};
}

result<void> connection::wait_open(std::chrono::milliseconds timeout) {
  auto deadline = clock::now() + timeout;
  for (auto* x : {core_->to_store.get(), core_->to_broker.get()}) {
    if (x == nullptr)
      continue;
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - clock::now());
    auto ok = x->wait_open(std::max(left, std::chrono::milliseconds{0}));
    if (!ok)
      return ok;
  }
  return {};
}

void connection::on_store_open(std::function<void(bool again)> handler) {
  (void)core_->loop->post_owed([c = core_.get(), handler = std::move(handler)] {
    c->on_store_open = handler;
    if (c->to_store && c->to_store->snapshot().open)
      handler(false);
  });
}

} // namespace nightfloat::client
