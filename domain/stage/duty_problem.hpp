// SPDX-License-Identifier: Apache-2.0
#pragma once

// Shifts whose year plan is given, as a problem of the search: people x days
// (or half days) x templates. Whoever may work a template on a day has it among
// the tasks that are allowed there; what a template asks for is a demand; and
// the rules of the pack become rules of each person's contract:
//
// - rest, and being in one place: successions, and clashes where they are
//   farther apart or of single days (a night when clocks change);
// - hours, a day off in seven, every third night: for each averaging window of
//   the validator, so many of its days at most on a set of tasks, a `group` of
//   spans of one day. Leave and fixed work shorten what a window allows;
// - nights and days in a row: runs;
// - hours of a calendar week and a free day in each, where the pack does not
//   average: any seven days.
//
// Nobody's cell has two tasks, so a day has one shift of this stage. What the
// search cannot say exactly is stricter than the rules, never looser: hours of
// a window whose tasks differ in length are shared out between short and long
// ones beforehand; a shift counts whole for the window in which it begins, and
// what may reach into a window from the day before is taken off; a free day
// that might be cut short by a night before it does not count; a warning
// about rest or nights in a row is as hard as a violation. A pack whose free
// day is longer than 24 hours asks for two days off in a row each time, and
// somebody with more windows than a contract takes keeps those that leave
// shortens and is held to any seven days.
//
// A broken rule is `hard_rule` hard units, an open or a surplus place one:
// rather nobody than somebody who must not.
//
// Faculty are not under these rules; rest, and 64 hours a week over any four
// weeks, keep them humane.

#include "domain/roster.hpp"
#include "domain/solve/frame.hpp"
#include "domain/solve/problem.hpp"
#include "domain/stage/layout.hpp"

#include <span>
#include <vector>

namespace nightfloat::domain::stage {

constexpr std::int64_t hard_rule = 3;

/// Templates of one problem of a generation: with what is fixed they stay
/// below the search's number of tasks.
constexpr auto duty_templates_max = std::size_t{48};

struct duty_wish {
  /// The templates that are free, as indices of the frame's.
  std::vector<std::size_t> templates;
  /// `day` or `half_day`.
  column_width width = column_width::day;
  /// What their people work in other problems is not known yet: no day is
  /// taken off beforehand so that none of them works too many in a row.
  bool shares_people = false;
  /// Sorted duties whose days are not taken off so, as far as that can be.
  std::span<const duty> near = {};
};

struct duty_problem {
  solve::problem what;
  layout meaning;
  /// By demand: its template. Demands that follow are of constraints.
  std::vector<std::size_t> demanded;
  /// Everybody off who may be; the fixed work in its cells.
  solve::grid start;
  /// Days were taken off beforehand so that nobody works too many in a row.
  bool shortened = false;

  /// Nothing to search: nobody may work any of the templates.
  [[nodiscard]] bool empty() const noexcept {
    return meaning.who.empty();
  }
};

/// `plan` and `fixed` sorted; `fixed` is all work that stays as it is, this
/// stage's by hand included. Rows are those who may work some of the templates.
/// `x` must outlive it. Fails with `oversize` over the search's number of
/// tasks, or of columns where they are half days, and with `invalid_argument`
/// for half days of more than six hours.
[[nodiscard]] result<duty_problem>
make_duty_problem(const frame& x, std::span<const assignment> plan,
                  std::span<const duty> fixed, const duty_wish& wish);

/// What a resident on a supervised shift asks of supervision, by whether that
/// is in the first year; units of the policy (rules/supervision.hpp).
[[nodiscard]] std::uint16_t units_asked(const programme& where,
                                        const shift_template& x,
                                        bool first_year) noexcept;

} // namespace nightfloat::domain::stage
