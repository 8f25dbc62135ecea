// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/duty_builder.hpp"
#include "domain/stage/part.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nightfloat::domain::stage {

namespace {

constexpr auto days_in_a_row = 6;
constexpr auto price_day_in_a_row = 60;
constexpr auto days_free_weekly = 5;
constexpr auto price_half_weekend = 6;
constexpr auto price_weekend = 12;
constexpr auto price_night = 1;
constexpr auto price_absent = 30;
/// Shares of the week-ends that are expected, over which each costs more.
constexpr double weekend_steps[] = {0.6, 0.8, 1.0};
constexpr auto humane_minutes_week = 64 * 60;

std::uint16_t least(std::uint16_t a, std::uint16_t b) noexcept {
  return std::min(a, b);
}

std::uint16_t most(std::uint16_t a, std::uint16_t b) noexcept {
  return std::max(a, b);
}

/// 0 is no limit.
std::uint16_t least_set(std::uint16_t a, std::uint16_t b) noexcept {
  return a == 0 ? b : b == 0 ? a : std::min(a, b);
}

/// What keeps both.
rule_limits strictest(rule_limits a, const rule_limits& b) {
  auto join = [&](auto field, auto how) {
    a.*field = how(a.*field, b.*field);
  };
  join(&rule_limits::hours_week_max, least);
  join(&rule_limits::patient_hours_week_max, least_set);
  join(&rule_limits::total_hours_week_max, least_set);
  join(&rule_limits::free_every_days, least);
  join(&rule_limits::continuous_minutes_max, least);
  join(&rule_limits::transition_minutes_max, least);
  join(&rule_limits::shift_minutes_max, least_set);
  join(&rule_limits::rest_minutes, most);
  join(&rule_limits::rest_after_call_minutes, most);
  join(&rule_limits::long_minutes, least);
  join(&rule_limits::rest_after_call_in_minutes, most);
  join(&rule_limits::call_every_nights, most);
  join(&rule_limits::nights_in_a_row_max, least_set);
  join(&rule_limits::days_in_a_row_max, least_set);
  join(&rule_limits::moonlighting_pgy_min, most);
  return a;
}

} // namespace

void duty_builder::set_limits() {
  for (auto who : out_.meaning.who) {
    const auto& facts = *context_.person_of(x_.where.people[who].id);
    limits_.push_back(
      strictest(context_.limits_at(facts, midnight(0)),
                context_.limits_at(facts, midnight(x_.days) - minutes{1})));
  }
}

/// Two columns a day have no run of days; there nobody may work on more days
/// in a row than the pack allows, whichever they choose.
void duty_builder::shorten_runs(std::size_t row) {
  if (columns_a_day() == 1 || !resident(row) || wish_.shares_people)
    return;
  auto most = int{limits_[row].days_in_a_row_max};
  if (context_.pack.free_weekly)
    most = most == 0 ? days_free_weekly : std::min(most, days_free_weekly);
  auto busy = [&](std::int32_t d) {
    return std::ranges::any_of(cells_of(row, d), [&](auto at) {
      return out_.what.allowed[at] != solve::only(solve::off);
    });
  };
  for (std::int32_t d = 0; most != 0 && d < x_.days; ++d) {
    auto first = d;
    while (d < x_.days && busy(d))
      ++d;
    if (d - first > most)
      shorten(row, {first, d - 1}, most);
  }
}

/// Whoever could stand in must not be off on the same days: those go that were
/// taken from the fewest so far.
void duty_builder::shorten(std::size_t row, solve::day_span run, int most) {
  auto taken_at = [&](std::size_t task, std::int32_t d) -> std::int32_t& {
    return taken_[task * static_cast<std::size_t>(x_.days)
                  + static_cast<std::size_t>(d)];
  };
  taken_.resize((free() + 1) * static_cast<std::size_t>(x_.days));
  auto best = std::vector<std::int32_t>{};
  auto least = std::numeric_limits<std::int32_t>::max();
  for (auto before = 0; before <= most; ++before) {
    auto days = days_off(row, run, most, before);
    auto taken = 0;
    for (auto d : days)
      for (auto task = std::size_t{1}; task <= free(); ++task)
        taken += may(row, d, task) ? taken_at(task, d) : 0;
    if (taken < least) {
      least = taken;
      best = std::move(days);
    }
  }
  for (auto d : best) {
    for (auto task = std::size_t{1}; task <= free(); ++task)
      taken_at(task, d) += may(row, d, task);
    for (auto at : cells_of(row, d))
      if ((out_.what.allowed[at] & fixed_tasks()) == 0)
        out_.what.allowed[at] = solve::only(solve::off);
  }
  out_.shortened = true;
}

