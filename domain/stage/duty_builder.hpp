// SPDX-License-Identifier: Apache-2.0
#pragma once

// Builds a duty_problem: tasks and cells in duty_cells.cpp, demands in
// duty_problem.cpp, rest in duty_rests.cpp, averaging windows in
// duty_windows.cpp and duty_weeks.cpp, runs and what is only wished for in
// duty_wishes.cpp. Internal.

#include "domain/rules/windows.hpp"
#include "domain/stage/duty_problem.hpp"

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace nightfloat::domain::stage {

/// Work that does not move, what touches being one.
struct fixed_work {
  instant start{};
  instant end{};
  duty_kind kind = duty_kind::clinical;
};

/// What locked cells are by the rules; each is a task, if there is any, and one
/// more for each free template that some of it is work of, so that constraints
/// count it as such.
enum class fixed_kind : std::uint8_t { brief, day, long_day, night, call };
constexpr std::size_t fixed_kinds = 5;

/// Of a day on which no clock changes.
constexpr auto day_minutes = 1440;

/// Windows of one person; with the other groups and runs the search takes no
/// more.
constexpr auto groups_max = std::size_t{56};

/// What leaves too little between two shifts; people of one PGY share it.
struct rest_rules {
  std::vector<solve::score> next;
  std::vector<solve::clash_rule> clashes;
};

/// Days of an averaging window on a set of tasks: what there may be, what is
/// expected, and what is allowed in the end.
struct window_count {
  solve::task_set tasks = 0;
  /// Two halves of a day count twice.
  bool by_column = false;
  double expected = 0;
  double possible = 0;
  std::int32_t most = 0;
};

/// Sum of factor x count at most `most`; by number of the count.
struct window_bound {
  std::vector<std::pair<std::size_t, std::int64_t>> factors;
  std::int64_t most = 0;
};

/// One averaging window of a person, as far as it is free.
struct free_window {
  std::size_t row = 0;
  averaging_window over;
  tally done;
  /// Days of the frame.
  std::int32_t first = 0;
  std::int32_t last = 0;
  /// Tasks that are allowed on some day of it.
  std::vector<std::size_t> tasks;
  std::vector<window_count> counts;
  std::vector<window_bound> bounds;
};

/// Gives every count as much as the bounds leave: what is possible, else a
/// share of the way to what is expected, else a share of that.
void share_out(free_window& x);

/// A week of the calendar that has to have a free day by itself.
struct free_week {
  /// So many days of work in any seven are no more than it may have.
  std::int32_t days = 0;
  std::vector<solve::group_rule> groups;
};

/// A cell that fixed work locks.
struct locked_cell {
  std::size_t row = 0;
  std::int32_t column = 0;
  fixed_kind kind{};
  /// The free template that it is work of, if any.
  std::size_t which = frame::npos;
  std::int32_t minutes = 0;
};

/// A cell of somebody who has one place of that standby already.
struct standby_cell {
  std::size_t row = 0;
  std::int32_t column = 0;
  solve::task task = 0;
};

/// A task of fixed work, by kind and template.
struct fixed_as {
  fixed_kind kind{};
  std::size_t which = frame::npos;
  /// The most of such a cell, all that is fixed there added up.
  std::int32_t minutes = 0;
  std::size_t task = 0;
};

class duty_builder {
public:
  duty_builder(const frame& x, rule_context context,
               std::span<const assignment> plan, std::span<const duty> fixed,
               const duty_wish& wish);

  result<duty_problem> make();

private:
  // duty_cells.cpp
  void place_people(std::span<const assignment> plan);
  void place_begins();
  [[nodiscard]] bool is_away(std::size_t who, std::size_t which,
                             std::int32_t day) const;
  [[nodiscard]] bool eligible(std::size_t who, std::size_t which,
                              std::int32_t day) const;
  [[nodiscard]] bool within_limits(std::size_t who, std::size_t which,
                                   std::int32_t day) const;
  void find_rows();
  void read_fixed();
  void read_fixed(std::size_t row);
  void merge_locked();
  void stand_by(std::size_t row, const duty& x);
  void lock_for(std::size_t row, const duty& x);
  void make_tasks();
  void shape();
  void place_rows();
  void lock();
  void allow(std::size_t row);
  void bar_twice();

  // duty_problem.cpp
  void make_demands();
  void count_pools();

  // duty_rests.cpp
  [[nodiscard]] bool too_close(const rule_limits& limits, const fixed_work& a,
                               const fixed_work& b) const;
  [[nodiscard]] const rest_rules& rests_for(const rule_limits& limits);
  [[nodiscard]] rest_rules make_rests(const rule_limits& limits) const;
  void compare(const rule_limits& limits, std::size_t one, std::size_t other,
               std::int32_t apart, rest_rules& to) const;

  // duty_windows.cpp
  void add_windows(std::size_t row, solve::contract& to);
  [[nodiscard]] std::vector<free_window> windows_of(std::size_t row) const;
  void add_free_weeks(std::size_t row, solve::contract& to) const;
  [[nodiscard]] std::vector<free_week> own_weeks(std::size_t row,
                                                 std::int32_t& most) const;
  void drop_reaching(std::size_t row);
  [[nodiscard]] bool is_plain(const free_window& week) const;
  [[nodiscard]] std::int32_t days_of_any(const free_window& week) const;
  [[nodiscard]] std::int32_t days_beside_free(const free_window& week) const;
  void look_at(free_window& x) const;
  [[nodiscard]] person_view view_of_row(std::size_t row) const;
  void add_groups(const free_window& x,
                  std::vector<solve::group_rule>& to) const;
  [[nodiscard]] std::size_t count_for(free_window& x, solve::task_set set,
                                      bool by_column) const;
  void bound_hours(free_window& x) const;
  void bound_minutes(free_window& x, std::int64_t left,
                     solve::task_set of) const;
  void bound_free_days(free_window& x, std::int64_t every) const;
  [[nodiscard]] std::int64_t days_occupied(const free_window& x,
                                           std::int32_t& begin) const;
  void bound_calls(free_window& x) const;
  [[nodiscard]] std::int32_t reach_in(const free_window& x) const;
  [[nodiscard]] std::int32_t reach_over(std::size_t task,
                                        std::int32_t day) const;
  void add_any_week(std::size_t row, solve::contract& to) const;
  [[nodiscard]] std::int32_t hold_unseen(std::size_t row, int hours,
                                         solve::task_set of,
                                         solve::contract& to) const;
  [[nodiscard]] std::int32_t fixed_minutes(const free_window& week) const;
  [[nodiscard]] std::int32_t locked_minutes(const free_window& week) const;

  // duty_wishes.cpp
  void set_limits();
  void shorten_runs(std::size_t row);
  void shorten(std::size_t row, solve::day_span run, int most);
  [[nodiscard]] std::vector<std::int32_t>
  days_off(std::size_t row, solve::day_span run, int most, int before) const;
  void price_absence();
  void make_contracts();
  void add_runs(std::size_t row, solve::contract& to) const;
  void add_weeks(std::size_t row, solve::contract& to) const;
  void add_fairness(std::size_t row, solve::contract& to) const;
  void add_humane(solve::contract& to) const;

  [[nodiscard]] const shift_template& shift(std::size_t task) const noexcept {
    return x_.where.templates[wish_.templates[task - 1]];
  }
  /// Free tasks are 1 to `free()`.
  [[nodiscard]] std::size_t free() const noexcept {
    return wish_.templates.size();
  }
  [[nodiscard]] std::int32_t columns_a_day() const noexcept {
    return wish_.width == column_width::half_day ? 2 : 1;
  }
  /// 1: the second column of its day.
  [[nodiscard]] std::int32_t half(std::size_t task) const noexcept;
  [[nodiscard]] std::int32_t column(std::int32_t day,
                                    std::size_t task) const noexcept {
    return day * columns_a_day() + half(task);
  }
  [[nodiscard]] fixed_work work(std::size_t task,
                                std::int32_t day) const noexcept;
  [[nodiscard]] bool may(std::size_t row, std::int32_t day,
                         std::size_t task) const noexcept {
    return solve::has(
      out_.what.allowed[out_.what.cell_at(row, column(day, task))],
      static_cast<solve::task>(task));
  }
  /// Both halves of a day. REQUIRES two columns a day.
  [[nodiscard]] std::array<std::size_t, 2>
  cells_of(std::size_t row, std::int32_t day) const noexcept {
    auto at = out_.what.cell_at(row, 2 * day);
    return {at, at + 1};
  }
  [[nodiscard]] bool resident(std::size_t row) const noexcept {
    return x_.resident(out_.meaning.who[row]);
  }
  /// The tasks that `is` holds for, fixed ones by their kind.
  template <class Is>
  [[nodiscard]] solve::task_set tasks_where(Is is) const {
    auto out = solve::task_set{0};
    for (auto t = std::size_t{1}; t <= free(); ++t)
      if (is(shift(t)))
        out |= solve::only(static_cast<solve::task>(t));
    return out;
  }
  [[nodiscard]] fixed_as& as(const locked_cell& x);
  [[nodiscard]] solve::task_set fixed_tasks() const noexcept;
  [[nodiscard]] solve::task_set fixed_task(fixed_kind x) const noexcept;
  [[nodiscard]] instant midnight(std::int32_t day) const noexcept {
    return midnights_[static_cast<std::size_t>(day)];
  }
  /// What each task weighs: minutes of work, fixed ones at their most.
  [[nodiscard]] std::vector<std::int32_t> minutes_by_task() const;

  const frame& x_;
  rule_context context_;
  std::span<const duty> fixed_;
  std::span<const assignment> plan_;
  duty_wish wish_;
  duty_problem out_;
  std::vector<instant> midnights_;
  /// [person * days + day]: index of the rotation, or npos.
  std::vector<std::size_t> on_;
  /// [template * days + day]: the day of the site on which it begins.
  std::vector<std::int32_t> begins_;
  /// By row.
  std::vector<rule_limits> limits_;
  std::vector<std::vector<fixed_work>> work_;
  /// The same with standby, each duty by itself.
  std::vector<std::vector<fixed_work>> occupied_;
  std::vector<std::pair<rule_limits, rest_rules>> rests_;
  std::vector<locked_cell> locked_;
  std::vector<standby_cell> standby_;
  /// [task * days + day]: places left, and who may take one.
  std::vector<std::int32_t> need_;
  std::vector<std::int32_t> pool_;
  std::vector<fixed_as> fixed_as_;
  /// [task * days + day]: of how many it was taken off beforehand.
  std::vector<std::int32_t> taken_;
  /// What is fixed, and what the wish would rather keep.
  solve::grid near_;
};

} // namespace nightfloat::domain::stage
