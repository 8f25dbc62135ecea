// SPDX-License-Identifier: Apache-2.0
#pragma once

// One socket of the loop, with a bounded queue for each peer and a monitor.
// libzmq's own queue comes first; ours holds what that one did not take.

#include "broker/network.hpp"
#include "broker/zmq_loop.hpp"
#include "broker/zmq_zap.hpp"
#include "metrics/registry.hpp"

#include <zmq.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace nightfloat::broker {

/// Not thread-safe; its methods throw nothing.
class zmq_socket {
public:
  using time_point = std::chrono::steady_clock::time_point;

  struct setup {
    zmq::context_t& context;
    zmq_zap& zap;
    std::uint32_t number = 0;
    bool binds = false;
    const loop_options& options;
  };

  [[nodiscard]] static result<std::unique_ptr<zmq_socket>>
  open(const setup& how, socket_plan plan, socket_handlers handlers);

  /// Takes at most 256 frames, and begins none after 20 ms, so that no socket
  /// starves the others or the timers.
  void receive(time_point now);

  /// Sends or queues. A full queue drops all of it and loses the peer.
  void send(std::uint32_t to, std::string frame);

  /// Tries what is queued again; true if something still waits.
  bool flush();

  /// Takes the monitor's events.
  void read_monitor();

  /// Tells the owner about lost peers; apart from `send`, so that no handler
  /// is entered from within another.
  void deliver_lost();

  /// Remembers no peer that was silent since `before` and is owed nothing.
  void sweep(time_point before);

  void forget(std::uint32_t id);

  /// Nothing is to be told any more: libzmq loses the memory of an event that
  /// it cannot hand over to a monitor that has closed.
  ~zmq_socket() {
    zmq_socket_monitor(socket_.handle(), nullptr, 0);
  }

  /// Connects anew and closes the connection it had. False, and nothing has
  /// changed, if the process has no descriptor left for it. REQUIRES a
  /// connected socket.
  [[nodiscard]] bool reopen();

  [[nodiscard]] bool binds() const noexcept {
    return how_.binds;
  }

  /// How often its link has come up.
  [[nodiscard]] std::uint64_t ups() const noexcept {
    return ups_;
  }

  /// Frames may wait although the descriptor is silent: call `receive` before
  /// sleeping on it.
  [[nodiscard]] bool stirred() const noexcept {
    return stirred_;
  }

  /// Asked for by other threads too, which may not touch the socket.
  [[nodiscard]] const std::string& endpoint() const noexcept {
    return endpoint_;
  }

  /// Becomes readable when libzmq has news for `receive` or `flush`; taken in
  /// by either, and by `send`.
  [[nodiscard]] int descriptor() const noexcept {
    return descriptor_;
  }

  /// The same for `read_monitor`. `reopen` changes both.
  [[nodiscard]] int monitor_descriptor() const noexcept {
    return monitor_descriptor_;
  }

private:
  struct end {
    std::string caller;
    std::deque<std::string> queue;
    /// Of the frames in it.
    std::size_t bytes = 0;
    time_point heard{};
    bool lost = false;
  };

  enum class sent : std::uint8_t { done, full, gone };

  zmq_socket(const setup& how, socket_plan plan, socket_handlers handlers);

  void create();
  void configure();
  bool receive_one(time_point now);
  end* sender(const zmq::message_t& id, zmq::message_t& body, time_point now,
              std::uint32_t& number);
  sent try_send(std::uint32_t to, const std::string& frame);
  /// One frame has room, whatever its size.
  [[nodiscard]] bool has_room(const end& x, std::size_t bytes) const noexcept;
  void drop_queue(end& x);
  void lose(std::uint32_t to, end& x, ec reason);
  void on_event(std::uint16_t event, std::uint32_t value);
  void count(const char* reason, std::uint64_t n = 1);

  setup how_;
  socket_plan plan_;
  std::string endpoint_;
  socket_handlers handlers_;
  zmq::socket_t socket_;
  zmq::socket_t monitor_;
  int descriptor_ = -1;
  int monitor_descriptor_ = -1;
  std::unordered_map<std::uint32_t, end> ends_;
  std::vector<std::pair<std::uint32_t, ec>> lost_;
  std::size_t waiting_ = 0;
  std::uint64_t opened_ = 0;
  std::uint64_t ups_ = 0;
  bool up_ = false;
  bool stirred_ = true;
};

} // namespace nightfloat::broker
