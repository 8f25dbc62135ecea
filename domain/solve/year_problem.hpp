// SPDX-License-Identifier: Apache-2.0
#pragma once

// The year plan as a problem of the search: residents x weeks x rotations.
// Requirements become totals, runs and orders of a contract, the numbers of
// people a rotation takes become demands, and so does what its shifts ask for
// of each PGY. Those are hard; leave and changes of rotation cost a little.
//
// Whom a demand counts depends on PGY, and for shifts on being there all the
// week. Where stretches have to stay within a block, a rotation is two tasks,
// one for blocks of even and one for blocks of odd number, between which there
// is then no step.
//
// Whose leave is more than rotations of vacation take may be on none in a week
// of leave.
//
// Where the whole year is planned, a closing column follows the last week, in
// which everybody is off: a stretch that ends with the year ends there too.

#include "domain/roster.hpp"
#include "domain/solve/frame.hpp"
#include "domain/solve/problem.hpp"

#include <vector>

namespace nightfloat::domain {

/// What each rule of a contract comes from, as indices of requirements.
struct year_rules {
  std::vector<std::size_t> runs;
  std::vector<std::size_t> totals;
  std::vector<std::size_t> orders;
};

/// People of a rotation in each week, from the lowest number of a PGY.
struct year_cover {
  std::size_t rotation = 0;
  /// Bit by PGY.
  std::uint16_t pgy_mask = 0xffff;
  std::int32_t min = 0;
  std::int32_t max = 0;
  /// What shifts ask for: those on leave do not count.
  bool derived = false;
};

struct year_problem {
  solve::problem what;
  /// By person: their index in the frame.
  std::vector<std::size_t> who;
  /// By task: the rotation's index in the frame; npos: off.
  std::vector<std::size_t> rotation_of;
  /// By contract.
  std::vector<year_rules> rules;
  std::vector<year_cover> covers;
  /// By cover: the tasks that count for it.
  std::vector<solve::task_set> cover_tasks;
  /// Everybody on vacation where all the week is leave, else where most people
  /// may be.
  solve::grid start;
  std::size_t weeks = 0;
};

/// More than that in one week of a cover is nice to have, at a small price:
/// so many more by [cover * weeks + week].
using year_wishes = std::vector<std::int32_t>;

/// Bit by PGY: who may work the template.
[[nodiscard]] std::uint16_t pgy_mask_of(const shift_template& x) noexcept;

/// Rows of `by_hand` with source `manual` or `preload` are locked. Fails with
/// `oversize` where rotations need more tasks or requirements more rules than
/// the search takes. REQUIRES a frame with rotations, residents and weeks.
[[nodiscard]] result<year_problem> make_year_problem(const frame& x,
                                                     const roster* by_hand);

/// The plan as a grid: a week belongs to the row that holds its middle. Where
/// that rotation is not allowed, or there is none, it is as the problem starts.
[[nodiscard]] solve::grid grid_of_plan(const frame& x, const year_problem& in,
                                       const roster& of);

/// The classes of cells that count for it.
[[nodiscard]] std::uint64_t classes_of(const year_cover& x) noexcept;

/// The demands of the covers anew, with those wishes.
void set_demands(year_problem& x, const year_wishes& more);

} // namespace nightfloat::domain
