// SPDX-License-Identifier: Apache-2.0
#pragma once

// The life of one nightfloatd process, the same for every role: it starts, is
// ready, is watched, is asked to stop, drains and ends with a code that says
// why. A role looks like this:
//
//   result<int> run_store(const config::node_options& options,
//                         lifecycle& life) {
//     ... open, recover, bind ...
//     life.watch("committer", [&] { return ledger.progressed(); });
//     life.serving("recovered to version 17");       // READY=1
//     life.wait();                                   // until SIGTERM
//     life.stopping("draining", patience);           // STOPPING=1
//     ... finish what was begun, at once if life.wanted() == wish::fast ...
//     return exit_code::drained;
//   }

#include "domain/error.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace nightfloat::cmd {

/// How nightfloatd ends; systemd does not restart after `usage` and
/// `configuration`. docs/operating.md has the table.
struct exit_code {
  static constexpr int drained = 0;
  static constexpr int usage = 64;
  static constexpr int invariant = 70;
  static constexpr int configuration = 78;
};

/// The code for a role that failed: 78 where the operator's configuration,
/// keys, paths or store directory are at fault, else 70.
[[nodiscard]] int exit_code_of(const failure& x) noexcept;

/// What the outside wants of the process. It only ever rises.
enum class wish : std::uint8_t {
  run = 0,
  drain = 1, ///< First SIGTERM, SIGINT or SIGHUP: finish what was begun.
  fast = 2,  ///< Second one, or the parent died: leave at once.
};

struct lifecycle_options {
  /// Ends this process (fast) when that one ends; 0: nobody's business.
  std::int32_t parent_pid = 0;
  /// After `wish::fast`, how long until the process ends itself with 70.
  std::chrono::milliseconds fast_grace{3'000};
  /// The same after `leaving`: a computation that lasts is no hung one.
  std::chrono::milliseconds leave_grace{15'000};
};

/// Owns the process's signals, the watchdog and the word to systemd. One a
/// process. All methods may be called from any thread.
class lifecycle {
public:
  /// Blocks SIGTERM, SIGINT and SIGHUP, ignores SIGPIPE and starts the thread
  /// that hears them. REQUIRES that no other thread runs yet: they inherit
  /// the mask. Fails with `io_failed`, or `unavailable` if the parent is gone.
  [[nodiscard]] static result<std::unique_ptr<lifecycle>>
  begin(lifecycle_options options);

  ~lifecycle();

  lifecycle(const lifecycle&) = delete;
  lifecycle& operator=(const lifecycle&) = delete;

  [[nodiscard]] wish wanted() const noexcept {
    return wanted_.load(std::memory_order_acquire);
  }

  /// Blocks until something other than `run` is wanted; returns it.
  wish wait();

  /// The same for at most `limit`; returns what is wanted then.
  wish wait_for(std::chrono::milliseconds limit);

  /// Blocks until `fast` is wanted or `limit` has passed; for drains.
  wish wait_fast(std::chrono::milliseconds limit);

  /// Adds a critical loop. `progressed` is asked from the signal thread, at
  /// most every quarter of the watchdog period, and says whether the loop
  /// moved, or had nothing to do, since it was last asked. It must not block.
  /// Once one says no, WATCHDOG=1 is withheld until all say yes.
  void watch(std::string loop, std::function<bool()> progressed);

  /// Forgets every loop; REQUIRED before what their functions use goes away.
  void unwatch();

  /// READY=1: sockets are bound, recovery is durable. Once.
  void serving(const std::string& status);

  /// STATUS=: what an operator sees in `systemctl status`.
  void status(const std::string& text);

  /// STOPPING=1. What is finished first takes `at_most` so long: systemd waits
  /// for it and for `leave_grace`, where the unit says less. 0: as the unit
  /// says.
  void stopping(const std::string& status,
                std::chrono::milliseconds at_most = {});

  /// All that is waited for is finished: the process ends itself with 70 if it
  /// is still there after `leave_grace`, time in which it was stopped aside.
  void leaving();

  /// An invariant broke: logs it and wants `fast`; `main` will answer 70.
  void broken(const std::string& sentence);

  [[nodiscard]] bool is_broken() const noexcept {
    return broken_.load(std::memory_order_acquire);
  }

  /// `starting`, `serving`, `draining`.
  [[nodiscard]] std::string state() const;

  /// Since `begin`.
  [[nodiscard]] std::chrono::milliseconds up() const noexcept;

private:
  struct watched {
    std::string loop;
    std::function<bool()> progressed;
    bool behind = false;
  };

  explicit lifecycle(lifecycle_options options);

  void run();
  void raise(wish to, const char* why);
  void hear_signal();
  void feed_watchdog();
  void enforce_grace();
  void leave_within(std::chrono::milliseconds grace);
  [[nodiscard]] bool is_leaving() const;
  [[nodiscard]] int poll_ms() const;

  lifecycle_options options_;
  std::chrono::steady_clock::time_point began_;
  std::chrono::milliseconds watchdog_{0};
  std::chrono::steady_clock::time_point fed_;
  /// Until it should be gone.
  std::optional<std::chrono::milliseconds> leave_left_;
  /// Of the thread that looks.
  std::chrono::steady_clock::time_point looked_;
  int signals_ = -1;
  int wake_ = -1;
  int parent_ = -1;
  std::atomic<wish> wanted_{wish::run};
  std::atomic<bool> broken_{false};
  std::atomic<bool> ended_{false};
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<watched> loops_;
  std::string state_ = "starting";
  std::thread thread_;
};

} // namespace nightfloat::cmd
