// SPDX-License-Identifier: Apache-2.0
#pragma once

// A server's socket with everything that belongs to it: the loop, one bound
// ROUTER, the doorway and, where wished, the lifeline. The store and the
// broker are handlers on top of it.

#include "broker/doorway.hpp"
#include "broker/lifeline.hpp"
#include "broker/reply_address.hpp"
#include "broker/zmq_loop.hpp"
#include "config/node.hpp"
#include "domain/error.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace nightfloat::broker {

struct reception_options {
  /// `store` or `broker`: which endpoint of the configuration is bound.
  std::string role;
  bool keeps_lifeline = false;
  std::size_t sessions_max = 4'096;
};

/// All are called on the loop's thread and must not block; all but `on_call`
/// may be empty.
struct reception_handlers {
  /// A call, admitted, its `caller` set. `call.remaining_ms` is what is left.
  /// Exactly one `answer` must follow, from any thread.
  std::function<void(const door_session& from, envelope call)> on_call;
  /// A worker's reply (the broker's switchboard).
  std::function<void(const door_session& from, envelope reply)> on_reply;
  /// The caller no longer waits for `correlation`; it is answered all the
  /// same.
  std::function<void(const door_session& from, const envelope& cancel)>
    on_cancel;
  /// HELLO, the first or a repeated one (`again`); its WELCOME has left.
  std::function<void(const door_session& who, bool again)> on_opened;
  /// The session is gone: `clean` after a `bye`, else lifeline, silence or a
  /// full queue.
  std::function<void(domain::session_id who, bool clean)> on_ended;
  /// A heartbeat, for what it says of the peer's load.
  std::function<void(const door_session& who, const envelope& beat)> on_beat;
  /// About every `heartbeat / 4`, for deadlines.
  std::function<void(zmq_loop::clock::time_point now)> on_tick;
};

/// Thread-safe where it says so.
class reception {
public:
  /// Prepares the runtime directory, binds and opens the lifeline; frames
  /// flow after `start`. Fails with `configuration`, `in_use`, `io_failed`.
  [[nodiscard]] static result<std::unique_ptr<reception>>
  open(const config::network_options& network, reception_options options,
       reception_handlers handlers);

  reception(const reception&) = delete;
  reception& operator=(const reception&) = delete;
  ~reception();

  void start();

  /// Refuses new calls as `unavailable` and lets those in hand be answered.
  /// Any thread.
  void drain();

  /// Calls admitted and not yet answered. Any thread.
  [[nodiscard]] std::size_t in_hand() const noexcept;

  /// Says `bye` to all sessions, sends what is queued and stops the loop.
  void stop();

  /// Answers a call and gives its credit back. Any thread. If the caller is
  /// gone the answer is dropped and counted.
  void answer(reply_address to, envelope reply);

  /// Sends a frame that answers nothing: feed, a dispatched call, a cancel.
  /// Any thread. Dropped and counted if the session is gone.
  void send(domain::session_id to, envelope frame);

  /// Ends a session from our side, with a reason for the count and for the
  /// peer. Any thread.
  void end(domain::session_id who, ec reason);

  /// The incarnation that is in every frame.
  [[nodiscard]] std::uint64_t incarnation() const noexcept;

  /// Where it is bound, with the port that a `:*` became.
  [[nodiscard]] std::string endpoint() const;

  /// The loop: timers and `post`.
  [[nodiscard]] zmq_loop& loop() noexcept;

private:
  struct core;

  explicit reception(std::unique_ptr<core> x);

  std::unique_ptr<core> core_;
};

/// Where the answer to a call of `from` goes. REQUIRES: called in `on_call`.
[[nodiscard]] reply_address address_of(const door_session& from);

} // namespace nightfloat::broker
