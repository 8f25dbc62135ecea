// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a programme wants of its rosters beside the rules of the field, as
// data: a constraint names a template (docs/constraints.md has them all) and
// says for whom, where and at what price; a set of them is a TOML file in
// config/constraints/. What a template does with them is in constraints.hpp.

#include "domain/error.hpp"
#include "domain/programme.hpp"
#include "domain/stage/layout.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nightfloat::domain {

BOOST_DESCRIBE_ENUM(weekday, monday, tuesday, wednesday, thursday, friday,
                    saturday, sunday)

} // namespace nightfloat::domain

namespace nightfloat::domain::stage {

/// Which of the days of one weekday in a month.
enum class week_of_month : std::uint8_t {
  first = 1,
  second = 2,
  third = 3,
  fourth = 4,
  fifth = 5,
  last = 6,
};
BOOST_DESCRIBE_ENUM(week_of_month, first, second, third, fourth, fifth, last)

/// All that is given must hold; lists hold by any of theirs.
struct people_filter {
  std::optional<person_role> role;
  /// 0: no bound.
  std::uint8_t pgy_min = 0;
  std::uint8_t pgy_max = 0;
  std::string track;
  std::vector<faculty_role> faculty;
  /// Of people.
  std::vector<std::string> codes;

  bool operator==(const people_filter&) const = default;
};
BOOST_DESCRIBE_STRUCT(people_filter, (),
                      (role, pgy_min, pgy_max, track, faculty, codes))

/// What a task weighs.
struct task_load {
  std::string task;
  std::int32_t load = 0;

  bool operator==(const task_load&) const = default;
};
BOOST_DESCRIBE_STRUCT(task_load, (), (task, load))

/// What somebody has done before: year to date, or last year's holidays.
struct past_count {
  /// A code.
  std::string person;
  std::int32_t count = 0;
  /// Where the template asks for it.
  std::string task;

  bool operator==(const past_count&) const = default;
};
BOOST_DESCRIBE_STRUCT(past_count, (), (person, count, task))

/// Tasks are codes, or names of traits: work, call, night_float, jeopardy,
/// clinic, procedure, inpatient, supervision, post_call, education,
/// administrative, leave; `off` is to be off. What is not given is as the
/// template has it; what the template does not take is refused.
struct constraint {
  /// Of the template.
  std::string name;
  /// What it is called in explanations; empty: as the template.
  std::string label;
  bool enabled = true;
  /// Left out, and told, where the programme has no such task or person or the
  /// stage cannot say it. Otherwise that ends the run.
  bool optional = false;
  /// Where it is applied; `any`: in every stage.
  stage_kind stage = stage_kind::any;
  std::optional<bool> hard;
  /// Price of a unit, hard ones where it is hard. 0: nothing is added.
  std::optional<std::int32_t> weight;
  std::optional<people_filter> who;
  std::vector<std::string> tasks;
  /// A second set: what has to follow, who has to be there as well.
  std::vector<std::string> then;
  std::vector<std::string> except;
  /// Rotations of an earlier stage, by code or kind.
  std::vector<std::string> on;
  std::vector<weekday> weekdays;
  std::vector<week_of_month> weeks;
  std::optional<half> part;
  /// Only holidays, or only other days.
  std::optional<bool> holidays;
  std::optional<std::int32_t> min;
  std::optional<std::int32_t> max;
  std::optional<std::int32_t> target;
  std::optional<std::int32_t> days;
  std::optional<std::int32_t> percent;
  /// The weekdays and halves given are avoided, not preferred.
  std::optional<bool> avoid;
  /// By units over, or by level: see the template.
  std::vector<std::int32_t> steps;
  std::vector<task_load> loads;
  std::vector<past_count> history;
  /// Holidays, by name.
  std::vector<std::string> named;

  bool operator==(const constraint&) const = default;
};
BOOST_DESCRIBE_STRUCT(constraint, (),
                      (name, label, enabled, optional, stage, hard, weight, who,
                       tasks, then, except, on, weekdays, weeks, part, holidays,
                       min, max, target, days, percent, avoid, steps, loads,
                       history, named))

/// By its label, where it has one.
[[nodiscard]] inline const std::string& called(const constraint& x) noexcept {
  return x.label.empty() ? x.name : x.label;
}

struct constraint_set {
  std::string name;
  std::vector<constraint> constraints;

  bool operator==(const constraint_set&) const = default;
};
BOOST_DESCRIBE_STRUCT(constraint_set, (), (name, constraints))

constexpr std::size_t constraints_max = 256;
/// So that sums of many stay within what a score holds.
constexpr std::int32_t soft_weight_max = 1'000'000;
constexpr std::int32_t hard_weight_max = 100;
/// Of counts, days and steps.
constexpr std::int32_t number_max = 10'000;

} // namespace nightfloat::domain::stage
