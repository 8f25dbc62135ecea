// SPDX-License-Identifier: Apache-2.0
#pragma once

// Rosters that stay near another one: people have planned by it. Each cell
// that changes has a price, the past is as it was, days may be frozen, and the
// number of changes may have a cap, for all together and for each person.
//
// Prices and locks are cells of the problem, so that every part of the search,
// its bound and its explanations have them. Caps are held by prices that rise
// while they do not hold (Lagrange): where none holds them that is told, with
// the roster that came nearest among those that break the fewest rules.
//
//   price_changes(x, base, soft(25), 0);
//   auto found = search_near(x, base, {.changes_max = 10}, soft(25), options);

#include "domain/solve/evaluate.hpp"
#include "domain/solve/search.hpp"

#include <optional>
#include <vector>

namespace nightfloat::domain::solve {

/// Tasks of one name or family are one to people: whether a cell is as it was.
[[nodiscard]] bool is_same(const problem& x, task a, task b) noexcept;

struct cell_change {
  std::uint32_t who = 0;
  std::int32_t day = 0;
  task was = off;
  task is = off;
  /// The cell does not allow what was there.
  bool forced = false;
};

/// By person and day. REQUIRES rosters of the problem's size.
[[nodiscard]] std::vector<cell_change>
changes_between(const problem& x, const grid& base, const grid& roster);

/// Each task but that of `base` costs `price` more, from that day on. Fails
/// with `invalid_argument` for a roster of another size, a price below 0 or so
/// high that all cells together cost more than a score holds.
[[nodiscard]] result<void> price_changes(problem& x, const grid& base,
                                         score price, std::int32_t from_day);

/// What is past stays as it was, whether it was allowed or not: days before
/// `day`. Fails with `invalid_argument` for a roster of another size or a day
/// beyond the horizon.
[[nodiscard]] result<void> keep_past(problem& x, const grid& base,
                                     std::int32_t day);

/// Days from `first` on, `last` no longer, stay as they were where that is
/// allowed: who is away since then may change. Fails as `keep_past` does.
[[nodiscard]] result<void> freeze(problem& x, const grid& base,
                                  std::int32_t first, std::int32_t last);

/// What one change costs where nobody says: so little that three of them are
/// made rather than leave a place open.
[[nodiscard]] score usual_change_price(const problem& x);

struct churn_caps {
  std::optional<std::int32_t> changes_max;
  std::optional<std::int32_t> changes_max_each;

  [[nodiscard]] bool any() const noexcept {
    return changes_max || changes_max_each;
  }
};

/// By how many changes the roster is over its caps, added up.
[[nodiscard]] std::int64_t over_caps(const problem& x, const grid& base,
                                     const grid& roster,
                                     const churn_caps& caps);

struct churn_result {
  /// Its bound holds for every roster at these prices, caps or not, and its
  /// trace is of the searches at these prices; its profile is of all.
  search_result found;
  std::vector<cell_change> changes;
  /// The dearest price of a change that was tried.
  score price_most;
  std::uint32_t searches = 0;
  bool caps_hold = true;
};

/// Searches from `base`. `x` has the price of changes in its cells, once, and
/// they are searched again with higher ones while a cap does not hold. Fails
/// as `search` does, and with `invalid_argument` for a cap below 0.
[[nodiscard]] result<churn_result>
search_near(const problem& x, const grid& base, const churn_caps& caps,
            score price, const search_options& options);

} // namespace nightfloat::domain::solve
