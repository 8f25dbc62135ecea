// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/constraint_template.hpp"
#include "domain/stage/constraints/shapes.hpp"

#include <algorithm>

namespace nightfloat::domain::stage {

namespace {

using days = date::duration;
using enum weekday;

/// The day after a night is one of rest, unless another night follows.
result<void> rest_after(const scope& x) {
  if (!x.gapless())
    return cannot("then",
                  "this stage leaves out days, it cannot be told what "
                  "follows a night",
                  ec::unsupported);
  if (x.then == 0)
    return cannot("then", "is missing, say what is rest");
  auto work = x.to->others(x.tasks | x.then | x.except);
  x.to->next(x.rows, x.tasks, work, x.price);
  if (x.where->width != column_width::half_day)
    return {};
  // The second half of the day.
  for (auto c = 0; c + 2 < x.columns_count(); ++c)
    if (x.at(c).part == day_part::pm)
      x.to->clash(x.rows, {.first = c,
                           .second = c + 2,
                           .first_tasks = x.tasks,
                           .second_tasks = work,
                           .price = x.price});
  return {};
}

/// Both halves of a day, or none.
result<void> whole_days(const scope& x) {
  auto rule = solve::group_rule{};
  rule.tasks = x.tasks;
  rule.partial = x.price;
  for (const auto& day : x.by_day())
    if (day.first < day.last)
      rule.spans.push_back({day.first, day.last});
  x.to->group(x.rows, rule);
  return {};
}

/// While on, nothing but `tasks` in the columns chosen.
result<void> must_while_on(const scope& x) {
  auto all = x.stretches();
  if (!all)
    return all.error();
  for (auto row : x.rows)
    for (const auto& there : (*all)[row])
      for (auto c = there.first; c <= there.last; ++c)
        if (x.chosen(c) && x.may(row, c, x.tasks))
          x.to->cell(row, c, x.to->others(x.tasks), x.price);
  return {};
}

/// In the `days` days after it, in the columns chosen.
result<void> avoid_after(const scope& x) {
  auto all = x.stretches();
  if (!all)
    return all.error();
  for (auto row : x.rows)
    for (const auto& there : (*all)[row]) {
      auto until = x.at(there.last).day + days{*x.what->days};
      for (auto c = there.last + 1;
           c < x.columns_count() && x.at(c).day <= until; ++c)
        if (x.chosen(c) && x.at(c).day > x.at(there.last).day)
          x.to->cell(row, c, x.tasks, x.price);
    }
  return {};
}

/// Days to the nearest stretch; 0: in one.
std::int32_t distance(const scope& x, const std::vector<stretch>& all,
                      std::int32_t c) {
  auto out = number_max;
  for (const auto& there : all) {
    auto before = (x.at(there.first).day - x.at(c).day).count();
    auto after = (x.at(c).day - x.at(there.last).day).count();
    out = std::min(out, std::max({before, after, 0}));
  }
  return out;
}

/// Half as much with each day that lies between.
result<void> far_from(const scope& x) {
  auto all = x.stretches();
  if (!all)
    return all.error();
  for (auto row : x.rows)
    for (auto c : x.columns)
      if (auto gap = distance(x, (*all)[row], c);
          gap > 0 && gap <= *x.what->days)
        x.to->cell(row, c, x.tasks, x.halved(gap - 1));
  return {};
}

/// As many heads as the level of load asks for.
result<void> by_level(const scope& x) {
  auto level = static_cast<std::size_t>(*x.what->target);
  if (level >= x.what->steps.size())
    return cannot("target", "there is no level " + std::to_string(level)
                              + " among " + std::to_string(x.what->steps.size())
                              + " steps, counted from 0");
  auto own = counted(x, x.tasks);
  if (!own)
    return own.error();
  heads(x, *own, x.columns, {.min = x.what->steps[level]});
  return {};
}

/// At most a share of those who are there, and none where they are too few.
result<void> floor_of_staff(const scope& x) {
  auto own = counted(x, x.tasks);
  if (!own)
    return own.error();
  for (auto c : x.columns) {
    auto there = static_cast<std::int32_t>(std::ranges::count_if(
      x.rows, [&](auto row) { return x.days_away(row, c) == 0; }));
    auto most
      = there < *x.what->min ? 0 : std::max(1, there * *x.what->percent / 100);
    heads(x, *own, {&c, 1}, {.max = most});
  }
  return {};
}

constraint of_ward(std::vector<std::string> tasks, std::vector<weekday> on,
                   std::optional<std::int32_t> after = {}) {
  return {.tasks = std::move(tasks),
          .on = {"inpatient"},
          .weekdays = std::move(on),
          .days = after};
}

} // namespace

template_list inpatient_templates() {
  static const auto all = std::vector<constraint_template>{
    {"FMITCallProximity", "inpatient", false, 10'000, in_days, "tasks on days",
     far_from, of_ward({"call"}, {}, 7)},
    {"FMITContinuityTurf",
     "inpatient",
     true,
     1,
     in_all,
     "tasks steps! target! weekdays part",
     by_level,
     {.tasks = {"inpatient"}}},
    {"FMITMandatoryCall", "inpatient", false, 200, in_days, "tasks on weekdays",
     must_while_on, of_ward({"call"}, {friday, saturday})},
    {"FMITStaffingFloor",
     "inpatient",
     true,
     1,
     in_all,
     "tasks min percent",
     floor_of_staff,
     {.who = teachers, .tasks = {"inpatient"}, .min = 5, .percent = 20}},
    {"FMITWeekBlocking", "inpatient", false, 200, in_slots_and_days,
     "tasks on weekdays", avoid_while_on,
     of_ward({"clinic", "call"},
             {sunday, monday, tuesday, wednesday, thursday})},
    {"NightFloatPostCall",
     "inpatient",
     false,
     200,
     in_slots_and_days,
     "tasks then except",
     rest_after,
     {.tasks = {"night_float"},
      .then = {"post_call", "off"},
      .except = {"leave"}}},
    {"NightFloatSlot",
     "inpatient",
     true,
     1,
     in_half_days,
     "tasks",
     whole_days,
     {.tasks = {"night_float"}}},
    {"PostFMITRecovery", "inpatient", false, 200, in_slots_and_days,
     "tasks on days", avoid_after, of_ward({"work"}, {}, 1)},
    {"PostFMITSundayBlocking", "inpatient", false, 80, in_days,
     "tasks on weekdays", avoid_after, of_ward({"call"}, {sunday}, 7)},
    {"ResidentInpatientHeadcount",
     "inpatient",
     true,
     1,
     in_all,
     "tasks min max",
     heads_between,
     {.who = residents, .tasks = {"inpatient"}, .max = 1}},
  };
  return all;
}

} // namespace nightfloat::domain::stage
