// SPDX-License-Identifier: Apache-2.0
#pragma once

// The few ways in which most templates become rules of the engine. Each takes
// what a constraint means and writes at its price.

#include "domain/stage/scope.hpp"

#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace nightfloat::domain::stage {

// -- people -------------------------------------------------------------------

inline const auto residents = people_filter{.role = person_role::resident};
inline const auto teachers = people_filter{.role = person_role::faculty};

// -- cells --------------------------------------------------------------------

/// A task of `tasks` in a column chosen costs.
result<void> avoid_tasks(const scope& x);

/// The same of all columns but those chosen. Fails where none is chosen by a
/// field.
result<void> prefer_columns(const scope& x);

/// `prefer_columns` where `avoid` is false, else `avoid_tasks`.
result<void> like_columns(const scope& x);

/// In a column chosen anything but `tasks` and `except` costs, unless none of
/// `tasks` is possible there. Fails where that is so of everybody.
result<void> only_tasks(const scope& x);

/// A task of `tasks` on a day of leave costs.
result<void> not_on_leave(const scope& x);

/// While on one of the rotations of `on`, a task of `tasks` costs; of calls
/// only those in a column chosen.
result<void> avoid_while_on(const scope& x);

// -- counts of one person -----------------------------------------------------

/// Bounds of a count, each unit out of them at `price`.
struct count_bounds {
  std::int32_t min = 0;
  std::int32_t max = solve::any_number;
  solve::score price;
};

/// Columns of `those` with a task of `tasks`, each column a span of its own: a
/// count of some columns only, exactly. Those over the bounds cost, and those
/// under them as far as the row can reach them.
void count_columns(const scope& x, const std::vector<std::int32_t>& those,
                   const count_bounds& bounds, counts_before before = {});

/// In each calendar week: `min` to `max`, or `target`. A week that the horizon
/// cuts has no least.
result<void> count_by_week(const scope& x);

/// Over the whole horizon: bounds of columns with `tasks`, with history.
void count_in_all(const scope& x, const count_bounds& bounds);

/// As even as may be: by history or a target each over it costs more, in
/// steps; else the largest difference between two.
result<void> spread_evenly(const scope& x);

/// Each over `target` costs, the nth over it `steps[n - 1]` times in all.
/// Fails where steps do not rise ever faster.
result<void> escalate(const scope& x);

// -- heads --------------------------------------------------------------------

struct head_bounds {
  std::optional<std::int32_t> min;
  std::optional<std::int32_t> max;
};

/// At which tasks whose heads count.
struct counted_heads {
  solve::task_set tasks = 0;
  std::uint64_t classes = ~std::uint64_t{0};
};

/// The people meant at those of the tasks that they may do. Fails as
/// `open_to_them` does, and with `oversize` over the search's classes.
[[nodiscard]] result<counted_heads> counted(const scope& x,
                                            solve::task_set tasks);

/// All tasks of its kind (`layout::alike`) where it is the first of them, for
/// what is said of each by itself; else none.
[[nodiscard]] solve::task_set first_of_its_kind(const scope& x, solve::task t);

/// Heads that the programme itself asks for there: of a template on the days
/// and in the halves in which it is worked, of a rotation in every week.
[[nodiscard]] std::int32_t asked_for(const scope& x, std::size_t which,
                                     std::int32_t c);

/// Heads in each of those columns; what it costs, each.
void heads(const scope& x, const counted_heads& at,
           std::span<const std::int32_t> those, const head_bounds& bounds);

/// The same with the constraint's own tasks, columns and bounds.
result<void> heads_between(const scope& x);

/// One head on `gives` for each `per` of `units` on `asks`.
struct ratio {
  solve::task_set asks = 0;
  solve::task_set gives = 0;
  /// Residents ask, faculty give; who else is at such a task does neither.
  bool by_role = false;
  /// By task: what one head there asks for.
  std::vector<std::int32_t> units;
  /// By column, asked from outside; empty: none.
  std::vector<std::int32_t> asked;
  std::int32_t per = 1;
  /// Where nobody asks, too.
  std::int32_t least = 0;
};

/// Each resident asks for as much as the layout says, at `tasks` or wherever
/// somebody asks for any; each of the faculty on `then` gives what the policy
/// says. Fails with `not_found` where no resident is planned and the layout
/// does not say what is asked from outside.
[[nodiscard]] result<ratio> ratio_of_policy(const scope& x);

/// Each head at `tasks` asks for one of `per` on `then`.
[[nodiscard]] ratio ratio_of_heads(const scope& x, std::int32_t per);

/// Where who asks is settled, so many heads at least give; else, where who
/// gives is, so many at most ask. Fails where neither is.
result<void> keep_ratio(const scope& x, const ratio& by);

} // namespace nightfloat::domain::stage
