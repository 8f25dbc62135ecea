// SPDX-License-Identifier: Apache-2.0
#pragma once

// The work that is admitted to storage at one time: a few threads and a
// bounded queue with deadlines, so that reads, which may wait for a disk,
// never hold up a socket's thread.

#include "domain/error.hpp"
#include "storage/job_table.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace nightfloat::storage {

struct session_pool_options {
  std::size_t threads = 2;
  /// Work that may wait; more is refused as `overloaded`.
  std::size_t waiting_max = 1'024;
};

/// Thread-safe.
class session_pool {
public:
  /// Called once, on a thread of the pool; `late`: the deadline passed, or the
  /// pool stopped, before it began.
  using work = std::function<void(bool late)>;

  explicit session_pool(session_pool_options options);
  ~session_pool();

  session_pool(const session_pool&) = delete;
  session_pool& operator=(const session_pool&) = delete;

  /// Fails with `overloaded` or, once stopped, `unavailable`; `x` is then not
  /// called.
  [[nodiscard]] result<void> run(steady_time not_after, work x);

  /// For work that is bounded otherwise. False once stopped.
  bool run_owed(work x);

  /// Runs what waits as late, and ends the threads. Idempotent.
  void stop();

private:
  struct waiting {
    steady_time arrived{};
    steady_time not_after{};
    work run;
  };

  void serve();

  session_pool_options options_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<waiting> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

} // namespace nightfloat::storage