/// Days that cut the run as if so many had been worked before it, where some
/// day of it can go so early: the latest ones that may, so that they are few.
std::vector<std::int32_t> duty_builder::days_off(std::size_t row,
                                                 solve::day_span run, int most,
                                                 int before) const {
  auto is_fixed = [&](std::int32_t d) {
    return std::ranges::any_of(cells_of(row, d), [&](auto at) {
      return (out_.what.allowed[at] & fixed_tasks()) != 0;
    });
  };
  auto is_kept = [&](std::int32_t d) {
    return std::ranges::any_of(
      cells_of(row, d), [&](auto at) { return near_[at] != solve::off; });
  };
  auto out = std::vector<std::int32_t>{};
  for (auto begin = run.first - before; begin + most <= run.last;) {
    auto from = std::max(begin, run.first);
    auto d = begin + most;
    while (d > from && is_kept(d))
      --d;
    if (begin < run.first && is_kept(d)) {
      begin = run.first;
      continue;
    }
    if (is_kept(d))
      for (d = begin + most; d > from && is_fixed(d);)
        --d;
    out.push_back(d);
    begin = d + 1;
  }
  return out;
}

/// Where everybody on a rotation comes, staying away costs.
void duty_builder::price_absence() {
  for (auto row = std::size_t{0}; row < out_.meaning.who.size(); ++row)
    for (auto t = std::size_t{1}; t <= free(); ++t)
      for (std::int32_t d = 0; d < x_.days; ++d)
        if (shift(t).people_needed == 0 && may(row, d, t))
          out_.what
            .cell[out_.what.cell_at(row, column(d, t)) * out_.what.tasks.size()]
            = solve::soft(price_absent);
}

void duty_builder::make_contracts() {
  for (auto row = std::size_t{0}; row < out_.meaning.who.size(); ++row) {
    auto& one = out_.what.people[row];
    one.contract = static_cast<std::uint32_t>(row);
    auto& to = out_.what.contracts.emplace_back();
    const auto& rests = rests_for(limits_[row]);
    to.next = rests.next;
    to.clashes = rests.clashes;
    add_runs(row, to);
    add_fairness(row, to);
    if (resident(row)) {
      add_windows(row, to);
      add_weeks(row, to);
    } else {
      add_humane(to);
    }
    one.run_before.assign(to.runs.size(), 0);
    one.total_before.assign(to.totals.size(), 0);
    one.group_before.assign(to.groups.size(), 0);
  }
}

void duty_builder::add_runs(std::size_t row, solve::contract& to) const {
  if (columns_a_day() > 1)
    return;
  auto worked = fixed_tasks() | tasks_where([](const shift_template& t) {
                  return counts(t.kind);
                });
  const auto& limits = limits_[row];
  auto nights = fixed_task(fixed_kind::night)
                | tasks_where([](const shift_template& t) {
                    return t.kind == duty_kind::night_float;
                  });
  if (nights != 0 && limits.nights_in_a_row_max != 0 && resident(row))
    to.runs.push_back({.tasks = nights,
                       .max = limits.nights_in_a_row_max,
                       .longer = solve::hard(hard_rule)});
  auto hard_max = resident(row) ? int{limits.days_in_a_row_max} : 0;
  if (hard_max != 0)
    to.runs.push_back(
      {.tasks = worked, .max = hard_max, .longer = solve::hard(hard_rule)});
  if (hard_max == 0 || hard_max > days_in_a_row)
    to.runs.push_back({.tasks = worked,
                       .max = days_in_a_row,
                       .longer = solve::soft(price_day_in_a_row)});
  if (resident(row) && context_.pack.free_minutes > 1440
      && !context_.pack.free_calendar_days)
    to.runs.push_back({.tasks = solve::only(solve::off),
                       .min = 2,
                       .shorter = solve::hard(hard_rule)});
}

