// SPDX-License-Identifier: Apache-2.0
#pragma once

// Everything that an actor would otherwise take from the world: the store,
// randomness, threads, the way out. Production and tests inject their own;
// time is the actor system's clock, which a test moves by hand.

#include "actors/messages.hpp"
#include "actors/metered_actor.hpp"
#include "actors/programme_shelf.hpp"
#include "actors/store_port.hpp"
#include "client/operations.hpp"
#include "config/node.hpp"

#include <caf/actor_addr.hpp>
#include <caf/actor_cast.hpp>
#include <caf/actor_system.hpp>
#include <caf/send.hpp>
#include <caf/spawn_options.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace nightfloat::actors {

/// Outlives the actor system; shared by all actors of a worker.
struct environment {
  /// Not owned.
  store_port* store = nullptr;
  config::worker_options options;
  /// A random number; thread-safe, never 0.
  std::function<std::uint64_t()> draw;
  /// Sends the answer to `x`'s caller. Thread-safe; does not block.
  std::function<void(const call& x, answer reply)> reply;
  /// What `status` and `metrics` say of this process.
  std::function<client::process_status()> status;
  std::function<std::string()> metrics;
  /// An actor could not be kept alive, or a computation does not end: the
  /// process should. Thread-safe.
  std::function<void(const std::string& why)> give_up;
  /// Production gives computations and leases threads of their own; tests
  /// run them as messages like all others.
  bool own_threads = true;
  /// Moves while the pool of threads runs actors.
  mutable std::atomic<std::uint64_t> canary_beats{0};
  /// Moves while the task queue keeps its leases.
  mutable std::atomic<std::uint64_t> queue_beats{0};
  /// Written by the programme cache alone.
  mutable programme_shelf shelf;
};

/// Spawns on a thread of its own where the environment has threads to give.
template <class... Ts>
auto spawn_apart(caf::actor_system& system, const environment& world,
                 Ts&&... xs) {
  return world.own_threads
           ? system.spawn<caf::detached>(std::forward<Ts>(xs)...)
           : system.spawn(std::forward<Ts>(xs)...);
}

/// The way back to an actor for a callback of the store port. Weak: a
/// callback that waits for an answer keeps no dead actor.
template <class Handle>
class mailbox_of {
public:
  explicit mailbox_of(const Handle& x)
    : address_(caf::actor_cast<caf::actor_addr>(x)) {
    // nop
  }

  template <class... Ts>
  void operator()(Ts&&... xs) const {
    if (auto to = caf::actor_cast<Handle>(address_))
      caf::anon_send(to, std::forward<Ts>(xs)...);
  }

private:
  caf::actor_addr address_;
};

/// The way back to the actor itself.
template <class Handle, class State>
mailbox_of<Handle> mailbox(metered_pointer<Handle, State> self) {
  return mailbox_of<Handle>{Handle{self}};
}

/// Names under which the supervisor keeps the living actors findable.
namespace names {
constexpr auto cache = caf::atom("cache");
constexpr auto validator = caf::atom("validator");
constexpr auto analyser = caf::atom("analyser");
constexpr auto matcher = caf::atom("matcher");
constexpr auto queue = caf::atom("queue");
constexpr auto bridge = caf::atom("bridge");
constexpr auto canary = caf::atom("canary");
} // namespace names

/// The living actor of that name, or an invalid handle while it restarts.
template <class Handle>
Handle whereis(caf::actor_system& system, caf::atom_value name) {
  return caf::actor_cast<Handle>(system.registry().get(name));
}

} // namespace nightfloat::actors
