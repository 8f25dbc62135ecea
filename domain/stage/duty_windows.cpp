// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/duty_builder.hpp"
#include "domain/stage/own_rows.hpp"

#include <algorithm>
#include <array>

namespace nightfloat::domain::stage {

namespace {

/// How many days of work one free day of more than 24 hours may take off, in
/// stretches of two or more.
constexpr auto days_for_long = 3;

} // namespace

/// Minutes of the next day that the task may take; negative: it ends before.
std::int32_t duty_builder::reach_over(std::size_t task,
                                      std::int32_t day) const {
  return (work(task, day).end - midnight(day + 1)).count();
}

/// Minutes that work of the day before may take of the window.
std::int32_t duty_builder::reach_in(const free_window& x) const {
  auto out = 0;
  for (auto d = std::max(0, x.first - 2); d < x.first; ++d)
    for (auto task = std::size_t{1}; task <= free(); ++task)
      if (may(x.row, d, task))
        out = std::max(out, (work(task, d).end - midnight(x.first)).count());
  return out;
}

person_view duty_builder::view_of_row(std::size_t row) const {
  auto id = x_.where.people[out_.meaning.who[row]].id;
  return view_of(context_, *context_.person_of(id), own_rows(fixed_, id),
                 own_rows(plan_, id), {x_.first, x_.day(x_.days - 1)});
}

/// The part of it that the frame has, and what may be worked there.
void duty_builder::look_at(free_window& x) const {
  x.first = std::max((x.over.days.first - x_.first).count(), 0);
  x.last = std::min((x.over.days.last - x_.first).count(), x_.days - 1);
  for (auto task = std::size_t{1}; task <= free(); ++task)
    for (auto d = x.first; d <= x.last; ++d)
      if (may(x.row, d, task)) {
        x.tasks.push_back(task);
        break;
      }
}

std::vector<free_window> duty_builder::windows_of(std::size_t row) const {
  auto out = std::vector<free_window>{};
  auto view = view_of_row(row);
  auto take = [&](const averaging_window& over) {
    auto& x = out.emplace_back();
    x.row = row;
    x.over = over;
    x.done = count_in(view, over.days);
    look_at(x);
    if (x.tasks.empty())
      out.pop_back();
    return true;
  };
  (void)each_averaging(view, take);
  return out;
}

/// Work that alone takes more of the next window than that has: where leave or
/// the plan cuts one very short.
void duty_builder::drop_reaching(std::size_t row) {
  if (!resident(row))
    return;
  auto view = view_of_row(row);
  auto take = [&](const averaging_window& over) {
    auto done = count_in(view, over.days);
    auto left = cap_minutes(over, limits_[row]) * done.days / 7 - done.worked;
    auto first = (over.days.first - x_.first).count();
    for (auto d = std::max(0, first - 2); d < std::min(first, x_.days); ++d)
      for (auto task = std::size_t{1}; task <= free(); ++task) {
        if (!may(row, d, task) || !counts(shift(task).kind))
          continue;
        auto to = std::min(work(task, d).end, done.to);
        if (done.days > 0 && to > done.from && (to - done.from).count() > left)
          out_.what.allowed[out_.what.cell_at(row, column(d, task))]
            &= ~solve::only(static_cast<solve::task>(task));
      }
    return true;
  };
  (void)each_averaging(view, take);
}

std::size_t duty_builder::count_for(free_window& x, solve::task_set set,
                                    bool by_column) const {
  by_column = by_column && columns_a_day() > 1;
  auto known = std::ranges::find_if(x.counts, [&](const window_count& c) {
    return c.tasks == set && c.by_column == by_column;
  });
  if (known != x.counts.end())
    return static_cast<std::size_t>(known - x.counts.begin());
  auto out = window_count{.tasks = set, .by_column = by_column};
  for (auto d = x.first; d <= x.last; ++d) {
    auto share = std::array{0.0, 0.0};
    auto any = std::array{false, false};
    for (auto task : x.tasks) {
      if (!solve::has(set, static_cast<solve::task>(task))
          || !may(x.row, d, task))
        continue;
      auto slot = task * static_cast<std::size_t>(x_.days)
                  + static_cast<std::size_t>(d);
      auto at = static_cast<std::size_t>(half(task));
      any[at] = true;
      share[at] += shift(task).people_needed == 0
                     ? 1.0
                     : static_cast<double>(need_[slot])
                         / std::max(1, pool_[slot]);
    }
    out.possible += by_column ? any[0] + any[1] : any[0] || any[1];
    out.expected += by_column
                      ? std::min(1.0, share[0]) + std::min(1.0, share[1])
                      : std::min(1.0, share[0] + share[1]);
  }
  out.expected = std::min(out.expected, out.possible);
  x.counts.push_back(out);
  return x.counts.size() - 1;
}

void duty_builder::bound_hours(free_window& x) const {
  auto left = cap_minutes(x.over, limits_[x.row]) * x.done.days / 7
              - x.done.worked - std::max(0, reach_in(x));
  bound_minutes(x, left, tasks_where([](const shift_template& t) {
                  return counts(t.kind);
                }));
}

/// Minutes are summed up in tiers: all shifts have the length of the shortest,
/// those that are longer what the next has more, and so on.
void duty_builder::bound_minutes(free_window& x, std::int64_t left,
                                 solve::task_set of) const {
  auto is_of = [&](std::size_t task) {
    return solve::has(of, static_cast<solve::task>(task));
  };
  auto lengths = std::vector<std::int32_t>{};
  for (auto task : x.tasks)
    if (is_of(task))
      lengths.push_back(shift(task).length);
  std::ranges::sort(lengths);
  lengths.erase(std::unique(lengths.begin(), lengths.end()), lengths.end());
  auto bound = window_bound{.most = std::max<std::int64_t>(left, 0)};
  auto shorter = 0;
  for (auto length : lengths) {
    auto set = solve::task_set{0};
    for (auto task : x.tasks)
      if (is_of(task) && shift(task).length >= length)
        set |= solve::only(static_cast<solve::task>(task));
    bound.factors.emplace_back(count_for(x, set, true), length - shorter);
    shorter = length;
  }
  if (!bound.factors.empty())
    x.bounds.push_back(std::move(bound));
}

/// Days of the window that fixed work or standby takes; `begin` becomes the
/// earliest minute of a day at which any of it starts.
std::int64_t duty_builder::days_occupied(const free_window& x,
                                         std::int32_t& begin) const {
  auto out = std::int64_t{0};
  auto next = date::min();
  for (const auto& fixed : occupied_[x.row]) {
    if (fixed.end <= x.done.from || fixed.start >= x.done.to)
      continue;
    auto from = x_.site.local_date(std::max(fixed.start, x.done.from));
    auto to = x_.site.local_date(std::min(fixed.end, x.done.to) - minutes{1});
    out += std::max((to - std::max(from, next)).count() + 1, 0);
    next = std::max(next, to + one_day);
    if (fixed.start >= x.done.from)
      begin = std::min(begin, (fixed.start - x_.site.midnight(from)).count());
  }
  return out;
}

/// Days with work, and days that a night or a standby of two days before them
/// cuts short, are not free.
void duty_builder::bound_free_days(free_window& x, std::int64_t every) const {
  const auto& pack = context_.pack;
  auto wanted = x.done.days / std::max<std::int64_t>(every, 1);
  if (wanted == 0)
    return;
  if (pack.free_minutes > day_minutes && !pack.free_calendar_days)
    wanted *= days_for_long;
  auto worked = solve::task_set{0};
  auto losing = solve::task_set{0};
  auto twice = solve::task_set{0};
  auto begin = day_minutes;
  auto before = days_occupied(x, begin);
  auto reach = std::vector<std::int32_t>(free() + 1, -day_minutes);
  auto shorter_days = 0;
  auto leaves = 0;
  auto who = out_.meaning.who[x.row];
  for (auto d = x.first; d <= x.last; ++d) {
    shorter_days += midnight(d + 1) - midnight(d) < minutes{day_minutes};
    leaves += d > x.first && x_.is_away(who, d) && !x_.is_away(who, d - 1);
    for (auto task : x.tasks)
      if (may(x.row, d, task)) {
        begin = std::min(begin, (work(task, d).start - midnight(d)).count());
        reach[task] = std::max(reach[task], reach_over(task, d));
      }
  }
  if (pack.free_calendar_days)
    begin = 0;
  auto nightly = 0;
  for (auto task : x.tasks) {
    worked |= solve::only(static_cast<solve::task>(task));
    if (reach[task] > begin)
      losing |= solve::only(static_cast<solve::task>(task));
    if (reach[task] > begin + day_minutes)
      twice |= solve::only(static_cast<solve::task>(task));
    nightly += reach[task] > 0;
  }
  auto before_it = reach_in(x);
  auto edges = (before_it > begin) + (before_it > begin + day_minutes)
               + (nightly > 0 ? 1 + leaves + shorter_days : 0);
  auto bound = window_bound{
    .most = std::max<std::int64_t>(x.done.days - before - wanted - edges, 0)};
  bound.factors.emplace_back(count_for(x, worked, false), 1);
  for (auto set : {losing, twice})
    if (set != 0)
      bound.factors.emplace_back(count_for(x, set, false), 1);
  x.bounds.push_back(std::move(bound));
}

void duty_builder::bound_calls(free_window& x) const {
  auto every = std::int64_t{limits_[x.row].call_every_nights};
  auto calls = tasks_where(
    [](const shift_template& t) { return t.kind == duty_kind::in_house_call; });
  auto here = solve::task_set{0};
  for (auto task : x.tasks)
    here |= solve::only(static_cast<solve::task>(task)) & calls;
  if (every == 0 || here == 0)
    return;
  auto left = x.done.days / every - x.done.calls;
  x.bounds.push_back({.factors = {{count_for(x, here, false), 1}},
                      .most = std::max<std::int64_t>(left, 0)});
}

void duty_builder::add_groups(const free_window& x,
                              std::vector<solve::group_rule>& to) const {
  for (const auto& c : x.counts) {
    if (c.most >= static_cast<std::int32_t>(c.possible))
      continue;
    auto& rule = to.emplace_back();
    rule.tasks = c.tasks;
    rule.max = c.most;
    rule.over = solve::hard(hard_rule);
    for (auto d = x.first; d <= x.last; ++d)
      if (auto from = d * columns_a_day(); c.by_column) {
        rule.spans.push_back({from, from});
        rule.spans.push_back({from + 1, from + 1});
      } else {
        rule.spans.push_back({from, from + columns_a_day() - 1});
      }
  }
}

void duty_builder::add_windows(std::size_t row, solve::contract& to) {
  auto groups = std::vector<solve::group_rule>{};
  auto every = context_.pack.free_weekly ? common_limits.free_every_days
                                         : limits_[row].free_every_days;
  auto windows = windows_of(row);
  for (auto& x : windows) {
    bound_hours(x);
    bound_free_days(x, every);
    bound_calls(x);
    share_out(x);
    add_groups(x, groups);
  }
  auto room = groups_max - to.groups.size();
  if (groups.size() > room) {
    // Any seven days hold none of a window that leave shortens.
    auto has_leave = [&](const solve::group_rule& rule) {
      return std::ranges::any_of(windows, [&](const free_window& x) {
        auto days = (x.over.days.last - x.over.days.first).count() + 1;
        return x.first * columns_a_day() == rule.spans.front().first
               && x.done.days < days;
      });
    };
    std::ranges::stable_sort(groups, {}, [&](const solve::group_rule& x) {
      return std::pair{!has_leave(x), x.spans.size()};
    });
    groups.resize(room);
    add_any_week(row, to);
  }
  to.groups.insert(to.groups.end(), groups.begin(), groups.end());
  if (context_.pack.free_weekly)
    add_free_weeks(row, to);
}

} // namespace nightfloat::domain::stage
