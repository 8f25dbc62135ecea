// SPDX-License-Identifier: Apache-2.0
#pragma once

// Small stages for tests of constraints: a programme of a few people, columns
// from Monday, 6 July 2026 on, and tasks of one letter each. Rosters are
// written as a line a person, a letter a column.

#include "domain/solve/frame.hpp"
#include "domain/stage/constraint.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace nightfloat::test {

struct scene_person {
  std::string code;
  domain::person_role role = domain::person_role::resident;
  std::uint8_t pgy = 1;
  domain::faculty_role faculty = domain::faculty_role::none;
  std::string track;
};

/// A resident, and a faculty member.
scene_person resident(std::string code, std::uint8_t pgy = 1,
                      std::string track = {});
scene_person teacher(std::string code,
                     domain::faculty_role role = domain::faculty_role::core,
                     std::string track = {});

class stage_scene {
public:
  /// From Monday, 6 July 2026, or so many days later.
  stage_scene(domain::stage::column_width width, std::int32_t columns,
              std::vector<scene_person> people, std::int32_t days_later = 0);

  stage_scene(const stage_scene&) = delete;
  stage_scene& operator=(const stage_scene&) = delete;

  /// `.` is off; all others of `domain::stage::trait` are there by letter:
  /// C call, N night float, J jeopardy, c clinic, P procedure, I inpatient,
  /// S supervision, T post-call, E education, A administrative, V leave,
  /// W other work. Codes are the letters. The programme asks for two at W from
  /// 7 to 17 and one at c from 13 to 17 on working days, and, of weeks, for one
  /// or two at I and one at N. Who is at c or P asks for a unit of teaching.
  [[nodiscard]] domain::solve::task task_of(char letter) const;

  /// One line a person.
  [[nodiscard]] domain::solve::grid
  roster(const std::vector<std::string>& lines) const;

  /// Where the letter is not a blank, nothing else is allowed.
  void lock(const std::vector<std::string>& lines);
  /// Where the letter is not a blank, the person is on that rotation: I
  /// inpatient, N night float, O outpatient.
  void put_on(const std::vector<std::string>& lines);
  /// Nobody may be at these, but those of the rows.
  void only(const std::string& letters, const std::vector<std::size_t>& rows);
  void away(std::size_t row, std::int32_t first_day, std::int32_t last_day);
  /// Heads wanted at a letter in every column, in vain at a soft 10'000 each.
  void demand(char letter, std::int32_t heads);

  domain::frame frame;
  domain::stage::layout layout;
  domain::solve::problem problem;

private:
  void make_layout(domain::stage::column_width width, std::int32_t columns,
                   std::int32_t days_later);
};

} // namespace nightfloat::test
