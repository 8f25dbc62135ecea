// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>

namespace nightfloat::broker {

/// What shall run when. Pure: time is an argument. Not thread-safe; a task may
/// add and cancel timers, its own too.
class timers {
public:
  using time_point = std::chrono::steady_clock::time_point;
  using duration = std::chrono::steady_clock::duration;
  using task = std::function<void()>;

  /// Runs `x` at `when`, and again every `period` if that is not 0.
  std::uint64_t add(time_point when, duration period, task x);

  /// No effect on a timer that has run or was cancelled.
  void cancel(std::uint64_t id);

  /// When the next one is due.
  [[nodiscard]] std::optional<time_point> next() const;

  /// Runs what is due at `now`, in order of time; what a task adds waits for
  /// the next call. A periodic timer that is behind runs once, not for each
  /// period missed.
  void run(time_point now);

  [[nodiscard]] std::size_t size() const noexcept {
    return timers_.size();
  }

private:
  struct timer {
    time_point when;
    duration period;
    task run;
  };

  std::map<std::uint64_t, timer> timers_;
  std::multimap<time_point, std::uint64_t> due_;
  std::uint64_t last_ = 0;
};

} // namespace nightfloat::broker
