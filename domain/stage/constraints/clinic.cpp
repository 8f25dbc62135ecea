// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/constraint_template.hpp"
#include "domain/stage/constraints/shapes.hpp"

namespace nightfloat::domain::stage {

namespace {

using enum weekday;

const auto interns
  = people_filter{.role = person_role::resident, .pgy_min = 1, .pgy_max = 1};

/// Residents whom it does not mean.
result<void> only_they(const scope& x) {
  for (auto row = std::size_t{0}; row < x.where->who.size(); ++row)
    if (!x.meant(row) && x.where->of->resident(x.where->who[row]))
      for (auto c : x.columns)
        x.to->cell(row, c, x.tasks, x.price);
  return {};
}

/// One in each half of the day, and not the same.
result<void> one_and_another(const scope& x) {
  auto own = counted(x, x.tasks);
  if (!own)
    return own.error();
  heads(x, *own, x.columns, {.min = 1, .max = 1});
  for (const auto& day : x.by_day())
    if (day.first < day.last && x.chosen(day.first) && x.chosen(day.last))
      x.to->clash(x.rows, {.first = day.first,
                           .second = day.last,
                           .first_tasks = x.tasks,
                           .second_tasks = x.tasks,
                           .price = x.price});
  return {};
}

constraint on_wednesday(std::optional<half> part, people_filter who,
                        std::vector<std::string> tasks) {
  auto out = constraint{};
  out.who = std::move(who);
  out.tasks = std::move(tasks);
  out.weekdays = {wednesday};
  out.part = part;
  return out;
}

constraint first_weeks() {
  auto out = on_wednesday(half::pm, teachers, {"supervision"});
  out.weeks = {week_of_month::first, week_of_month::second,
               week_of_month::third};
  out.min = out.max = 1;
  return out;
}

constraint last_week() {
  auto out = on_wednesday({}, teachers, {"supervision"});
  out.weeks = {week_of_month::last};
  return out;
}

constraint excused(constraint x) {
  x.except = {"leave", "post_call", "night_float", "inpatient"};
  return x;
}

} // namespace

template_list clinic_templates() {
  static const auto all = std::vector<constraint_template>{
    {"InternContinuity", "clinic", true, 1, in_half_days,
     "tasks except weekdays weeks part", only_tasks,
     excused(on_wednesday(half::am, interns, {"clinic"}))},
    {"InvertedWednesday", "clinic", false, 50, in_half_days,
     "tasks weekdays weeks", one_and_another, last_week()},
    {"ResidentAcademicTime", "clinic", true, 1, in_half_days,
     "tasks weekdays weeks part", avoid_tasks,
     on_wednesday(half::am, residents, {"clinic"})},
    {"ResidentClinicDayPreference",
     "clinic",
     false,
     10,
     in_slots_and_days,
     "tasks weekdays! part",
     prefer_columns,
     {.who = residents, .tasks = {"clinic"}}},
    {"ResidentWeeklyClinic",
     "clinic",
     false,
     50,
     in_slots_and_days,
     "tasks min max",
     count_by_week,
     {.who = residents, .tasks = {"clinic"}, .min = 2, .max = 3}},
    {"WednesdayAMInternOnly", "clinic", false, 50, in_half_days,
     "tasks weekdays weeks part", only_they,
     on_wednesday(half::am, interns, {"clinic"})},
    {"WednesdayPMLec", "clinic", true, 1, in_half_days,
     "tasks except weekdays weeks part", only_tasks,
     excused(on_wednesday(half::pm, residents, {"education"}))},
    {"WednesdayPMSingleFaculty", "clinic", false, 50, in_half_days,
     "tasks weekdays weeks part min max", heads_between, first_weeks()},
  };
  return all;
}

} // namespace nightfloat::domain::stage
