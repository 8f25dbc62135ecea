// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>

namespace nightfloat::actors {

struct restart_options {
  /// Restarts within `window`; one more and the supervisor gives up.
  std::size_t restarts_max = 5;
  std::chrono::milliseconds window{60'000};
  std::chrono::milliseconds backoff_base{50};
  std::chrono::milliseconds backoff_max{5'000};
};

/// Decides when a dead actor comes back. Knows no clock.
class restart_policy {
public:
  using time_point = std::chrono::steady_clock::time_point;

  explicit restart_policy(restart_options options = {}) : options_(options) {
    // nop
  }

  /// How long to wait, doubling with each death in the window; nothing: it
  /// died too often, give up.
  [[nodiscard]] std::optional<std::chrono::milliseconds>
  on_death(time_point now) {
    while (!deaths_.empty() && now - deaths_.front() >= options_.window)
      deaths_.pop_front();
    if (deaths_.size() >= options_.restarts_max)
      return std::nullopt;
    auto wait = options_.backoff_base;
    for (auto i = std::size_t{0}; i < deaths_.size(); ++i)
      wait = std::min(wait * 2, options_.backoff_max);
    deaths_.push_back(now);
    return wait;
  }

private:
  restart_options options_;
  std::deque<time_point> deaths_;
};

} // namespace nightfloat::actors
