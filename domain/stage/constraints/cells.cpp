// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/constraints/shapes.hpp"

namespace nightfloat::domain::stage {

result<void> avoid_tasks(const scope& x) {
  for (auto row : x.rows)
    for (auto c : x.columns)
      x.to->cell(row, c, x.tasks & ~x.except, x.price);
  return {};
}

result<void> prefer_columns(const scope& x) {
  if (x.what->weekdays.empty() && x.what->weeks.empty() && !x.what->part)
    return cannot("weekdays", "are missing, say which are preferred");
  for (auto row : x.rows)
    for (auto c = 0; c < x.columns_count(); ++c)
      if (!x.chosen(c))
        x.to->cell(row, c, x.tasks & ~x.except, x.price);
  return {};
}

result<void> like_columns(const scope& x) {
  return x.what->avoid.value_or(true) ? avoid_tasks(x) : prefer_columns(x);
}

result<void> only_tasks(const scope& x) {
  auto possible = x.columns.empty();
  for (auto row : x.rows)
    for (auto c : x.columns)
      possible = possible || x.may(row, c, x.tasks);
  if (!possible)
    return cannot("tasks",
                  "nobody whom it means may do that there, name "
                  "others or leave the constraint out",
                  ec::not_found);
  auto rest = x.to->others(x.tasks | x.except);
  for (auto row : x.rows)
    for (auto c : x.columns)
      if (x.days_away(row, c) == 0 && x.may(row, c, x.tasks))
        x.to->cell(row, c, rest, x.price);
  return {};
}

result<void> not_on_leave(const scope& x) {
  // A week of the plan with a day of leave in it is worked all the same.
  constexpr auto working_week = 5;
  auto least = x.what->days.value_or(
    x.where->width == column_width::week ? working_week : 1);
  for (auto row : x.rows)
    for (auto c : x.columns)
      if (x.days_away(row, c) >= least)
        x.to->cell(row, c, x.tasks, x.price);
  return {};
}

result<void> avoid_while_on(const scope& x) {
  auto all = x.stretches();
  if (!all)
    return all.error();
  auto nights = x.tasks & x.where->with(is_call);
  for (auto row : x.rows)
    for (const auto& there : (*all)[row])
      for (auto c = there.first; c <= there.last; ++c)
        x.to->cell(row, c, x.chosen(c) ? x.tasks : x.tasks & ~nights, x.price);
  return {};
}

} // namespace nightfloat::domain::stage
