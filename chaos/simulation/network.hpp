// SPDX-License-Identifier: Apache-2.0
#pragma once

// The sockets between simulated processes: connections that keep their order,
// take their time, break, and are made anew. What a connection had under way
// when it broke is lost, or comes again over the next one. Bytes only: each
// frame passes the codec at both ends.

#include "chaos/simulation/world.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>

namespace nightfloat::simulation {

struct network_options {
  std::uint32_t latency_us_min = 50;
  std::uint32_t latency_us_max = 500;
  /// One frame in a thousand takes this much longer.
  std::uint32_t slow_permille = 0;
  std::uint32_t slow_us = 0;
  /// Of frames under way when a connection breaks: so many come again over
  /// the next one.
  std::uint32_t again_permille = 300;
  std::uint32_t reconnect_us = 20'000;
};

/// What a process does with its end of a connection that it opened.
struct client_end {
  std::function<void(bool up)> on_link;
  std::function<void(const std::string& bytes)> on_frame;
};

/// What a process does with its bound socket. `peer` is never used twice in
/// one life.
struct server_end {
  std::function<void(std::uint32_t peer, const std::string& bytes)> on_frame;
};

using socket_id = std::uint32_t;

class network {
public:
  network(world& in, network_options options);

  network(const network&) = delete;
  network& operator=(const network&) = delete;

  /// From now on others reach it. Ends with its life.
  void bind(life who, server_end x);

  /// Opens a connection to a process and keeps it open, with both lives. Ends
  /// with the life of `who`.
  socket_id connect(life who, std::uint32_t to, client_end x);

  /// Breaks it; it is made anew.
  void reconnect(socket_id x);

  void send(socket_id from, std::string bytes);
  void answer(std::uint32_t server, std::uint32_t peer, std::string bytes);

  /// `who` is dead: its connections break.
  void drop(std::uint32_t who);

  /// Breaks all connections between two processes, in both directions.
  void cut(std::uint32_t a, std::uint32_t b);

  /// Nothing gets from `a` to `b` before `until`.
  void block(std::uint32_t a, std::uint32_t b, time_point until);
  void heal();

  [[nodiscard]] bool is_blocked(std::uint32_t a, std::uint32_t b) const;

  [[nodiscard]] microseconds latency();

  /// Every frame takes this much longer until then.
  void slow(std::uint32_t who, microseconds by, time_point until);

private:
  struct parcel {
    time_point due;
    std::string bytes;
  };

  /// One direction of a connection.
  struct lane {
    std::deque<parcel> under_way;
    bool armed = false;
    std::uint64_t turn = 0;
  };

  struct connection {
    life client;
    std::uint32_t server = 0;
    life server_life;
    client_end end;
    /// 0: not connected.
    std::uint32_t peer = 0;
    /// Counts connections made, so that what was meant for one is known.
    std::uint64_t made = 0;
    lane up;
    lane down;
    std::deque<std::string> again;
  };

  void try_connect(socket_id x);
  void establish(socket_id x);
  void break_up(socket_id x, microseconds until_known);
  void push(socket_id at, bool is_up, std::string bytes);
  void arm(socket_id at, bool is_up);
  void deliver(socket_id at, bool is_up, std::uint64_t turn);
  [[nodiscard]] time_point blocked_until(std::uint32_t a,
                                         std::uint32_t b) const;

  world& world_;
  network_options options_;
  dice dice_;
  std::map<std::uint32_t, std::pair<life, server_end>> servers_;
  std::map<socket_id, connection> connections_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, socket_id> by_peer_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, time_point> blocked_;
  std::map<std::uint32_t, std::pair<microseconds, time_point>> slowed_;
  socket_id socket_last_ = 0;
  std::uint32_t peer_last_ = 0;
  std::uint64_t turns_ = 0;
};

} // namespace nightfloat::simulation
