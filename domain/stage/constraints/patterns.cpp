// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/constraint_template.hpp"
#include "domain/stage/constraints/shapes.hpp"
#include "domain/stage/contains.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace nightfloat::domain::stage {

namespace {

using solve::task_set;
using enum weekday;

constexpr auto days_a_week = std::size_t{7};
/// Of one holiday.
constexpr auto days_together_max = 14;

/// At most `max` columns of any `x.what->days` that follow each other.
void at_most(const scope& x, task_set tasks, std::int32_t max) {
  auto rule = solve::window_rule{};
  rule.days = *x.what->days;
  rule.weights.resize(x.to->to().tasks.size());
  for (auto t = std::size_t{0}; t < rule.weights.size(); ++t)
    rule.weights[t] = solve::has(tasks, static_cast<solve::task>(t)) ? 1 : 0;
  rule.max = max;
  rule.over = x.price;
  x.to->window(x.rows, rule);
}

/// `target` weeks of every `days` with one of the tasks: X weeks and Y.
result<void> come_round(const scope& x) {
  auto cycle = *x.what->days;
  auto target = *x.what->target;
  if (target < 1 || target >= cycle)
    return cannot("target", "has to lie between 1 and days - 1 ("
                              + std::to_string(cycle - 1) + "), correct it");
  if (cycle > x.columns_count())
    return cannot("days",
                  "the weeks planned are fewer than one cycle, plan more",
                  ec::unsupported);
  at_most(x, x.tasks, target);
  // So many at least with the tasks are so many at most on others; a year's
  // problem ends with a column in which all are off.
  at_most(x, x.to->others(x.tasks) & ~solve::only(solve::off), cycle - target);
  return {};
}

/// The columns chosen of each calendar week that has all of them.
result<std::vector<solve::day_span>> weeks_chosen(const scope& x) {
  if (!x.gapless())
    return cannot("tasks",
                  "this stage leaves out days, it cannot be told what a "
                  "whole week is",
                  ec::unsupported);
  auto wanted = x.what->weekdays.empty() ? days_a_week
                                         : x.what->weekdays.size();
  auto out = std::vector<solve::day_span>{};
  for (const auto& week : x.by_week()) {
    auto those = std::vector<std::int32_t>{};
    for (auto c = week.first; c <= week.last; ++c)
      if (x.chosen(c))
        those.push_back(c);
    // The horizon cuts it, or a month's last does.
    if (those.size() != wanted)
      continue;
    if (those.back() - those.front() + 1
        != static_cast<std::int32_t>(those.size()))
      return cannot("weekdays",
                    "have to follow each other within a week, Monday to "
                    "Sunday, correct them");
    out.push_back({those.front(), those.back()});
  }
  return out;
}

/// Some of the days of a span at `tasks`, and not all.
void keep_together(const scope& x, std::vector<solve::day_span> spans,
                   task_set tasks) {
  auto rule = solve::group_rule{};
  rule.spans = std::move(spans);
  rule.tasks = tasks;
  rule.partial = x.price;
  x.to->group(x.rows, rule);
}

/// Whatever the task is.
result<void> keep_paired(const scope& x) {
  auto spans = weeks_chosen(x);
  if (!spans)
    return spans.error();
  keep_together(x, std::move(*spans), x.tasks);
  return {};
}

/// Each task by itself.
result<void> keep_whole(const scope& x) {
  auto spans = weeks_chosen(x);
  if (!spans)
    return spans.error();
  for (auto t = std::size_t{0}; t < x.where->tasks.size(); ++t)
    if (auto own = first_of_its_kind(x, static_cast<solve::task>(t)) & x.tasks;
        own != 0)
      keep_together(x, *spans, own);
  return {};
}

/// The days of the holidays named, each with those that count as one with it;
/// where two meet they are one.
result<std::vector<solve::day_span>> holidays_named(const scope& x) {
  auto out = std::vector<solve::day_span>{};
  const auto& all = x.where->of->where.holidays;
  for (const auto& name : x.what->named)
    if (std::ranges::find(all, name, &holiday::name) == all.end())
      return cannot(
        "named", "the programme has no holiday called " + name + ", correct it",
        ec::not_found);
  auto counts = [&](std::int32_t c) {
    for (auto back = 0; back < x.what->days.value_or(1); ++back) {
      const auto* one = find_holiday(all, x.at(c).day - date::duration{back});
      if (one != nullptr && contains(x.what->named, one->name))
        return true;
    }
    return false;
  };
  for (auto c = 0; c < x.columns_count(); ++c) {
    if (!counts(c))
      continue;
    if (!out.empty() && out.back().last == c - 1)
      out.back().last = c;
    else
      out.push_back({c, c});
  }
  return out;
}

/// Of the holidays named and those of before, each worked over `max`.
result<void> share_holidays(const scope& x) {
  auto length = x.what->days.value_or(1);
  if (length < 1 || length > days_together_max)
    return cannot("days", "have to lie between 1 and "
                            + std::to_string(days_together_max)
                            + ", correct them");
  auto spans = holidays_named(x);
  if (!spans)
    return spans.error();
  auto before = x.before();
  auto rule = solve::group_rule{};
  rule.spans = std::move(*spans);
  rule.tasks = x.tasks;
  rule.max = *x.what->max;
  rule.over = x.price;
  x.to->group(x.rows, rule, before);
  return {};
}

} // namespace

template_list pattern_templates() {
  static const auto all = std::vector<constraint_template>{
    {"ClinicWeekCycle",
     "pattern",
     false,
     50,
     in_weeks,
     "tasks days target",
     come_round,
     {.who = residents, .tasks = {"clinic"}, .target = 1, .days = 5}},
    {"HolidayPairing",
     "pattern",
     false,
     100,
     in_days,
     "tasks named! max days history history.once",
     share_holidays,
     {.tasks = {"work"}, .max = 1, .days = 1}},
    {"WeekendPairing",
     "pattern",
     false,
     20,
     in_days,
     "tasks weekdays",
     keep_paired,
     {.tasks = {"call"}, .weekdays = {saturday, sunday}}},
    {"WholeWeeks",
     "pattern",
     false,
     20,
     in_days,
     "tasks weekdays",
     keep_whole,
     {.who = teachers, .tasks = {"supervision"}}},
  };
  return all;
}

} // namespace nightfloat::domain::stage
