// SPDX-License-Identifier: Apache-2.0
#pragma once

// One thread that owns every ZeroMQ socket of the process.
//
// A ROUTER binds and a DEALER connects. Other threads hand frames over through
// one bounded queue, and write the eventfd only when it was empty. Handlers,
// timers and descriptors (the lifeline) run on the same thread, so that a
// frame is answered without a thread hop: they must not block.
//
// Nothing blocks and nothing is lost in silence: sends never wait, each peer
// has a bounded queue of its own, and a peer whose queue is full is dropped
// with a reason. No send counts as delivered until it is answered.

#include "broker/network.hpp"
#include "broker/peer.hpp"
#include "domain/error.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace nightfloat::broker {

struct loop_options {
  /// In thread name, log lines and metrics.
  std::string name = "io";
  /// Larger frames end the connection that they came from.
  std::size_t frame_bytes_max = 4 << 20;
  /// Frames waiting for one peer before it is dropped.
  std::size_t peer_queue_max = 4'096;
  /// Bytes of them; a single frame of up to 4 MiB waits whatever this is.
  std::size_t peer_queue_bytes_max = 64 << 20;
  /// Frames and tasks of other threads waiting for the loop.
  std::size_t outbox_max = 65'536;
  /// Connections that a bound socket remembers.
  std::size_t peers_max = 16'384;
  std::chrono::milliseconds heartbeat{1'000};
  std::chrono::milliseconds liveness{3'000};
  std::chrono::milliseconds reconnect_first{20};
  std::chrono::milliseconds reconnect_max{500};
  /// How long `stop` waits for queued frames to leave.
  std::chrono::milliseconds drain{500};
};

struct socket_handlers {
  /// One frame. `caller` says who the link is: `uid:1000` on ipc, the key's
  /// name with CURVE; on a connected socket it is empty. Both views end with
  /// the call.
  std::function<void(peer from, std::string_view caller,
                     std::string_view frame)>
    on_frame;
  /// Frames for `to` were dropped: `slow_reader` (its queue was full) or
  /// `unavailable` (its connection is gone). Called once until it is heard of
  /// again.
  std::function<void(peer to, ec reason)> on_lost;
  /// A connected socket came up or went down.
  std::function<void(bool up)> on_link;
};

/// Thread-safe where it says so; everything else on the loop's thread, or
/// before `start`.
class zmq_loop {
public:
  using clock = std::chrono::steady_clock;
  using task = std::function<void()>;
  using timer = std::uint64_t;

  /// Fails with `io_failed` if the system grants no context or eventfd.
  [[nodiscard]] static result<std::unique_ptr<zmq_loop>>
  open(loop_options options);

  zmq_loop(const zmq_loop&) = delete;
  zmq_loop& operator=(const zmq_loop&) = delete;

  /// Stops, if still running.
  ~zmq_loop();

  /// Opens a ROUTER there. REQUIRES: before `start`. Fails with `in_use` when
  /// another live process is bound there, `configuration` for tcp without
  /// CURVE, `io_failed` otherwise.
  [[nodiscard]] result<std::uint32_t> bind(const socket_plan& plan,
                                           socket_handlers handlers);

  /// Opens a DEALER that connects there, now and after every loss, with
  /// jitter and a cap. REQUIRES: before `start`.
  [[nodiscard]] result<std::uint32_t> connect(const socket_plan& plan,
                                              socket_handlers handlers);

  /// The endpoint that `bind` got, with the port that a `:*` became.
  [[nodiscard]] std::string endpoint_of(std::uint32_t socket) const;

  /// Starts the thread.
  void start();

  /// Runs the tasks that were posted, sends what is queued for at most `drain`
  /// and joins; what has not left by then is dropped. A loop that was never
  /// started runs and sends nothing. From any thread but the loop's; twice is
  /// no error.
  void stop();

  /// True on the loop's own thread.
  [[nodiscard]] bool is_own_thread() const noexcept;

  /// Queues one frame. Any thread. Fails with `overloaded` when the outbox is
  /// full and `unavailable` after `stop`. On the loop's thread it is sent at
  /// once.
  [[nodiscard]] result<void> send(peer to, std::string frame);

  /// Runs `x` on the loop's thread, in order with `send`. Any thread. Fails
  /// like `send`.
  [[nodiscard]] result<void> post(task x);

  /// `post` for what answers admitted work: `outbox_max` does not count it,
  /// since admission has bounded it. Any thread.
  [[nodiscard]] result<void> post_owed(task x);

  /// Wake-ups so far; a loop with a timer that stands still hangs. Any thread.
  [[nodiscard]] std::uint64_t turns() const noexcept;

  // -- on the loop's thread ---------------------------------------------------

  /// When the present wake-up began: one reading for all of its handlers.
  [[nodiscard]] clock::time_point now() const noexcept;

  /// Runs `x` once, no earlier than `delay` from now.
  timer after(std::chrono::milliseconds delay, task x);

  /// Runs `x` every `period` until cancelled.
  timer every(std::chrono::milliseconds period, task x);

  /// No effect on a timer that has run or was cancelled.
  void cancel(timer x);

  /// Calls `on_readable` whenever `descriptor` is readable or hung up; takes
  /// no descriptor of its own, and the place of an earlier `watch` of it. The
  /// loop does not own it: `unwatch` before closing.
  void watch(int descriptor, task on_readable);
  void unwatch(int descriptor);

  /// Drops what waits for `who` and forgets it.
  void forget(peer who);

  /// Connects a connected socket anew, when the peer is silent though the
  /// connection stands; tries until it has the descriptors for it.
  void reconnect(std::uint32_t socket);

private:
  struct core;

  explicit zmq_loop(std::unique_ptr<core> x);

  std::unique_ptr<core> core_;
};

} // namespace nightfloat::broker
