// SPDX-License-Identifier: Apache-2.0
#include "chaos/simulation/world.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::simulation {

namespace {

constexpr auto drawn = std::uint64_t{1} << 32;

} // namespace

world::world(std::uint64_t seed)
  : seed_{seed}, order_{mix(seed, 1)}, now_{microseconds{begin_us}},
    processes_(1) {
  processes_.front().lives = true;
}

bool world::is_later(const event& a, const event& b) noexcept {
  return a.when != b.when ? a.when > b.when : a.rank > b.rank;
}

bool world::is_held_back(const event& x) noexcept {
  return x.rank < drawn;
}

void world::push(event x) {
  heap_.push_back(std::move(x));
  std::push_heap(heap_.begin(), heap_.end(), is_later);
}

world::event world::pop() {
  std::pop_heap(heap_.begin(), heap_.end(), is_later);
  auto x = std::move(heap_.back());
  heap_.pop_back();
  return x;
}

void world::at(time_point when, life whose, std::function<void()> run) {
  push(
    {std::max(when, now_), drawn | order_.next(), whose, std::move(run), {}});
}

void world::after(microseconds delay, life whose, std::function<void()> run) {
  at(now_ + delay, whose, std::move(run));
}

void world::wake_at(time_point when, life whose, std::function<void()> run) {
  push({when_shows(whose.who, when), drawn | order_.next(), whose,
        std::move(run), when});
}

void world::wake_after(microseconds delay, life whose,
                       std::function<void()> run) {
  wake_at(steady(whose.who) + delay, whose, std::move(run));
}

bool world::run_next(time_point until) {
  while (!heap_.empty() && heap_.front().when <= until) {
    auto x = pop();
    now_ = std::max(now_, x.when);
    if (!lives(x.whose))
      continue;
    if (is_paused(x.whose.who)) {
      x.when = processes_[x.whose.who].paused_until;
      // Once it has a place in the order of what was held back it keeps it.
      if (!is_held_back(x))
        x.rank = ++held_back_;
      push(std::move(x));
      continue;
    }
    if (steady(x.whose.who) < x.due) {
      x.when = when_shows(x.whose.who, x.due);
      push(std::move(x));
      continue;
    }
    ++events_;
    x.run();
    return true;
  }
  now_ = std::max(now_, until);
  return false;
}

void world::run_until(time_point until) {
  while (run_next(until)) {
    // nop
  }
}

std::uint32_t world::add_process() {
  processes_.emplace_back();
  return static_cast<std::uint32_t>(processes_.size() - 1);
}

life world::start(std::uint32_t who) {
  auto& x = processes_[who];
  x = {.incarnation = ++incarnations_,
       .lives = true,
       .paused_until = {},
       .clock = x.clock};
  return {who, x.incarnation};
}

void world::kill(std::uint32_t who) {
  processes_[who].lives = false;
}

void world::pause(std::uint32_t who, time_point until) {
  processes_[who].paused_until = std::max(processes_[who].paused_until, until);
}

void world::resume(std::uint32_t who) {
  processes_[who].paused_until = {};
  // What was held back comes now, before anything that is younger.
  for (auto& x : heap_)
    if (x.whose.who == who && is_held_back(x))
      x.when = now_;
  std::make_heap(heap_.begin(), heap_.end(), is_later);
}

// -- steady clocks ------------------------------------------------------------

std::chrono::nanoseconds world::host_clock::offset() const noexcept {
  return is_late_after ? behind + (stands_until - stands_from) : behind;
}

time_point world::steady(std::uint32_t who) const {
  const auto& x = processes_[who].clock;
  return now_ < x.stands_until ? x.stands_from - x.behind : now_ - x.offset();
}

/// When a clock shows `due`, as far as is known; `now_` if it does already.
time_point world::when_shows(std::uint32_t who, time_point due) const {
  const auto& x = processes_[who].clock;
  if (due <= steady(who))
    return now_;
  return std::max(x.stands_until, due + x.offset());
}

void world::freeze(std::uint32_t who, time_point until, bool is_late_after) {
  auto& x = processes_[who].clock;
  if (now_ < x.stands_until) {
    x.stands_until = std::max(x.stands_until, until);
    return;
  }
  x = {.behind = x.offset(),
       .stands_from = now_,
       .stands_until = until,
       .is_late_after = is_late_after};
}

void world::thaw(std::uint32_t who) {
  auto& clock = processes_[who].clock;
  if (clock.stands_until <= now_)
    return;
  clock.stands_until = now_;
  // Its timers were put off to the end that the freeze was to have.
  for (auto& x : heap_)
    if (x.whose.who == who && x.due != time_point{})
      x.when = std::min(x.when, when_shows(who, x.due));
  std::make_heap(heap_.begin(), heap_.end(), is_later);
}

bool world::lives(std::uint32_t who) const {
  return processes_[who].lives;
}

bool world::lives(life x) const {
  return processes_[x.who].lives
         && processes_[x.who].incarnation == x.incarnation;
}

bool world::is_paused(std::uint32_t who) const {
  return processes_[who].paused_until > now_;
}

time_point world::paused_until(std::uint32_t who) const {
  return processes_[who].paused_until;
}

} // namespace nightfloat::simulation
