// SPDX-License-Identifier: Apache-2.0
#pragma once

// Virtual time and the processes that live in it, all on one thread. What
// happens next is the event with the earliest time; between events of one
// time the seed decides. A process that is killed never gets what was meant
// for it; one that is stopped gets it when it goes on.

#include "chaos/simulation/dice.hpp"
#include "metrics/clock.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <vector>

namespace nightfloat::simulation {

using time_point = std::chrono::steady_clock::time_point;
using std::chrono::microseconds;
using std::chrono::milliseconds;

/// One life of one process; a process that starts again has another.
struct life {
  std::uint32_t who = 0;
  std::uint64_t incarnation = 0;

  friend bool operator==(const life&, const life&) = default;
};

/// Whose events always come: the run's own.
constexpr auto nobody = life{};

class world {
public:
  explicit world(std::uint64_t seed);

  [[nodiscard]] time_point now() const noexcept {
    return now_;
  }

  /// Since the beginning.
  [[nodiscard]] microseconds spent() const noexcept {
    return std::chrono::duration_cast<microseconds>(now_.time_since_epoch()
                                                    - microseconds{begin_us});
  }

  void at(time_point when, life whose, std::function<void()> run);
  void after(microseconds delay, life whose, std::function<void()> run);

  /// The next event, if it comes no later than `until`; false if none does,
  /// and then it is `until`.
  bool run_next(time_point until);
  void run_until(time_point until);

  // -- processes --------------------------------------------------------------

  /// Another process, which does not live yet. Its number is not 0.
  std::uint32_t add_process();
  life start(std::uint32_t who);
  void kill(std::uint32_t who);
  /// It gets nothing before `until`.
  void pause(std::uint32_t who, time_point until);
  /// It goes on: what it was not given comes at once, in order.
  void resume(std::uint32_t who);

  [[nodiscard]] bool lives(std::uint32_t who) const;
  [[nodiscard]] bool lives(life x) const;
  [[nodiscard]] bool is_paused(std::uint32_t who) const;
  [[nodiscard]] time_point paused_until(std::uint32_t who) const;

  /// Randomness apart from that of the order of events.
  [[nodiscard]] std::uint64_t seed() const noexcept {
    return seed_;
  }

  [[nodiscard]] std::uint64_t events() const noexcept {
    return events_;
  }

private:
  static constexpr std::int64_t begin_us = 1'000'000'000;

  struct event {
    time_point when;
    /// Below 2^32: held back by a pause, in order; above: drawn.
    std::uint64_t rank = 0;
    life whose;
    std::function<void()> run;
  };

  struct process {
    std::uint64_t incarnation = 0;
    bool lives = false;
    time_point paused_until{};
  };

  static bool is_later(const event& a, const event& b) noexcept;
  static bool is_held_back(const event& x) noexcept;
  void push(event x);
  event pop();

  std::uint64_t seed_;
  dice order_;
  time_point now_;
  std::vector<event> heap_;
  std::vector<process> processes_;
  std::uint64_t held_back_ = 0;
  std::uint64_t incarnations_ = 0;
  std::uint64_t events_ = 0;
};

/// A process's clocks: its steady one is the world's, its wall clock may be
/// set by hand.
class process_clock final : public metrics::clock {
public:
  explicit process_clock(const world& in) noexcept : world_{&in} {
  }

  [[nodiscard]] time_point steady() const override {
    return world_->now();
  }

  [[nodiscard]] std::int64_t wall_ms() const override {
    return began_ms + offset_ms_
           + std::chrono::duration_cast<milliseconds>(world_->spent()).count();
  }

  void jump(std::int64_t by_ms) noexcept {
    offset_ms_ += by_ms;
  }

private:
  static constexpr std::int64_t began_ms = 1'780'000'000'000;

  const world* world_;
  std::int64_t offset_ms_ = 0;
};

} // namespace nightfloat::simulation
