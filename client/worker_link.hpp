// SPDX-License-Identifier: Apache-2.0
#pragma once

// A worker's way in: it serves the broker's calls and is a client of the
// store, on one I/O thread. The store link holds a lifeline, so that the
// worker's death ends its leases at once. A handler of a call makes no call
// to the broker, so nobody ever waits in a circle.

#include "broker/envelope.hpp"
#include "client/connection.hpp"
#include "config/node.hpp"
#include "domain/error.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace nightfloat::client {

struct worker_link_options {
  /// Operations served, by name: `roster.validate`, ...; `status` and
  /// `metrics` come without being listed.
  std::vector<std::string> operations;
  /// Calls taken at one time; the broker keeps to it.
  std::uint32_t capacity = 64;
  std::string build;
};

/// Both run on the I/O thread and must not block.
struct worker_handlers {
  /// A call, its remaining time what is left on arrival. Exactly one `reply`
  /// must follow, from any thread; here and now is quickest.
  std::function<void(broker::envelope call)> on_call;
  /// The caller no longer waits for this correlation; it is answered all the
  /// same (`cancelled` if it was stopped).
  std::function<void(std::uint64_t correlation)> on_cancel;
};

/// Thread-safe.
class worker_link {
public:
  /// Opens the links; the store may be called at once, calls are taken after
  /// `start`. Fails like `connection::open`.
  [[nodiscard]] static result<std::unique_ptr<worker_link>>
  open(const config::network_options& network, worker_link_options options,
       worker_handlers handlers);

  worker_link(const worker_link&) = delete;
  worker_link& operator=(const worker_link&) = delete;
  ~worker_link();

  /// Begins to take calls: everything that the handlers use stands. Until
  /// then the broker is offered no capacity.
  void start();

  /// Answers a call; build it with `broker::make_reply`. An answer to a
  /// correlation that is not in hand is dropped and counted.
  void reply(broker::envelope x);

  /// Says HELLO again with no capacity, so that the broker sends nothing
  /// more; calls in hand are still answered.
  void drain();

  /// Says bye to both servers: when it returns, no handler runs any more or
  /// will, and what they use may go. From any thread but the link's; twice is
  /// no error.
  void close();

  /// Why broker or store will never have this process, see `link`; `none`:
  /// neither has said so.
  [[nodiscard]] failure final_refusal() const;

  /// Calls in hand.
  [[nodiscard]] std::size_t in_hand() const noexcept;

  /// The connection to the store: call, commit, watch, session. The broker
  /// cannot be called through it.
  [[nodiscard]] connection& store() noexcept;

private:
  struct core;

  explicit worker_link(std::unique_ptr<core> x);

  std::unique_ptr<core> core_;
};

} // namespace nightfloat::client
