// SPDX-License-Identifier: Apache-2.0
#pragma once

// Virtual time and the processes that live in it, all on one thread. What
// happens next is the event with the earliest time; between events of one
// time the seed decides. A process that is killed never gets what was meant
// for it; one that is stopped gets it when it goes on. Each process has a
// steady clock of its own, and its timers go by that.

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

  /// What the steady clock of `who`'s host shows: its durations, deadlines and
  /// timers go by it. Never goes back, and may be behind `now`.
  [[nodiscard]] time_point steady(std::uint32_t who) const;

  /// Since the beginning.
  [[nodiscard]] microseconds spent() const noexcept {
    return std::chrono::duration_cast<microseconds>(now_.time_since_epoch()
                                                    - microseconds{begin_us});
  }

  void at(time_point when, life whose, std::function<void()> run);
  void after(microseconds delay, life whose, std::function<void()> run);

  /// A timer of `whose` own: due when its clock shows `when`.
  void wake_at(time_point when, life whose, std::function<void()> run);
  void wake_after(microseconds delay, life whose, std::function<void()> run);

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

  /// Its steady clock shows the same until `until`. Then it makes up for that
  /// at once, or never does (`is_late_after`).
  void freeze(std::uint32_t who, time_point until, bool is_late_after);
  /// Its steady clock goes on, and what its timers have waited for comes.
  void thaw(std::uint32_t who);

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
    /// Of a timer: what its process's clock must show.
    time_point due{};
  };

  /// The last freeze, and what is left of those before it.
  struct host_clock {
    std::chrono::nanoseconds behind{0};
    time_point stands_from{};
    time_point stands_until{};
    bool is_late_after = false;

    /// How far it is behind once it does not stand.
    [[nodiscard]] std::chrono::nanoseconds offset() const noexcept;
  };

  struct process {
    std::uint64_t incarnation = 0;
    bool lives = false;
    time_point paused_until{};
    /// Of its host: each of its lives goes by it.
    host_clock clock;
  };

  static bool is_later(const event& a, const event& b) noexcept;
  static bool is_held_back(const event& x) noexcept;
  [[nodiscard]] time_point when_shows(std::uint32_t who, time_point due) const;
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

/// A process's clocks: its steady one may stand still, its wall clock, which
/// goes on meanwhile, may be set by hand.
class process_clock final : public metrics::clock {
public:
  process_clock(const world& in, std::uint32_t who) noexcept
    : world_{&in}, who_{who} {
  }

  [[nodiscard]] time_point steady() const override {
    return world_->steady(who_);
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
  std::uint32_t who_;
  std::int64_t offset_ms_ = 0;
};

} // namespace nightfloat::simulation
