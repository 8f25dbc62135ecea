// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the search solves: people x days x tasks, and what each thing costs.
// A "day" is a column of whatever width the caller means (a day, a half-day
// slot, a week, a block) and a task is what one person does in one column;
// task 0 is to be off. Every rule of a roster is one of the few kinds below,
// so that the search, the exact parts and the evaluation know no other.
//
// Nothing here is residency: domain/solve/'s callers translate.

#include "domain/error.hpp"
#include "domain/solve/score.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace nightfloat::domain::solve {

using task = std::uint8_t;
/// Bit t: task t.
using task_set = std::uint64_t;

constexpr task off = 0;
constexpr std::size_t tasks_max = 64;
constexpr std::size_t classes_max = 64;
constexpr std::size_t days_max = 1'024;
constexpr std::size_t people_max = 5'000;
/// Of one contract: runs, groups and twice the orders together, and totals:
/// more than four groups for each week of a year.
constexpr std::size_t rules_max = 256;
/// The longest span of days of a group.
constexpr std::int32_t span_max = 64;
constexpr std::int32_t any_number = std::numeric_limits<std::int32_t>::max();

constexpr task_set only(task x) noexcept {
  return task_set{1} << x;
}

constexpr bool has(task_set set, task x) noexcept {
  return (set >> x & 1) != 0;
}

/// Days that follow each other, all with a task of `tasks`: each day under
/// `min` or over `max` costs. The end of the horizon is open: a run that
/// touches it has no minimum.
struct run_rule {
  task_set tasks = 0;
  std::int32_t min = 0;
  std::int32_t max = any_number;
  score shorter;
  score longer;
  /// A run that touches the first day has no minimum (nobody knows what was
  /// before). Otherwise the person's `run_before` counts: as part of the run,
  /// but what was already too long is not charged again.
  bool open_start = true;

  bool operator==(const run_rule&) const = default;
};

/// A sum over all days of what each task weighs, between `min` and `max`:
/// each `unit` begun under or over costs. `square` prices the squared distance
/// from `target`: fairness.
struct total_rule {
  /// A weight a task.
  std::vector<std::int32_t> weights;
  std::int32_t min = 0;
  std::int32_t max = any_number;
  score under;
  score over;
  std::int32_t unit = 1;
  std::int32_t target = 0;
  score square;

  bool operator==(const total_rule&) const = default;
};

struct day_span {
  std::int32_t first = 0;
  std::int32_t last = 0;

  bool operator==(const day_span&) const = default;
};

/// How many of some spans of days (week-ends) have a day with one of `tasks`:
/// each over `max` costs `over`; each that has some but not all of its days so
/// costs `partial`. Spans do not overlap and are in order.
struct group_rule {
  std::vector<day_span> spans;
  task_set tasks = 0;
  std::int32_t max = any_number;
  score over;
  score partial;

  bool operator==(const group_rule&) const = default;
};

/// In any `days` days running, the sum of what the tasks weigh is at most
/// `max`: each `unit` begun over it costs, window by window.
struct window_rule {
  std::int32_t days = 0;
  std::vector<std::int32_t> weights;
  std::int32_t max = any_number;
  score over;
  std::int32_t unit = 1;

  bool operator==(const window_rule&) const = default;
};

/// Costs where one day has a task of `first_tasks` and another one of
/// `second_tasks`.
struct clash_rule {
  std::int32_t first = 0;
  std::int32_t second = 0;
  task_set first_tasks = 0;
  task_set second_tasks = 0;
  score price;

  bool operator==(const clash_rule&) const = default;
};

/// Each day with a task of `then` costs while fewer than `need` days with one
/// of `first` lie before it: a prerequisite.
struct order_rule {
  task_set first = 0;
  std::int32_t need = 0;
  task_set then = 0;
  score price;

  bool operator==(const order_rule&) const = default;
};

