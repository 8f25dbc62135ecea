// SPDX-License-Identifier: Apache-2.0
#pragma once

// A line on a socket of the loop: what the line says is sent, what happens to
// it is handed to whom it concerns.
//
// What the frames of one wake-up bring about leaves together, once they are
// all read: each frame that is handed over alone costs libzmq's thread a
// wake-up of its own, which costs more than the frame.

#include "broker/lifeline.hpp"
#include "broker/zmq_loop.hpp"
#include "client/line.hpp"
#include "client/open_calls.hpp"
#include "domain/error.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::client {

struct link_state;

/// All are called on the loop's thread and may be empty.
struct link_hooks {
  /// WELCOME; `again`: of another incarnation than before.
  std::function<void(bool again)> on_open;
  std::function<void(broker::envelope call)> on_call;
  std::function<void(std::uint64_t correlation)> on_cancel;
};

/// On the loop's thread, except where it says otherwise.
class link {
public:
  using handler = open_calls::handler;

  link(broker::zmq_loop& loop, line_options options, link_hooks hooks);

  link(const link&) = delete;
  link& operator=(const link&) = delete;

  /// REQUIRES: before the loop starts. Fails like `zmq_loop::connect`.
  [[nodiscard]] result<void> connect(const broker::socket_plan& plan);

  /// Begins ticking. REQUIRES: before the loop starts.
  void start();

  /// `done` runs once, perhaps within this call. With `on_feed`, `done` runs
  /// for the reply and `on_feed` for each frame after it; a failure given to
  /// `on_feed` is the stream's end.
  std::uint64_t call(line_call&& x, handler done, handler on_feed = {});

  /// A call made now leaves with what this turn sends, and nothing of it is
  /// told before it returns.
  [[nodiscard]] bool takes_at_once() const noexcept {
    return telling_ && !closed_ && line_.open() && line_.is_queue_empty();
  }

  /// No handler of the call runs any more.
  void drop(std::uint64_t number);

  bool reply(broker::envelope x);
  void serve(std::uint32_t capacity);

  /// Says `bye`. What is still open fails: `unknown_outcome` if it may have
  /// happened, `unavailable` if it was not begun.
  void close();

  // -- any thread -------------------------------------------------------------

  [[nodiscard]] link_state snapshot() const;
  [[nodiscard]] std::size_t in_hand() const noexcept;

  /// Waits for WELCOME. Fails with `unavailable`, or with the server's own
  /// refusal.
  [[nodiscard]] result<void> wait_open(std::chrono::milliseconds timeout);

  /// Why the server will not have this process whatever it asks (`bad_version`,
  /// `forbidden`, `unauthorized`); `none` otherwise. Said twice in a row with
  /// no WELCOME between: once may be a frame that was damaged on its way.
  [[nodiscard]] failure final_refusal() const;

private:
  void on_frame(std::string_view bytes);
  bool tell();
  void settle();
  void send_leaving();
  void deliver(line_event& x);
  void on_opened(line_event& x);
  void on_refused(failure&& why);
  [[nodiscard]] bool is_foreign(const failure& why) const noexcept;
  void arm();
  void publish();

  broker::zmq_loop& loop_;
  line_options options_;
  link_hooks hooks_;
  line line_;
  std::string endpoint_;
  std::uint32_t socket_ = 0;
  line_output out_;
  /// Spare, for its memory.
  std::vector<line_event> told_;
  /// Encoded and not yet handed to the loop.
  std::vector<std::string> leaving_;
  bool telling_ = false;
  bool leaves_later_ = false;
  bool closed_ = false;
  open_calls calls_;
  std::optional<line::time_point> armed_;
  broker::zmq_loop::timer timer_ = 0;
  broker::lifeline_stream lifeline_;

  std::atomic<bool> open_{false};
  std::atomic<std::uint64_t> incarnation_{0};
  std::atomic<std::uint64_t> welcomes_{0};
  std::atomic<std::size_t> sent_{0};
  std::atomic<std::size_t> waiting_{0};
  std::atomic<std::size_t> in_hand_{0};
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  failure refusal_;
  bool refused_for_good_ = false;
};

} // namespace nightfloat::client
