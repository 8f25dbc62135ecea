// SPDX-License-Identifier: Apache-2.0
#pragma once

// Runs a scenario's loads: virtual users as small states, not threads. One
// thread keeps the times; a step that follows another at once begins on the
// thread that the answer came on. Each answer is timed twice: from when it was
// sent (`operation_duration`) and from when it should have been sent
// (`operation_response`), so that a slow server cannot hide behind users who
// wait for it (coordinated omission). `operation_waiting` is the difference.

#include "metrics/clock.hpp"
#include "soak/statistics.hpp"
#include "soak/track.hpp"

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <queue>
#include <vector>

namespace nightfloat::soak {

/// One second of the load, as the users saw it.
struct second_counts {
  std::uint64_t second = 0;
  std::uint64_t ok = 0;
  std::uint64_t failed = 0;
  std::uint64_t refused = 0;
  std::uint64_t iterations = 0;
  std::uint64_t dropped = 0;
  std::uint32_t vus = 0;
  std::uint32_t in_flight = 0;
  /// Arrivals a second that the scenario wants, in the middle of the second;
  /// none if some of its loads are closed.
  std::optional<double> due_rate;
  std::uint64_t p50_us = 0;
  std::uint64_t p95_us = 0;
  std::uint64_t p99_us = 0;
  std::uint64_t response_p99_us = 0;
  /// How late the generator itself was.
  std::uint64_t lag_p99_us = 0;
};

enum class load_end : std::uint8_t { whole, stopped, aborted };

class load {
public:
  using time_point = metrics::clock::time_point;
  using heard = std::function<void(const second_counts&)>;

  load(ready_scenario& what, target& at, const metrics::clock& clock,
       std::uint64_t seed);
  ~load();
  load(const load&) = delete;
  load& operator=(const load&) = delete;

  /// Runs all loads to their ends, or until `stop`, or until a threshold
  /// aborts; returns when nothing is in flight. `on_second` runs on the
  /// calling thread.
  load_end run(const std::atomic<bool>& stop, const heard& on_second);

  /// When `run` began.
  [[nodiscard]] time_point began() const noexcept {
    return began_;
  }

  [[nodiscard]] double ran_s() const noexcept {
    return ran_s_;
  }

  /// The threshold that aborted it, if one did.
  [[nodiscard]] std::optional<std::size_t> aborted_by() const noexcept {
    return aborted_by_;
  }

  /// How late scheduled steps began, in µs. REQUIRES that it does not run.
  [[nodiscard]] const histogram& lag() const noexcept {
    return lag_;
  }

  /// Arrivals that were due.
  [[nodiscard]] std::uint64_t arrivals() const noexcept {
    return arrivals_;
  }

  /// Operations that were sent and answered.
  [[nodiscard]] std::uint64_t answered() const;

  /// Failures by code, also those that were allowed.
  [[nodiscard]] const std::array<std::uint64_t, 256>& codes() const noexcept {
    return codes_;
  }

  /// What the first failure of each code said.
  [[nodiscard]] const std::array<std::string, 256>& said() const noexcept {
    return said_;
  }

  /// From now on successes are counted in tenths of a second as well, which
  /// takes memory by the length of the run. REQUIRES that it does not run.
  void count_tenths() {
    counts_tenths_ = true;
  }

  /// Each with its end in s. REQUIRES that it does not run.
  [[nodiscard]] std::vector<point> tenths() const;

  /// With the meters locked, for who reads them while it runs.
  void with_meters(const std::function<void(const ready_scenario&)>& read);

private:
  struct user;
  struct group;
  enum class event_kind : std::uint8_t { start, adjust, arrive, finish, go };
  struct event {
    time_point due;
    std::uint64_t order = 0;
    event_kind what = event_kind::go;
    group* of = nullptr;
    user* who = nullptr;
  };
  struct later {
    bool operator()(const event& a, const event& b) const noexcept {
      return a.due != b.due ? a.due > b.due : a.order > b.order;
    }
  };

  void push(time_point due, event_kind what, group* of, user* who = nullptr);
  void take(const event& x, time_point now);
  void take_due();
  void go(user& u, time_point due, time_point now);
  void start(group& g, time_point now);
  void adjust(group& g, time_point now);
  void arrive(group& g, time_point now);
  void finish(group& g);
  void schedule_arrival(group& g);
  user* idle_user(group& g);
  bool may_iterate(user& u);
  void begin_iteration(user& u, time_point due, time_point now);
  void step_from(user& u, time_point due, time_point now);
  void end_iteration(user& u, time_point now, bool whole,
                     std::chrono::milliseconds wait);
  void retire(user& u);
  void retire_waiting(group& g);
  void dispatch(user& u, time_point due);
  void send(user& u);
  void flush(std::unique_lock<std::mutex>& guard);
  void on_answer(user& u, const step_answer& got);
  bool count(user& u, const step_answer& got, time_point now);
  void count_failure(const step_answer& got, bool counts);
  void count_tenth(time_point now);
  void note_lag(time_point due, time_point now);
  void close_second(const heard& on_second,
                    std::unique_lock<std::mutex>& guard);
  void cut();
  [[nodiscard]] bool is_done() const;
  [[nodiscard]] std::optional<double> due_rate(double at_s) const;
  [[nodiscard]] double since_s(time_point x) const;

  ready_scenario& what_;
  target& at_;
  const metrics::clock& clock_;
  std::uint64_t seed_;
  time_point began_{};
  double ran_s_ = 0;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::priority_queue<event, std::vector<event>, later> events_;
  std::uint64_t order_ = 0;
  std::vector<std::unique_ptr<group>> groups_;
  /// Users whose next step is to be sent once the lock is let go.
  std::vector<user*> outgoing_;
  std::uint32_t in_flight_ = 0;
  /// Threads within `flush`.
  std::uint32_t flushers_ = 0;
  std::uint32_t active_ = 0;
  std::uint32_t users_ = 0;
  std::uint64_t arrivals_ = 0;
  bool ending_ = false;
  std::optional<std::size_t> aborted_by_;
  histogram lag_;
  histogram second_lag_;
  histogram second_duration_;
  histogram second_response_;
  second_counts second_;
  bool counts_tenths_ = false;
  std::vector<std::uint32_t> tenths_;
  std::array<std::uint64_t, 256> codes_{};
  std::array<std::string, 256> said_;
};

/// Runs `steps` one after the other for one user; each must be answered and
/// pass its checks. Fails with the first failure that is not allowed,
/// `not_found` where a step found nothing to do, and `refused` where a check
/// did not pass.
[[nodiscard]] result<void> run_once(const std::vector<ready_step>& steps,
                                    target& at, std::uint64_t seed);

} // namespace nightfloat::soak
