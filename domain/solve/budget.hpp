// SPDX-License-Identifier: Apache-2.0
#pragma once

// One budget of a search, shared out among several searches one after another:
// what one leaves, the next may use.

#include "domain/solve/search.hpp"

namespace nightfloat::domain::solve {

class search_budget {
public:
  explicit search_budget(search_options whole);

  /// Options of a search that takes this share, 0 to 1, of what is left. Each
  /// has another seed.
  [[nodiscard]] search_options take(double share);

  /// Must be told of every search that took. Its trace is then of the whole
  /// budget.
  void spent(search_result& x);

  /// Nothing is left worth a search, or somebody said stop.
  [[nodiscard]] bool over() const;

  [[nodiscard]] const search_progress& total() const noexcept {
    return total_;
  }

  /// What all of them did.
  [[nodiscard]] const search_profile& profile() const noexcept {
    return profile_;
  }

private:
  [[nodiscard]] double left() const;

  search_options whole_;
  std::uint64_t searches_ = 0;
  /// Of the last that took.
  double from_ = 0;
  double part_ = 1;
  /// Moves and restarts of all.
  search_progress total_;
  search_profile profile_;
};

/// Searches with that share and tells the budget. Fails as `search` does.
[[nodiscard]] result<search_result>
search_with(search_budget& from, double share, const problem& x, grid start);

} // namespace nightfloat::domain::solve
