// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/duty_builder.hpp"

#include <algorithm>

namespace nightfloat::domain::stage {

namespace {

/// What ends later may cut short a day on which the clocks change.
constexpr auto evening = 23 * 60;

} // namespace

/// Whether any seven days with a free one are enough for that week: it asks for
/// one, no leave shortens it, and nothing stands in it that the search does not
/// see.
bool duty_builder::is_plain(const free_window& week) const {
  auto begin = day_minutes;
  auto every = limits_[week.row].free_every_days;
  return columns_a_day() == 1 && (every >= 7 || week.done.days == 7)
         && week.done.days < 2 * every && days_occupied(week, begin) == 0;
}

/// With so many days of work or less in any seven, fixed ones among them, the
/// week keeps what it is bound to.
std::int32_t duty_builder::days_of_any(const free_window& week) const {
  const auto& bound = week.bounds.back();
  auto out = static_cast<std::int32_t>(
    bound.most / static_cast<std::int64_t>(bound.factors.size()));
  auto from = week.first * columns_a_day();
  auto to = (week.last + 1) * columns_a_day();
  for (auto c = from; c < to; ++c)
    out += (out_.what.allowed[out_.what.cell_at(week.row, c)] & fixed_tasks())
           != 0;
  return out;
}

/// The days of work in any seven that leave a free one in each week of the
/// calendar, of whatever is allowed there. A standby of two days counts twice,
/// and clashes keep what is off after it free.
std::int32_t duty_builder::days_beside_free(const free_window& week) const {
  auto out = 6;
  for (auto task : week.tasks) {
    auto end = shift(task).start + shift(task).length;
    out = std::min(out, end > evening + 2 * day_minutes ? 4
                        : end > evening                 ? 5
                                                        : 6);
  }
  return out * columns_a_day();
}

/// The weeks of the calendar that any seven days do not hold; `most` becomes
/// what those may have for the others.
std::vector<free_week> duty_builder::own_weeks(std::size_t row,
                                               std::int32_t& most) const {
  constexpr auto week = date::duration{7};
  auto out = std::vector<free_week>{};
  auto view = view_of_row(row);
  auto last = x_.day(x_.days - 1);
  auto monday = x_.first
                - (static_cast<int>(weekday_of(x_.first)) - 1) * one_day;
  for (; monday <= last; monday += week) {
    auto x = free_window{.row = row};
    x.over.days = {std::max(monday, view.days.first),
                   std::min(monday + week - one_day, view.days.last)};
    x.done = count_in(view, x.over.days);
    look_at(x);
    most = std::min(most, days_beside_free(x));
    if (x.tasks.empty() || is_plain(x))
      continue;
    bound_free_days(x, limits_[row].free_every_days);
    if (x.bounds.empty())
      continue;
    share_out(x);
    out.push_back({.days = days_of_any(x)});
    add_groups(x, out.back().groups);
  }
  return out;
}

/// One free day in each week of the calendar: of any seven days where that is
/// the same, else of that week; of any seven again where weeks are too many,
/// the tightest kept.
void duty_builder::add_free_weeks(std::size_t row, solve::contract& to) const {
  auto most = 6 * columns_a_day();
  auto own = own_weeks(row, most);
  auto count = to.groups.size();
  for (const auto& x : own)
    count += x.groups.size();
  if (count > groups_max)
    std::ranges::stable_sort(own, {}, &free_week::days);
  for (const auto& x : own)
    if (to.groups.size() + x.groups.size() <= groups_max)
      to.groups.insert(to.groups.end(), x.groups.begin(), x.groups.end());
    else
      most = std::min(most, x.days);
  if (columns_a_day() > 1 && count <= groups_max)
    return;
  auto worked = solve::window_rule{
    .days = 7 * columns_a_day(), .max = most, .over = solve::hard(hard_rule)};
  worked.weights.assign(out_.what.tasks.size(), 1);
  worked.weights[solve::off] = 0;
  for (auto task = std::size_t{1}; task <= free(); ++task)
    if (shift(task).start + shift(task).length > evening + day_minutes)
      worked.weights[task] = 2;
  to.windows.push_back(std::move(worked));
}

/// Weeks of which fixed work takes more than its cells in them say, as a night
/// before them does: each is held by itself. What has to be taken off any seven
/// days for those that are too many.
std::int32_t duty_builder::hold_unseen(std::size_t row, int hours,
                                       solve::task_set of,
                                       solve::contract& to) const {
  constexpr auto week = date::duration{7};
  auto out = 0;
  auto monday = x_.first
                - (static_cast<int>(weekday_of(x_.first)) - 1) * one_day;
  for (; monday <= x_.day(x_.days - 1); monday += week) {
    auto x = free_window{.row = row};
    x.over.days = {monday, monday + week - one_day};
    look_at(x);
    auto fixed = fixed_minutes(x);
    auto unseen = fixed - locked_minutes(x);
    if (unseen <= 0)
      continue;
    bound_minutes(x, 60 * hours - fixed - std::max(0, reach_in(x)), of);
    if (x.bounds.empty())
      continue;
    share_out(x);
    auto groups = std::vector<solve::group_rule>{};
    add_groups(x, groups);
    if (to.groups.size() + groups.size() <= groups_max)
      to.groups.insert(to.groups.end(), groups.begin(), groups.end());
    else
      out = std::max(out, unseen);
  }
  return out;
}

std::int32_t duty_builder::fixed_minutes(const free_window& week) const {
  auto from = x_.site.midnight(week.over.days.first);
  auto to = x_.site.midnight(week.over.days.last + one_day);
  auto out = 0;
  for (const auto& x : occupied_[week.row])
    if (counts(x.kind) && x.end > from && x.start < to)
      out += (std::min(x.end, to) - std::max(x.start, from)).count();
  return out;
}

std::int32_t duty_builder::locked_minutes(const free_window& week) const {
  auto from = week.first * columns_a_day();
  auto to = (week.last + 1) * columns_a_day();
  auto out = 0;
  for (const auto& x : locked_)
    if (x.row == week.row && from <= x.column && x.column < to)
      out += x.minutes;
  return out;
}

/// Somebody whose windows are too many keeps the shortest; the others are held
/// by any seven days: four with work, one with a call, and the hours of the
/// least of the caps. Whatever a window of a week or more without leave is,
/// that is less.
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
