// SPDX-License-Identifier: Apache-2.0
#pragma once

// The whole search: annealing, whole rows, exact parts and the bound, on two
// threads that share the best roster so far. It knows no clock: the caller
// says how much of the budget is used, by time or otherwise.

#include "domain/solve/problem.hpp"
#include "domain/solve/profile.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace nightfloat::domain::solve {

struct trace_point {
  /// 0 to 1, as the caller's budget had it.
  double used = 0;
  std::uint64_t moves = 0;
  score cost;
  /// Which part found it (`start`, `annealing`, `rows`, `columns`, `window`),
  /// or what was decided where the cost is as before.
  std::string by;
};

/// How far a search is; also its last word.
struct search_progress {
  double used = 0;
  std::uint64_t moves = 0;
  std::uint64_t restarts = 0;
  score best;
  /// Nothing allowed costs less than this; absent: not computed.
  std::optional<score> bound;
};

struct search_options {
  std::uint64_t seed = 1;
  /// Deterministic where above 0: the same problem, seed and moves give the
  /// same roster, on one thread and whatever `used` says. 0: until `used` says
  /// 1.
  std::uint64_t moves_max = 0;
  /// 1 or 2. The second works on the exact parts and the bound; by moves there
  /// is none.
  unsigned threads = 2;
  /// How much of the budget is used, 0 to 1; asked at least every 10 ms from
  /// any thread. Needed where `moves_max` is 0.
  std::function<double()> used;
  /// Asked as often; true ends the search with what it has.
  std::function<bool()> cancelled;
  /// Asked between pieces of work, from any thread, for the times of the
  /// profile alone; empty: it has none.
  search_clock clock;
  /// Told of every better roster, from any thread, one at a time.
  std::function<void(const search_progress&, const grid&)> improved;
  /// Told how far it is where the bound is better and after each slice of
  /// work, from any thread, one at a time.
  std::function<void(const search_progress&)> progressed;
  /// Bytes of tables, rosters, rows and columns, about; 0: no limit. Parts are
  /// dropped where they would hold more.
  std::size_t memory_max = 0;
  /// Where to begin; empty: from nothing.
  grid start;
};

struct search_result {
  grid best;
  search_progress last;
  std::vector<trace_point> trace;
  search_profile profile;
  /// That searched.
  unsigned threads = 1;
};

/// Fails as `check` does, where `start` is not of the problem's size, and with
/// `oversize` where `memory_max` does not hold the tables.
[[nodiscard]] result<search_result> search(const problem& x,
                                           const search_options& options);

} // namespace nightfloat::domain::solve
