// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/constraint_template.hpp"
#include "domain/stage/constraints/shapes.hpp"

namespace nightfloat::domain::stage {

namespace {

const auto teachers = people_filter{.role = person_role::faculty};

} // namespace

template_list faculty_templates() {
  static const auto all = std::vector<constraint_template>{
    {"FacultyClinicCap",
     "faculty",
     false,
     50,
     in_slots_and_days,
     "tasks min max",
     count_by_week,
     {.who = teachers, .tasks = {"clinic"}}},
    {"FacultyClinicEquity",
     "faculty",
     false,
     15,
     in_slots_and_days,
     "tasks target!",
     count_by_week,
     {.who = teachers, .tasks = {"clinic"}}},
    {"FacultyDayAvailability",
     "faculty",
     false,
     100,
     in_slots_and_days,
     "who! tasks weekdays! part",
     prefer_columns,
     {.tasks = {"work"}}},
    {"FacultyPrimaryDutyClinic",
     "faculty",
     false,
     100,
     in_slots_and_days,
     "who! tasks min max",
     count_by_week,
     {.tasks = {"clinic"}}},
    {"FacultyRoleClinic",
     "faculty",
     false,
     100,
     in_slots_and_days,
     "who! tasks min max",
     count_by_week,
     {.tasks = {"clinic"}}},
    {"FacultyWeeklyTemplate",
     "faculty",
     false,
     10,
     in_slots_and_days,
     "who! tasks! weekdays weeks part except",
     only_tasks,
     {.except = {"leave"}}},
    {"SMFacultyNoRegularClinic",
     "faculty",
     false,
     50,
     in_slots_and_days,
     "tasks except",
     avoid_tasks,
     {.who = people_filter{.faculty = {faculty_role::sports_med}},
      .tasks = {"clinic"}}},
  };
  return all;
}

} // namespace nightfloat::domain::stage
