// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the rows, columns and tasks of one stage's problem mean to a residency
// programme: the problem itself (solve/problem.hpp) knows numbers only. A
// stage is one of four that are made one after another, each usable alone:
// the year plan, call and nights, half-day slots, faculty.

#include "domain/solve/frame.hpp"
#include "domain/solve/problem.hpp"

#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::domain::stage {

enum class column_width : std::uint8_t { half_day, day, week };

/// Which of the stages: `year` of weeks, `call` of days, `slots` of half days,
/// `faculty` where all rows are faculty. `any`: of a constraint, all of them.
enum class stage_kind : std::uint8_t { any, year, call, slots, faculty };
BOOST_DESCRIBE_ENUM(stage_kind, any, year, call, slots, faculty)

/// Which half of a day, or all that the column holds.
enum class day_part : std::uint8_t { whole, am, pm };

/// What a task is to the rules of the field, a bit each.
enum trait : std::uint32_t {
  is_work = 1u << 0,
  /// Overnight, in house.
  is_call = 1u << 1,
  is_night_float = 1u << 2,
  /// Backup that is called in where somebody fails.
  is_jeopardy = 1u << 3,
  is_clinic = 1u << 4,
  is_procedure = 1u << 5,
  is_inpatient = 1u << 6,
  /// Faculty who supervise residents.
  is_supervision = 1u << 7,
  /// The day, or half of it, after a night of work.
  is_post_call = 1u << 8,
  is_education = 1u << 9,
  is_administrative = 1u << 10,
  is_leave = 1u << 11,
};

struct task_meaning {
  /// The code of the template or rotation.
  std::string code;
  std::uint32_t traits = 0;
  /// Its index in the frame's templates (days, half days) or rotations
  /// (weeks); npos: none, such as being off.
  std::size_t which = frame::npos;
  /// What a person at it asks of supervision, or gives; units of the policy.
  std::uint16_t units = 0;
  /// Minutes of work.
  std::int32_t minutes = 0;
};

struct column {
  /// The first day of it.
  date day{};
  day_part part = day_part::whole;
  bool holiday = false;
};

struct layout {
  const frame* of = nullptr;
  column_width width = column_width::day;
  /// By row: the person's index in the frame.
  std::vector<std::size_t> who;
  /// By column; those of one day follow each other.
  std::vector<column> columns;
  /// By task; task 0 is to be off.
  std::vector<task_meaning> tasks;
  /// [row * columns + column]: the rotation, as an index of the frame, that an
  /// earlier stage has put the row on; npos: none. Empty: not known.
  std::vector<std::size_t> on;
  /// By column: the units of supervision that people ask for who are no rows.
  /// Empty: none.
  std::vector<std::int32_t> asked;

  [[nodiscard]] const person& person_of(std::size_t row) const noexcept {
    return of->where.people[who[row]];
  }

  /// Which stage it is, by its rows and columns; never `any`.
  [[nodiscard]] stage_kind kind() const noexcept;

  /// The tasks that have one of these traits.
  [[nodiscard]] solve::task_set with(std::uint32_t traits) const noexcept;

  /// The tasks that are one to a programme: those of `x`'s code, itself among
  /// them. A rotation may be two (solve/year_problem.hpp), and a template one
  /// more where some of its work is fixed.
  [[nodiscard]] solve::task_set alike(solve::task x) const;
};

} // namespace nightfloat::domain::stage
