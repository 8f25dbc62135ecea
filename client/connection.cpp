// SPDX-License-Identifier: Apache-2.0
#include "client/connection.hpp"

#include "broker/keys.hpp"
#include "client/awaited.hpp"
#include "client/connection_core.hpp"
#include "client/ledger_operations.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::client {

namespace {

using clock = std::chrono::steady_clock;

/// Without an answer for so long a commit is sent again by its key.
constexpr auto commit_silence = std::chrono::milliseconds{2'000};

} // namespace

std::string make_trace() {
  return broker::random_hex(16);
}

std::string make_key(std::string_view beginning) {
  return std::string{beginning} + "-" + broker::random_hex(12);
}

// -- calls --------------------------------------------------------------------

connection::connection(std::unique_ptr<core> x) : core_(std::move(x)) {
}

connection::~connection() = default;

result<std::unique_ptr<connection>>
connection::open(const config::network_options& network,
                 connection_options options) {
  auto all = open_many(network, options, 1);
  if (!all)
    return all.error();
  return std::move(all->front());
}

result<std::vector<std::unique_ptr<connection>>>
connection::open_many(const config::network_options& network,
                      const connection_options& options, std::size_t count) {
  auto io = io_thread::open(network, options.role);
  if (!io)
    return io.error();
  auto all = std::vector<std::unique_ptr<connection>>{};
  for (auto i = std::size_t{0}; i < count; ++i) {
    auto x = core::open(network, options, nullptr, *io);
    if (!x)
      return x.error();
    all.push_back(std::unique_ptr<connection>{new connection{std::move(*x)}});
  }
  (*io)->loop->start();
  return all;
}

void connection::call_raw_async(raw_call x, raw_handler done) {
  if (x.options.trace.empty())
    x.options.trace = make_trace();
  // From a handler of the same link it needs no queue.
  if (core_->loop->is_own_thread() && core_->takes_at_once(x.served))
    return core_->begin(std::move(x), std::move(done));
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
  auto got = awaited<result<broker::envelope>>{};
  call_raw_async(std::move(x),
                 [&](result<broker::envelope> y) { got.bring(std::move(y)); });
  return got.wait();
}

// -- commits ------------------------------------------------------------------

void connection::commit_async(
  domain::transaction change, std::chrono::milliseconds timeout,
  std::function<void(result<domain::commit_answer>)> done) {
  NIGHTFLOAT_EXPECT(change.reply || change.reserve || change.complete);
  if (change.trace.empty())
    change.trace = make_trace();
  // shared_ptr: the task is copied into the loop's queue, and the handler is
  // still owed if the queue is full.
  auto x = std::make_shared<commit_order>();
  x->call.operation = commit_request::operation;
  x->call.served = served_by::store;
  auto& how = x->call.options;
  how.programme = change.programme;
  how.key = change.reply     ? change.reply->key
            : change.reserve ? change.reserve->key
                             : std::string{};
  how.trace = change.trace;
  how.act_for = change.caller;
  how.silence = commit_silence;
  change.remaining_ms = static_cast<std::uint32_t>(timeout.count());
  x->call.body = codec::encode(commit_request{.change = std::move(change)});
  x->deadline = clock::now() + timeout;
  x->done = std::move(done);
  auto posted = core_->loop->post(
    [c = core_.get(), x] { c->commits->begin(std::move(*x)); });
  if (!posted)
    x->done(posted.error());
}

result<domain::commit_answer>
connection::commit(domain::transaction change,
                   std::chrono::milliseconds timeout) {
  NIGHTFLOAT_EXPECT(!core_->loop->is_own_thread());
  auto got = awaited<result<domain::commit_answer>>{};
  commit_async(
    std::move(change), timeout,
    [&](result<domain::commit_answer> y) { got.bring(std::move(y)); });
  return got.wait();
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