/// Limits of a week that is not averaged, as limits of any seven days.
void duty_builder::add_weeks(std::size_t row, solve::contract& to) const {
  const auto& limits = limits_[row];
  if (limits.total_hours_week_max == 0 && limits.patient_hours_week_max == 0)
    return;
  auto reach = 0;
  for (auto t = std::size_t{1}; t <= free(); ++t)
    reach = std::max(reach, shift(t).start + shift(t).length - 1440);
  auto add = [&](int hours, std::vector<std::int32_t> weights) {
    if (hours == 0)
      return;
    auto of = solve::task_set{0};
    for (auto t = std::size_t{1}; t <= free(); ++t)
      if (weights[t] != 0)
        of |= solve::only(static_cast<solve::task>(t));
    auto unseen = hold_unseen(row, hours, of, to);
    to.windows.push_back({.days = 7 * columns_a_day(),
                          .weights = std::move(weights),
                          .max = std::max(0, 60 * hours - reach - unseen),
                          .over = solve::hard(hard_rule),
                          .unit = 60});
  };
  auto all = minutes_by_task();
  add(limits.total_hours_week_max, all);
  auto patients = all;
  for (auto t = std::size_t{1}; t <= free(); ++t)
    if (auto kind = shift(t).kind;
        kind == duty_kind::education || kind == duty_kind::administrative)
      patients[t] = 0;
  add(limits.patient_hours_week_max, patients);
}

/// Nights and week-ends towards what the plan lets one expect.
void duty_builder::add_fairness(std::size_t row, solve::contract& to) const {
  auto nights = tasks_where(is_nightly);
  auto weekends = solve::group_rule{};
  weekends.tasks = ~solve::only(solve::off);
  auto expected_nights = 0.0;
  auto expected_weekend = 0.0;
  auto days = static_cast<std::size_t>(x_.days);
  for (std::int32_t d = 0; d < x_.days; ++d) {
    auto weekend = weekday_of(x_.day(d)) >= weekday::saturday;
    auto from = d * columns_a_day();
    auto to_day = from + columns_a_day() - 1;
    if (weekend && !weekends.spans.empty()
        && weekends.spans.back().last == from - 1)
      weekends.spans.back().last = to_day;
    else if (weekend)
      weekends.spans.push_back({from, to_day});
    for (auto t = std::size_t{1}; t <= free(); ++t) {
      if (!may(row, d, t))
        continue;
      auto slot = t * days + static_cast<std::size_t>(d);
      auto share = static_cast<double>(need_[slot]) / std::max(1, pool_[slot]);
      expected_weekend += weekend ? share : 0;
      expected_nights += solve::has(nights, static_cast<solve::task>(t)) ? share
                                                                         : 0;
    }
  }
  if (nights != 0 && expected_nights > 0) {
    auto rule = solve::total_rule{
      .target = static_cast<std::int32_t>(std::lround(expected_nights)),
      .square = solve::soft(price_night)};
    for (auto t = std::size_t{0}; t < out_.what.tasks.size(); ++t)
      rule.weights.push_back(solve::has(nights, static_cast<solve::task>(t)));
    to.totals.push_back(std::move(rule));
  }
  if (expected_weekend <= 0)
    return;
  weekends.partial = solve::soft(price_half_weekend);
  for (auto share : weekend_steps) {
    weekends.max
      = static_cast<std::int32_t>(std::ceil(share * expected_weekend));
    weekends.over = solve::soft(price_weekend);
    to.groups.push_back(weekends);
    weekends.partial = {};
  }
}

void duty_builder::add_humane(solve::contract& to) const {
  to.windows.push_back({.days = 28 * columns_a_day(),
                        .weights = minutes_by_task(),
                        .max = 4 * humane_minutes_week,
                        .over = solve::hard(hard_rule),
                        .unit = 60});
}

} // namespace nightfloat::domain::stage
