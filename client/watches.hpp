// SPDX-License-Identifier: Apache-2.0
#pragma once

// The feeds that a connection follows: items in order without a gap, asked
// for again from the last one seen when a link or a server was lost.

#include "client/connection.hpp"
#include "client/link.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>

namespace nightfloat::client {

/// On the loop's thread. REQUIRES: destroyed after the loop has stopped.
class watches {
public:
  watches(broker::zmq_loop& loop, link& store);

  void add(watch_id id, std::string programme, std::uint64_t since,
           watch_handlers handlers);
  void remove(watch_id id);

  /// Ends all of them with `why`.
  void close(const failure& why);

private:
  struct watch {
    std::string programme;
    std::uint64_t last = 0;
    watch_handlers handlers;
    std::uint64_t call = 0;
    /// Each asking has its own, so that answers to an earlier one are told.
    std::uint64_t round = 0;
    /// Until the first item; 0: none runs.
    broker::zmq_loop::timer timer = 0;
  };

  void ask(watch_id id);
  void ask_later(watch_id id);
  void on_reply(watch_id id, std::uint64_t round, result<broker::envelope> got);
  void on_feed(watch_id id, std::uint64_t round, result<broker::envelope> got);
  void end(watch_id id, failure why);
  void time_out(watch_id id);
  watch* find(watch_id id, std::uint64_t round);

  broker::zmq_loop& loop_;
  link& store_;
  std::unordered_map<watch_id, watch> watches_;
};

} // namespace nightfloat::client
