// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/constraint_template.hpp"
#include "domain/stage/constraints/shapes.hpp"

namespace nightfloat::domain::stage {

namespace {

using solve::task_set;
using enum weekday;

/// Columns of work as near to `target` as may be, else even.
result<void> near_target(const scope& x) {
  if (!x.what->target)
    return spread_evenly(x);
  count_in_all(
    x, {.min = *x.what->target, .max = *x.what->target, .price = x.price});
  return {};
}

/// From one rotation to another in the next column.
result<void> stay(const scope& x) {
  if (!x.gapless())
    return cannot("tasks",
                  "this stage leaves out days, it cannot be told "
                  "what follows",
                  ec::unsupported);
  const auto& tasks = x.where->tasks;
  for (auto t = std::size_t{0}; t < tasks.size(); ++t) {
    auto one = solve::only(static_cast<solve::task>(t));
    if ((x.tasks & one) == 0)
      continue;
    auto same = x.where->alike(static_cast<solve::task>(t));
    x.to->next(x.rows, one, x.tasks & ~same, x.price);
  }
  return {};
}

/// The sum of what the tasks weigh near `target`.
result<void> balance_loads(const scope& x) {
  auto rule = solve::total_rule{};
  rule.weights.resize(x.to->to().tasks.size());
  auto any = task_set{0};
  for (const auto& load : x.what->loads) {
    auto tasks = x.find("loads", load.task);
    if (!tasks)
      return tasks.error();
    any |= *tasks;
    for (auto t = std::size_t{0}; t < rule.weights.size(); ++t)
      if (solve::has(*tasks, static_cast<solve::task>(t)))
        rule.weights[t] = load.load;
  }
  if (any == 0)
    return cannot("loads",
                  "this stage has none of these tasks, name others "
                  "or leave the constraint out",
                  ec::not_found);
  rule.min = rule.max = *x.what->target;
  rule.under = rule.over = x.price;
  auto before = x.before();
  x.to->total(x.rows, rule, before);
  return {};
}

constraint even_nights(std::vector<weekday> on) {
  return {.tasks = {"call"}, .weekdays = std::move(on)};
}

} // namespace

template_list equity_templates() {
  static const auto all = std::vector<constraint_template>{
    {"Continuity",
     "equity",
     false,
     5,
     in_days | in_weeks,
     "tasks",
     stay,
     {.tasks = {"work"}}},
    {"Equity",
     "equity",
     false,
     10,
     in_all,
     "tasks target history",
     near_target,
     {.tasks = {"work"}}},
    {"EscalatingCallEquity",
     "equity",
     false,
     40,
     in_days,
     "tasks weekdays holidays target steps history",
     escalate,
     {.tasks = {"call"}, .steps = {1, 3, 7}}},
    {"HolidayCallEquity",
     "equity",
     false,
     7,
     in_days,
     "tasks weekdays holidays target steps history",
     spread_evenly,
     {.tasks = {"call"}, .holidays = true}},
    {"IntegratedWorkload",
     "equity",
     false,
     15,
     in_all,
     "loads! target! history",
     balance_loads,
     {}},
    {"SundayCallEquity", "equity", false, 10, in_days,
     "tasks weekdays target steps history", spread_evenly,
     even_nights({sunday})},
    {"WeekdayCallEquity", "equity", false, 5, in_days,
     "tasks weekdays target steps history", spread_evenly,
     even_nights({monday, tuesday, wednesday, thursday})},
  };
  return all;
}

} // namespace nightfloat::domain::stage
