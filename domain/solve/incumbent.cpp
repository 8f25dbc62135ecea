// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/incumbent.hpp"

#include <algorithm>

namespace nightfloat::domain::solve {

incumbent::incumbent(const search_options& options, grid start, score cost)
  : options_{options}, best_{std::move(start)} {
  last_.best = cost;
  trace_.push_back({0, 0, cost, "start"});
}

double incumbent::used_locked() const {
  if (options_.moves_max > 0)
    return std::min(1.0, static_cast<double>(last_.moves)
                           / static_cast<double>(options_.moves_max));
  return std::clamp(options_.used(), 0.0, 1.0);
}

void incumbent::tell_locked() {
  if (!options_.progressed)
    return;
  last_.used = used_locked();
  options_.progressed(last_);
}

bool incumbent::offer(const grid& roster, score cost, const char* by) {
  auto lock = std::lock_guard{mutex_};
  if (cost >= last_.best)
    return false;
  best_ = roster;
  last_.best = cost;
  last_.used = used_locked();
  trace_.push_back({last_.used, last_.moves, cost, by});
  if (options_.improved)
    options_.improved(last_, best_);
  return true;
}

void incumbent::bound(score x) {
  auto lock = std::lock_guard{mutex_};
  if (last_.bound && *last_.bound >= x)
    return;
  last_.bound = x;
  tell_locked();
}

void incumbent::note(std::string what) {
  auto lock = std::lock_guard{mutex_};
  trace_.push_back({used_locked(), last_.moves, last_.best, std::move(what)});
}

void incumbent::count(std::uint64_t moves, std::uint64_t restarts) {
  auto lock = std::lock_guard{mutex_};
  last_.moves += moves;
  last_.restarts += restarts;
  tell_locked();
}

grid incumbent::best() const {
  auto lock = std::lock_guard{mutex_};
  return best_;
}

std::optional<priced_roster> incumbent::better(score than) const {
  auto lock = std::lock_guard{mutex_};
  if (last_.best >= than)
    return {};
  return priced_roster{best_, last_.best};
}

search_progress incumbent::progress() const {
  auto lock = std::lock_guard{mutex_};
  auto out = last_;
  out.used = used_locked();
  return out;
}

score incumbent::cost() const {
  auto lock = std::lock_guard{mutex_};
  return last_.best;
}

double incumbent::used() const {
  auto lock = std::lock_guard{mutex_};
  return used_locked();
}

bool incumbent::over() const {
  auto lock = std::lock_guard{mutex_};
  return used_locked() >= 1 || (last_.bound && *last_.bound >= last_.best)
         || (options_.cancelled && options_.cancelled());
}

search_result incumbent::result() && {
  auto lock = std::lock_guard{mutex_};
  last_.used = used_locked();
  return {std::move(best_), last_, std::move(trace_), {}};
}

} // namespace nightfloat::domain::solve
