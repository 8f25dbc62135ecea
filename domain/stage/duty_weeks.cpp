// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/duty_builder.hpp"

#include <algorithm>

namespace nightfloat::domain::stage {

namespace {

/// What ends later may cut short a day on which the clocks change.
constexpr auto evening = 23 * 60;

} // namespace

/// Whether any seven days with a free one are enough for that week: no leave
/// shortens it, and nothing stands in it that the search does not see.
bool duty_builder::is_plain(const free_window& week) const {
  auto begin = day_minutes;
  return columns_a_day() == 1
         && (limits_[week.row].free_every_days >= 7 || week.done.days == 7)
         && days_occupied(week, begin) == 0;
}

/// One free day in each week of the calendar: of any seven days where that is
/// the same, else of that week.
void duty_builder::add_free_weeks(std::size_t row, solve::contract& to) const {
  constexpr auto week = date::duration{7};
  auto groups = std::vector<solve::group_rule>{};
  auto view = view_of_row(row);
  auto last = x_.day(x_.days - 1);
  auto monday = x_.first
                - (static_cast<int>(weekday_of(x_.first)) - 1) * one_day;
  auto nightly = false;
  for (; monday <= last; monday += week) {
    auto x = free_window{.row = row};
    x.over.days = {std::max(monday, view.days.first),
                   std::min(monday + week - one_day, view.days.last)};
    x.done = count_in(view, x.over.days);
    look_at(x);
    for (auto task : x.tasks)
      nightly |= shift(task).start + shift(task).length > evening;
    if (x.tasks.empty() || is_plain(x))
      continue;
    bound_free_days(x, limits_[row].free_every_days);
    share_out(x);
    add_groups(x, groups);
  }
  if (to.groups.size() + groups.size() <= groups_max)
    to.groups.insert(to.groups.end(), groups.begin(), groups.end());
  if (columns_a_day() > 1)
    return;
  auto worked = solve::window_rule{
    .days = 7, .max = nightly ? 5 : 6, .over = solve::hard(hard_rule)};
  worked.weights.assign(out_.what.tasks.size(), 1);
  worked.weights[solve::off] = 0;
  to.windows.push_back(std::move(worked));
}

/// Somebody whose windows are too many keeps the shortest; the others are held
/// by any seven days: four with work, one with a call, and the hours of the
/// least of the caps. Whatever a window of a week or more is, that is less.
void duty_builder::add_any_week(std::size_t row, solve::contract& to) const {
  auto cap = std::int64_t{60} * limits_[row].hours_week_max;
  auto reach = 0;
  for (const auto& x : windows_of(row)) {
    cap = std::min(cap, cap_minutes(x.over, limits_[row]));
    reach = std::max(reach, reach_in(x));
  }
  auto add = [&](std::vector<std::int32_t> weights, std::int64_t most,
                 std::int32_t unit) {
    to.windows.push_back(
      {.days = 7 * columns_a_day(),
       .weights = std::move(weights),
       .max = static_cast<std::int32_t>(std::max<std::int64_t>(most, 0)),
       .over = solve::hard(hard_rule),
       .unit = unit});
  };
  auto worked = std::vector<std::int32_t>(out_.what.tasks.size(), 1);
  worked[solve::off] = 0;
  auto calls = std::vector<std::int32_t>(out_.what.tasks.size(), 0);
  for (auto t = std::size_t{0}; t < calls.size(); ++t)
    calls[t] = (out_.meaning.tasks[t].traits & is_call) != 0;
  add(std::move(worked), 4, 1);
  add(std::move(calls), 1, 1);
  add(minutes_by_task(), cap - reach, 60);
}

} // namespace nightfloat::domain::stage
