// SPDX-License-Identifier: Apache-2.0
#include "client/worker_link.hpp"

#include "client/connection_core.hpp"

#include <utility>

namespace nightfloat::client {

struct worker_link::core {
  std::uint32_t capacity = 0;
  connection::core* inner = nullptr;
  std::unique_ptr<connection> door;
};

worker_link::worker_link(std::unique_ptr<core> x) : core_(std::move(x)) {
}

worker_link::~worker_link() = default;

result<std::unique_ptr<worker_link>>
worker_link::open(const config::network_options& network,
                  worker_link_options options, worker_handlers handlers) {
  auto x = std::make_unique<core>();
  x->capacity = options.capacity;
  auto what = serving{};
  what.operations = std::move(options.operations);
  what.hooks.on_call = std::move(handlers.on_call);
  what.hooks.on_cancel = std::move(handlers.on_cancel);
  auto o = connection_options{};
  o.role = "worker";
  o.build = std::move(options.build);
  auto io = connection::io_thread::open(network, o.role);
  if (!io)
    return io.error();
  auto inner = connection::core::open(network, std::move(o), &what, *io);
  if (!inner)
    return inner.error();
  (*io)->loop->start();
  x->inner = inner->get();
  x->door.reset(new connection{std::move(*inner)});
  return std::unique_ptr<worker_link>{new worker_link{std::move(x)}};
}

void worker_link::start() {
  auto& inner = *core_->inner;
  inner.takes_calls.store(true, std::memory_order_release);
  (void)inner.loop->post_owed(
    [&inner, capacity = core_->capacity] { inner.to_broker->serve(capacity); });
}

void worker_link::reply(broker::envelope x) {
  auto& inner = *core_->inner;
  if (inner.loop->is_own_thread()) {
    inner.to_broker->reply(std::move(x));
    return;
  }
  (void)inner.loop->post_owed([&inner, x = std::move(x)]() mutable {
    inner.to_broker->reply(std::move(x));
  });
}

void worker_link::drain() {
  auto& inner = *core_->inner;
  (void)inner.loop->post_owed([&inner] { inner.to_broker->serve(0); });
}

void worker_link::close() {
  core_->inner->io->end();
}

failure worker_link::final_refusal() const {
  const auto& inner = *core_->inner;
  auto why = inner.to_store->final_refusal();
  return why.code != ec::none ? why : inner.to_broker->final_refusal();
}

std::size_t worker_link::in_hand() const noexcept {
  return core_->inner->to_broker->in_hand();
}

connection& worker_link::store() noexcept {
  return *core_->door;
}

} // namespace nightfloat::client