/// The rules of one person's own days; people may share one.
struct contract {
  /// tasks x tasks: what it costs to do `to` the day after `from`, at
  /// [from * tasks + to]. Empty: nothing.
  std::vector<score> next;
  std::vector<run_rule> runs;
  std::vector<total_rule> totals;
  std::vector<group_rule> groups;
  std::vector<window_rule> windows;
  std::vector<clash_rule> clashes;
  std::vector<order_rule> orders;

  bool operator==(const contract&) const = default;
};

struct person {
  std::string name;
  std::uint32_t contract = 0;
  /// The task on the day before the first.
  task last = off;
  bool last_known = false;
  /// Per run rule: days of the run that ends just before the first day.
  std::vector<std::int32_t> run_before;
  /// Per total rule, and per group rule: what counts already.
  std::vector<std::int32_t> total_before;
  std::vector<std::int32_t> group_before;
};

/// So many heads at least or at most, each under or over it at a price.
struct head_price {
  std::int32_t heads = 0;
  score each;
};

/// How many people one day has on a set of tasks. Convex in the number.
struct demand {
  std::int32_t day = 0;
  task_set tasks = 0;
  std::vector<head_price> under;
  std::vector<head_price> over;
  /// Whose heads count: a bit by `problem::classes`.
  std::uint64_t classes = ~std::uint64_t{0};

  [[nodiscard]] score cost(std::int32_t heads) const noexcept;
};

/// The largest difference between two people in what they do per what they
/// are there for: max over i, j of ceil(|w_i c_j - w_j c_i| / divisor), where c
/// counts the days of `days` with one of `tasks`, at `price` each.
struct spread_rule {
  std::vector<std::int32_t> weights;
  std::vector<std::int32_t> days;
  task_set tasks = 0;
  std::int32_t divisor = 1;
  score price;
};

/// Two people on one day: costs each day on which both (apart) or exactly one
/// of them (together) has a task of `tasks`.
struct pair_rule {
  std::uint32_t one = 0;
  std::uint32_t other = 0;
  task_set tasks = 0;
  bool together = false;
  score price;
};

struct problem {
  std::int32_t days = 0;
  /// Names by number; the first is that of being off.
  std::vector<std::string> tasks;
  std::vector<contract> contracts;
  std::vector<person> people;
  /// people x days: what may be there at all. A cell with one bit is locked.
  std::vector<task_set> allowed;
  /// people x days x tasks: what each costs there.
  std::vector<score> cell;
  /// people x days, below 64: as whom a person counts there, such as by PGY or
  /// by leave. Empty: all are 0.
  std::vector<std::uint8_t> classes;
  std::vector<demand> demands;
  std::vector<spread_rule> spreads;
  std::vector<pair_rule> pairs;
  /// Tasks that are one to whoever does them, and differ in what they count
  /// for: a move takes, of a family, what is allowed where it comes to.
  /// Disjoint; a task in none is a family of its own.
  std::vector<task_set> families;

  [[nodiscard]] std::size_t cell_at(std::size_t who,
                                    std::int32_t day) const noexcept {
    return who * static_cast<std::size_t>(days) + static_cast<std::size_t>(day);
  }

  [[nodiscard]] std::uint8_t class_at(std::size_t at) const noexcept {
    return classes.empty() ? std::uint8_t{0} : classes[at];
  }

  /// Whether who does `t` in the cell `at` of the demand's day is one of its
  /// heads.
  [[nodiscard]] bool counts(const demand& of, std::size_t at,
                            task t) const noexcept {
    return has(of.tasks, t) && (of.classes >> class_at(at) & 1) != 0;
  }

  [[nodiscard]] const contract& contract_of(std::size_t who) const noexcept {
    return contracts[people[who].contract];
  }
};

/// A task a cell, people x days.
using grid = std::vector<task>;

/// An empty problem of that shape: everything allowed, nothing costs.
[[nodiscard]] problem shaped(std::vector<std::string> people, std::int32_t days,
                             std::vector<std::string> tasks);

/// Fails with `invalid_argument`, naming the place, unless all sizes and
/// numbers fit together and every cell allows something; with `oversize` over
/// the bounds above.
[[nodiscard]] result<void> check(const problem& x);

} // namespace nightfloat::domain::solve
