// SPDX-License-Identifier: Apache-2.0
#pragma once

// The commits of a connection that are not answered yet. While its fate is
// open and time is left each is sent again, as the same bytes under the same
// key; and each is answered once, if only because the connection closes.

#include "client/connection.hpp"
#include "domain/error.hpp"
#include "domain/ledger.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>

namespace nightfloat::client {

struct commit_order {
  /// Each copy's timeout is what is left until then.
  raw_call call;
  std::chrono::steady_clock::time_point deadline{};
  std::function<void(result<domain::commit_answer>)> done;
};

/// What they need of the connection.
struct commit_hooks {
  std::function<void(raw_call x, connection::raw_handler done)> send;
  /// Runs `x` after `delay`, or never where the connection has closed.
  std::function<void(std::chrono::milliseconds delay, std::function<void()> x)>
    after;
  std::function<std::chrono::steady_clock::time_point()> now;
};

/// Not thread-safe; owned by one I/O thread.
class open_commits {
public:
  explicit open_commits(commit_hooks hooks);

  // The hooks are given what points here.
  open_commits(const open_commits&) = delete;
  open_commits& operator=(const open_commits&) = delete;

  /// Sends it. `done` runs once, perhaps within this call.
  void begin(commit_order x);

  /// Answers those that rest before they are sent again: their outcome is
  /// unknown. REQUIRES: the links are closed, so that none is under way.
  void close();

private:
  struct entry {
    commit_order order;
    bool open_fate = false;
  };

  void attempt(std::uint64_t number);
  void take(std::uint64_t number, result<broker::envelope> got);

  commit_hooks hooks_;
  std::uint64_t number_last_ = 0;
  std::map<std::uint64_t, entry> open_;
};

} // namespace nightfloat::client
