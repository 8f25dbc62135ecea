// SPDX-License-Identifier: Apache-2.0
#pragma once

// Several rosters to choose from: each nearly as good as the best, each two
// far apart. After the best one, each is searched with a price on every cell
// that it shares with those already there; the price rises where a roster is
// too near to another, and falls where it costs too much. Where that does not
// lead to one that is both, the one that came nearest is told as what it is.

#include "domain/solve/evaluate.hpp"
#include "domain/solve/search.hpp"

#include <vector>

namespace nightfloat::domain::solve {

struct alternatives_options {
  /// The budget of all together.
  search_options how;
  /// The best one counts.
  std::size_t count = 3;
  /// How much dearer than the best one may be, and in how many of the cells
  /// (people x days) two have to differ.
  double within_percent = 5;
  double apart_percent = 10;
};

constexpr std::size_t alternatives_max = 20;

struct alternative {
  grid roster;
  evaluation cost;
  /// Percent of the cells, to each roster in their order; 0 to itself.
  std::vector<double> apart;
  /// No more broken rules than the best and within its percents.
  bool is_near_best = true;
  /// From each before it.
  bool is_apart = true;
};

struct alternatives_result {
  /// The first search, whose best is the first roster; moves, restarts and
  /// profile are of all searches.
  search_result best;
  std::vector<alternative> all;
};

/// In how many percent of the cells two rosters differ, tasks of one name taken
/// for one. REQUIRES two of the problem's size.
[[nodiscard]] double percent_apart(const problem& x, const grid& a,
                                   const grid& b);

/// Fails as `search` does, and with `invalid_argument` for a count or a percent
/// beyond its bounds.
[[nodiscard]] result<alternatives_result>
find_alternatives(const problem& x, const alternatives_options& options);

} // namespace nightfloat::domain::solve
