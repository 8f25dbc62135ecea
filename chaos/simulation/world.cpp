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
  push({std::max(when, now_), drawn | order_.next(), whose, std::move(run)});
}

void world::after(microseconds delay, life whose, std::function<void()> run) {
  at(now_ + delay, whose, std::move(run));
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
  x = {.incarnation = ++incarnations_, .lives = true, .paused_until = {}};
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
