// SPDX-License-Identifier: Apache-2.0
#pragma once

// A problem laid out for the search: what a change needs lies where a change
// looks for it. Made once, read by every thread.

#include "domain/solve/problem.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace nightfloat::domain::solve {

struct run_table {
  run_rule rule;
  /// The price of a run within the horizon, by its length.
  std::vector<score> inside;
};

/// What one day has to do with some days running, on either side of it: each
/// of them with a task of `there` costs while the day has one of `here`.
struct clash_link {
  task_set here = 0;
  task_set there = 0;
  score price;
  std::int32_t first = 0;
  std::int32_t last = 0;
};

struct contract_table {
  std::vector<run_table> runs;
  std::size_t tasks = 0;
  /// A bit a run rule, after those one a group rule, and from `orders_from` on
  /// two an order rule, its `first` and its `then`; 64 to a word. By word and
  /// task, [word * tasks + task]: of which it is.
  std::vector<std::uint64_t> rules_of;
  /// By word and day, [word * days + day]: which look at that day. A group
  /// looks at the days of its spans only, the others at all.
  std::vector<std::uint64_t> rules_on;
  /// Only totals that can cost something, weights by task first:
  /// [task * totals + total].
  std::vector<total_rule> totals;
  std::vector<std::int32_t> weights;
  /// Where each of `totals` was in the contract.
  std::vector<std::uint32_t> total_from;
  std::vector<group_rule> groups;
  /// groups x days: the span of that day, or -1.
  std::vector<std::int16_t> span_of;
  std::vector<window_rule> windows;
  /// Clashes of each day, from either end, those of days running that cost the
  /// same as one: [clash_from[day], clash_from[day + 1]).
  std::vector<clash_link> clashes;
  std::vector<std::uint32_t> clash_from;
  std::vector<order_rule> orders;

  /// Where the bits of order rules begin, so that the two of one lie in the
  /// same word; and how many bits and words of them there are at all.
  [[nodiscard]] std::size_t orders_from() const noexcept {
    return (runs.size() + groups.size() + 1) / 2 * 2;
  }
  [[nodiscard]] std::size_t bits() const noexcept {
    return orders_from() + 2 * orders.size();
  }
  [[nodiscard]] std::size_t rule_words() const noexcept {
    return (bits() + 63) / 64;
  }

  [[nodiscard]] bool is_of(task t, std::size_t rule) const noexcept {
    return (rules_of[rule / 64 * tasks + t] >> rule % 64 & 1) != 0;
  }
};

class tables {
public:
  /// REQUIRES check(x). Keeps a reference to `x`. With pools where each person
  /// may do few of the tasks, such as those of a rotation.
  explicit tables(const problem& x, bool with_pools = false);

  const problem& what;
  std::size_t people = 0;
  std::int32_t days = 0;
  std::size_t tasks = 0;
  /// 64-day words in a row.
  std::size_t words = 0;

  std::vector<contract_table> contracts;

  /// Demands of a day, class and task, at [demand_from[.], demand_from[. + 1])
  /// of the list, and where those of a cell begin; empty: of its day.
  std::vector<std::uint32_t> demand_from;
  std::vector<std::uint32_t> demand_row;
  std::vector<std::uint32_t> demand_list;
  /// By demand: its tasks, and where its prices by number of heads begin.
  /// Demands of one shape share them.
  std::vector<task_set> demand_tasks;
  std::vector<std::uint32_t> price_from;
  std::vector<score> prices;
  /// By demand: the least it can cost.
  std::vector<score> price_least;

  /// Tasks allowed in each cell, in order, and where each cell's begin.
  std::vector<std::uint32_t> option_from;
  std::vector<task> options;

  /// Cells in which there is something to choose.
  std::size_t choices = 0;
  /// By task: the other tasks of its family.
  std::vector<task_set> kin;
  /// Hardly anybody may be off: a plan of who is where, in stretches, rather
  /// than a roster of days on and off.
  bool plan = false;
  /// Moves look up who may do what instead of finding it by chance: cells in
  /// which there is something to choose, and who may do each task of each day,
  /// at [pool_from[.], pool_from[. + 1]) of `pooled`.
  bool has_pools = false;
  std::vector<std::uint32_t> open_cells;
  std::vector<std::uint32_t> pool_from;
  std::vector<std::uint16_t> pooled;

  /// By spread rule: what all those weigh who weigh anything, or 0 where they
  /// do not weigh the same.
  std::vector<std::int32_t> spread_weight;
  /// Spread rules of a cell and pair rules of a person.
  std::vector<std::vector<std::uint32_t>> spreads_of_day;
  std::vector<std::vector<std::uint32_t>> pairs_of;

  /// The largest single soft price of anything: what one hard unit must
  /// outweigh.
  std::int64_t dear = 1;
  /// The smallest soft price above 0.
  std::int64_t cheap = 1;

  [[nodiscard]] const contract_table& of(std::size_t who) const noexcept {
    return contracts[what.people[who].contract];
  }

  /// The demands that who does `t` there counts for.
  [[nodiscard]] std::span<const std::uint32_t>
  demanded(std::size_t who, std::int32_t day, task t) const noexcept {
    auto at = t
              + (demand_row.empty() ? static_cast<std::size_t>(day) * tasks
                                    : demand_row[what.cell_at(who, day)]);
    return {demand_list.data() + demand_from[at],
            demand_from[at + 1] - demand_from[at]};
  }

  [[nodiscard]] std::span<const task> may(std::size_t who,
                                          std::int32_t day) const noexcept {
    auto at = what.cell_at(who, day);
    return {options.data() + option_from[at],
            option_from[at + 1] - option_from[at]};
  }

  /// REQUIRES `has_pools`.
  [[nodiscard]] std::span<const std::uint16_t> pool(std::int32_t day,
                                                    task t) const noexcept {
    auto at = static_cast<std::size_t>(day) * tasks + t;
    return {pooled.data() + pool_from[at], pool_from[at + 1] - pool_from[at]};
  }

  [[nodiscard]] std::size_t bytes() const noexcept;

private:
  void lay_contracts();
  void lay_demands();
  void lay_prices();
  void lay_options();
  void lay_pools();
  void lay_spreads();
  void find_prices();
};

} // namespace nightfloat::domain::solve
