// SPDX-License-Identifier: Apache-2.0
#include "broker/timers.hpp"

#include <vector>

namespace nightfloat::broker {

std::uint64_t timers::add(time_point when, duration period, task x) {
  timers_[++last_] = {when, period, std::move(x)};
  due_.emplace(when, last_);
  return last_;
}

void timers::cancel(std::uint64_t id) {
  auto x = timers_.find(id);
  if (x == timers_.end())
    return;
  auto [first, last] = due_.equal_range(x->second.when);
  for (auto i = first; i != last; ++i) {
    if (i->second == id) {
      due_.erase(i);
      break;
    }
  }
  timers_.erase(x);
}

std::optional<timers::time_point> timers::next() const {
  if (due_.empty())
    return std::nullopt;
  return due_.begin()->first;
}

void timers::run(time_point now) {
  auto ready = std::vector<std::uint64_t>{};
  for (auto i = due_.begin(); i != due_.end() && i->first <= now; ++i)
    ready.push_back(i->second);
  for (auto id : ready) {
    auto x = timers_.find(id);
    if (x == timers_.end())
      continue; // Cancelled by one that ran before it.
    auto work = x->second.run;
    auto period = x->second.period;
    cancel(id);
    if (period > duration{0}) {
      timers_[id] = {now + period, period, work};
      due_.emplace(now + period, id);
    }
    work();
  }
}

} // namespace nightfloat::broker
