// SPDX-License-Identifier: Apache-2.0
#pragma once

// The work that is admitted to storage at one time: a thread for each session
// of a `session_table`, so that reads, which may wait for a disk, never hold
// up a socket's thread, and one that tells those whose time is up while they
// wait. docs/sessions.md says what is promised.

#include "domain/error.hpp"
#include "storage/session_table.hpp"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

namespace nightfloat::storage {

struct session_pool_options {
  session_limits limits;
  /// Of storage: the epoch that serves, 0 while it recovers. Cheap, called
  /// before each use. Empty: it is always the same.
  std::function<std::uint64_t()> incarnation;
};

/// Thread-safe.
class session_pool {
public:
  using time_point = session_table::time_point;

  /// Called once, on a thread of the pool (or in `stop`): in a session, or with
  /// why there is none: `timed_out`, or `unavailable` once stopped. The session
  /// is given back when it returns, however what it did has ended.
  using work = std::function<void(const result<void>& entered)>;

  explicit session_pool(session_pool_options options);
  ~session_pool();

  session_pool(const session_pool&) = delete;
  session_pool& operator=(const session_pool&) = delete;

  /// Fails as `session_table::ask`; `x` is then not called.
  [[nodiscard]] result<void> run(time_point not_after, work x);

  /// For work that is bounded otherwise and checks storage itself. False once
  /// stopped; `x` is then not called.
  bool run_owed(work x);

  /// Tells all that wait, and ends the threads. Idempotent.
  void stop();

  [[nodiscard]] session_counts counts() const;

private:
  struct waiting {
    time_point arrived{};
    work run;
  };

  void serve();
  void watch();
  [[nodiscard]] work take(session_ticket who);
  void enter(std::unique_lock<std::mutex>& guard,
             const session_table::checkout& x);
  [[nodiscard]] std::uint64_t incarnation() const;
  /// The watching thread looks then, if it would not do so before.
  void look_by(time_point when);

  session_pool_options options_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable watch_wake_;
  session_table table_;
  std::unordered_map<session_ticket, waiting> waiting_;
  /// When the watching thread, unless it is at work, looks next.
  time_point watch_at_ = time_point::max();
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

} // namespace nightfloat::storage
