// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/constraint_template.hpp"
#include "domain/stage/constraints/shapes.hpp"

#include <algorithm>

namespace nightfloat::domain::stage {

namespace {

using enum weekday;

/// Each task by itself: `min`, or what the programme asks for.
result<void> fill(const scope& x) {
  auto own = counted(x, x.tasks);
  if (!own)
    return own.error();
  const auto& tasks = x.where->tasks;
  auto known = x.what->min.has_value();
  for (auto t = std::size_t{0}; t < tasks.size(); ++t)
    known = known
            || (solve::has(own->tasks, static_cast<solve::task>(t))
                && tasks[t].which != frame::npos);
  if (!known)
    return cannot("min",
                  "is missing, for the programme does not say how many "
                  "these tasks ask for",
                  ec::unsupported);
  for (auto t = std::size_t{0}; t < tasks.size(); ++t) {
    auto all = first_of_its_kind(x, static_cast<solve::task>(t)) & own->tasks;
    if (all == 0 || (!x.what->min && tasks[t].which == frame::npos))
      continue;
    for (auto c : x.columns) {
      auto min = x.what->min ? *x.what->min : asked_for(x, tasks[t].which, c);
      heads(x, {all, own->classes}, {&c, 1}, {.min = min});
    }
  }
  return {};
}

/// Out of the bounds each costs ten times what being off the target does.
result<void> require(const scope& x) {
  const auto& what = *x.what;
  if (!what.min && !what.max && !what.target)
    return cannot("min", "is missing, give a least, a most or a target");
  count_in_all(x, {.min = what.min.value_or(0),
                   .max = what.max.value_or(solve::any_number),
                   .price = x.price * 10});
  if (what.target)
    count_in_all(x,
                 {.min = *what.target, .max = *what.target, .price = x.price});
  return {};
}

result<void> graduate(const scope& x) {
  count_in_all(x, {.min = *x.what->target, .price = x.price});
  return {};
}

/// Work on the days chosen, unless the task or the rotation allows it.
result<void> rest_unless_on(const scope& x) {
  auto excused = std::vector<std::vector<stretch>>(x.where->who.size());
  if (!x.what->on.empty()) {
    auto found = x.stretches();
    if (!found)
      return found.error();
    excused = std::move(*found);
  }
  for (auto row : x.rows)
    for (auto c : x.columns)
      if (!std::ranges::any_of(excused[row], [&](const auto& s) {
            return s.first <= c && c <= s.last;
          }))
        x.to->cell(row, c, x.tasks & ~x.except, x.price);
  return {};
}

} // namespace

template_list coverage_templates() {
  static const auto all = std::vector<constraint_template>{
    {"ActivityRequirement",
     "coverage",
     false,
     50,
     in_all,
     "tasks! min max target history",
     require,
     {}},
    {"Availability",
     "coverage",
     true,
     1,
     in_all,
     "tasks days",
     not_on_leave,
     {.tasks = {"work"}}},
    {"Coverage",
     "coverage",
     false,
     1000,
     in_all,
     "tasks weekdays weeks part holidays min",
     fill,
     {.tasks = {"work"}}},
    {"GraduationRequirements",
     "coverage",
     false,
     5,
     in_all,
     "tasks! target! history",
     graduate,
     {}},
    {"HalfDayRequirement",
     "coverage",
     false,
     50,
     in_slots_and_days,
     "tasks! min max target weekdays",
     count_by_week,
     {}},
    {"Preferences",
     "coverage",
     false,
     2,
     in_all,
     "who! tasks weekdays weeks part holidays avoid",
     like_columns,
     {.tasks = {"work"}}},
    {"ProtectedSlot",
     "coverage",
     true,
     1,
     in_slots_and_days,
     "tasks! weekdays weeks part except",
     only_tasks,
     {.except = {"leave"}}},
    {"WeekendWork",
     "coverage",
     true,
     1,
     in_slots_and_days,
     "tasks except weekdays holidays on",
     rest_unless_on,
     {.tasks = {"work"},
      .except = {"call", "night_float", "inpatient"},
      .weekdays = {saturday, sunday}}},
  };
  return all;
}

} // namespace nightfloat::domain::stage
