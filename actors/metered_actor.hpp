// SPDX-License-Identifier: Apache-2.0
#pragma once

// Actors that show how many messages wait for them. CAF's mailboxes have no
// bound and no count that another thread may read; what keeps them short is
// admission, and this is how one sees that it does.

#include "metrics/registry.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <atomic>
#include <cstdint>
#include <utility>

namespace nightfloat::actors {

/// The messages that wait for all actors of that name in this process.
[[nodiscard]] inline metrics::gauge& mailbox_gauge(const char* actor) {
  return metrics::process_registry().gauge_of(
    "actor_mailbox_messages", "Messages that wait for an actor.",
    {{"actor", actor}});
}

/// As `caf::stateful_actor`; each message counts from the moment it arrives
/// until its handler begins.
template <class Handle, class State>
class metered_actor : public caf::stateful_actor<State, typename Handle::base> {
public:
  using super = caf::stateful_actor<State, typename Handle::base>;

  explicit metered_actor(caf::actor_config& config)
    : super(config), waiting_(mailbox_gauge(State::name)) {
    // nop
  }

  // What came at the very moment of its end.
  ~metered_actor() override {
    waiting_.add(-own_.load());
  }

  using super::enqueue;

  void enqueue(caf::mailbox_element_ptr x, caf::execution_unit* by) override {
    count(1);
    super::enqueue(std::move(x), by);
  }

  using super::consume;

  // A skipped message waits on.
  caf::invoke_message_result consume(caf::mailbox_element& x) override {
    count(-1);
    auto how = super::consume(x);
    if (how == caf::invoke_message_result::skipped)
      count(1);
    return how;
  }

  bool cleanup(caf::error&& why, caf::execution_unit* by) override {
    closed_ = true;
    waiting_.add(-own_.exchange(0));
    return super::cleanup(std::move(why), by);
  }

private:
  void count(std::int64_t n) noexcept {
    if (closed_)
      return;
    own_.fetch_add(n, std::memory_order_relaxed);
    waiting_.add(n);
  }

  metrics::gauge& waiting_;
  std::atomic<std::int64_t> own_ = 0;
  /// It has ended: whoever still knows it sends in vain.
  std::atomic<bool> closed_ = false;
};

/// The first argument of an actor's function.
template <class Handle, class State>
using metered_pointer = metered_actor<Handle, State>*;

} // namespace nightfloat::actors
