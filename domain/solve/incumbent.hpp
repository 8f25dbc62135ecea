// SPDX-License-Identifier: Apache-2.0
#pragma once

// The best roster so far and the bound, shared by the parts of a search, and
// the trace of how they came about.

#include "domain/solve/search.hpp"

#include <mutex>

namespace nightfloat::domain::solve {

struct priced_roster {
  grid roster;
  score cost;
};

/// Thread-safe.
class incumbent {
public:
  incumbent(const search_options& options, grid start, score cost);

  /// True where it is better than what was there.
  bool offer(const grid& roster, score cost, const char* by);
  void bound(score x);
  /// A decision of the search, for the trace.
  void note(std::string what);
  void count(std::uint64_t moves, std::uint64_t restarts = 0);

  [[nodiscard]] grid best() const;

  /// The best roster, if it is better than `than`.
  [[nodiscard]] std::optional<priced_roster> better(score than) const;

  /// The budget is a number of moves: no clock decides anything.
  [[nodiscard]] bool by_moves() const noexcept {
    return options_.moves_max > 0;
  }

  [[nodiscard]] search_progress progress() const;
  [[nodiscard]] score cost() const;

  /// How much of the budget is used, by moves or as the caller says.
  [[nodiscard]] double used() const;

  /// Whether to stop: used up, cancelled or proved.
  [[nodiscard]] bool over() const;

  [[nodiscard]] search_result result() &&;

private:
  [[nodiscard]] double used_locked() const;
  void tell_locked();

  const search_options& options_;
  mutable std::mutex mutex_;
  grid best_;
  search_progress last_;
  std::vector<trace_point> trace_;
};

} // namespace nightfloat::domain::solve
