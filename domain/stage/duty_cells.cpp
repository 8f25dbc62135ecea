// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/duty_builder.hpp"
#include "domain/stage/duty_roster.hpp"
#include "domain/stage/own_rows.hpp"
#include "domain/stage/part.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace nightfloat::domain::stage {

namespace {

/// No template and hardly any duty is longer than two days.
constexpr auto near_days = 3;

bool is_tail(duty_kind x) noexcept {
  return x == duty_kind::transition || x == duty_kind::education
         || x == duty_kind::voluntary;
}

bool is_moonlighting(duty_kind x) noexcept {
  return x == duty_kind::moonlighting || x == duty_kind::moonlighting_external;
}

std::uint32_t shift_traits(const programme& where, const shift_template& x,
                           const rotation* on) {
  auto out = std::uint32_t{0};
  if (x.kind == duty_kind::at_home_call)
    return is_jeopardy;
  out |= is_work;
  if (x.kind == duty_kind::in_house_call)
    out |= is_call;
  if (x.kind == duty_kind::night_float)
    out |= is_night_float;
  if (x.kind == duty_kind::supervision)
    out |= is_supervision;
  if (x.kind == duty_kind::education)
    out |= is_education;
  if (x.kind == duty_kind::administrative)
    out |= is_administrative;
  if (on != nullptr && on->kind == rotation_kind::outpatient)
    out |= is_clinic;
  if (on != nullptr && on->kind == rotation_kind::inpatient)
    out |= is_inpatient;
  if (const auto* what = find(where, x.activity); what != nullptr)
    out |= what->procedure ? is_procedure : 0u;
  return out;
}

} // namespace

/// The first row of the plan that has a day is believed.
void duty_builder::place_people(std::span<const assignment> plan) {
  auto days = static_cast<std::size_t>(x_.days);
  on_.assign(x_.people() * days, frame::npos);
  for (const auto& row : plan) {
    auto who = x_.index(row.person);
    auto rotation = x_.index(row.rotation);
    if (who == frame::npos || rotation == frame::npos)
      continue;
    auto last = std::min(row.last, x_.day(x_.days - 1));
    for (auto d = std::max(row.first, x_.first); d <= last; d += one_day) {
      auto& at
        = on_[who * days + static_cast<std::size_t>((d - x_.first).count())];
      if (at == frame::npos)
        at = rotation;
    }
  }
}

/// Whether that person may be asked at all.
bool duty_builder::eligible(std::size_t who, std::size_t which,
                            std::int32_t day) const {
  const auto& t = x_.where.templates[which];
  if (!x_.runs(which, day) || !x_.fits(who, t) || x_.is_away(who, day)
      || !x_.qualified(who, which, day))
    return false;
  if (t.role != person_role::resident)
    return true;
  auto on = on_[who * static_cast<std::size_t>(x_.days)
                + static_cast<std::size_t>(day)];
  if (t.rotation.assigned())
    return on != frame::npos && x_.where.rotations[on].id == t.rotation;
  return on == frame::npos
         || x_.where.rotations[on].kind != rotation_kind::vacation;
}

/// Whether the shift by itself breaks nothing.
bool duty_builder::within_limits(std::size_t who, std::size_t which,
                                 std::int32_t day) const {
  const auto& t = x_.where.templates[which];
  if (t.role != person_role::resident)
    return true;
  const auto* facts = context_.person_of(x_.where.people[who].id);
  auto start = x_.start(which, day);
  auto pgy = context_.pgy_at(*facts, start);
  if ((t.pgy_min > 1 || t.pgy_max < 8) && (pgy < t.pgy_min || pgy > t.pgy_max))
    return false;
  const auto& limits = context_.limits_at(*facts, start);
  if (is_moonlighting(t.kind) && pgy < limits.moonlighting_pgy_min)
    return false;
  if (!counts(t.kind) || t.kind == duty_kind::from_home)
    return true;
  auto longest = limits.continuous_minutes_max
                 + (is_tail(t.kind) ? limits.transition_minutes_max : 0);
  auto shift_max = t.kind == duty_kind::in_house_call || is_tail(t.kind)
                     ? std::uint16_t{0}
                     : limits.shift_minutes_max;
  return t.length <= longest && (shift_max == 0 || t.length <= shift_max);
}

void duty_builder::find_rows() {
  for (auto who = std::size_t{0}; who < x_.people(); ++who) {
    auto any = std::ranges::any_of(wish_.templates, [&](auto which) {
      for (std::int32_t d = 0; d < x_.days; ++d)
        if (eligible(who, which, d))
          return true;
      return false;
    });
    if (any)
      out_.meaning.who.push_back(who);
  }
}

fixed_kind duty_builder::kind_of(const duty& x) const noexcept {
  if (x.kind == duty_kind::in_house_call)
    return fixed_kind::call;
  if (x.kind == duty_kind::night_float)
    return fixed_kind::night;
  auto length = (x.end - x.start).count();
  return length <= half_day_minutes ? fixed_kind::brief
         : length <= 12 * 60        ? fixed_kind::day
                                    : fixed_kind::long_day;
}

void duty_builder::read_fixed() {
  work_.resize(out_.meaning.who.size());
  occupied_.resize(work_.size());
  for (auto row = std::size_t{0}; row < work_.size(); ++row)
    read_fixed(row);
  // Of several duties in a cell the last kind says most.
  std::ranges::stable_sort(locked_, {}, [](const locked_cell& x) {
    return std::tuple{x.row, x.column, x.kind};
  });
  auto sum = 0;
  for (auto i = std::size_t{0}; i < locked_.size(); ++i) {
    const auto& x = locked_[i];
    auto same = i > 0 && locked_[i - 1].row == x.row
                && locked_[i - 1].column == x.column;
    sum = x.minutes + (same ? sum : 0);
    auto& most = as(x).minutes;
    most = std::max(most, sum);
  }
}

void duty_builder::read_fixed(std::size_t row) {
  auto id = x_.where.people[out_.meaning.who[row]].id;
  auto own = own_rows(fixed_, id);
  auto join = minutes{context_.pack.join_minutes_max};
  auto& all = work_[row];
  for (const auto& x : own) {
    if (x.start < x.end)
      occupied_[row].push_back({x.start, x.end, x.kind});
    if (!counts(x.kind))
      stand_by(row, x);
    if (!counts(x.kind) || x.start >= x.end)
      continue;
    if (!all.empty() && x.start <= all.back().end + join
        && x.kind != duty_kind::from_home
        && all.back().kind != duty_kind::from_home)
      all.back().end = std::max(all.back().end, x.end);
    else
      all.push_back({x.start, x.end, x.kind});
    auto day = (x_.site.local_date(x.start) - x_.first).count();
    if (day < 0 || day >= x_.days)
      continue;
    auto late = columns_a_day() == 2
                && x.start - midnight(day) >= minutes{12 * 60};
    auto which = x_.index(x.from);
    if (!std::ranges::binary_search(wish_.templates, which)
        || x_.where.templates[which].kind != x.kind)
      which = frame::npos;
    locked_.push_back({row, day * columns_a_day() + (late ? 1 : 0), kind_of(x),
                       which, (x.end - x.start).count()});
    (void)as(locked_.back());
  }
}

/// Standby locks no cell, but nobody takes two places of one.
void duty_builder::stand_by(std::size_t row, const duty& x) {
  auto which = x_.index(x.from);
  auto at = std::ranges::lower_bound(wish_.templates, which);
  if (at == wish_.templates.end() || *at != which)
    return;
  auto task = static_cast<std::size_t>(at - wish_.templates.begin()) + 1;
  if (auto day = day_of(x_, which, x.start); day >= 0 && day < x_.days)
    standby_.push_back(
      {row, column(day, task), static_cast<solve::task>(task)});
}

/// Where templates are many, what is fixed is only of its kind.
fixed_as& duty_builder::as(const locked_cell& x) {
  auto same = [&](std::size_t which) {
    return std::ranges::find_if(fixed_as_, [&](const fixed_as& one) {
      return one.kind == x.kind && one.which == which;
    });
  };
  if (auto found = same(x.which); found != fixed_as_.end())
    return *found;
  auto room = free() + 1 + fixed_as_.size() + fixed_kinds < solve::tasks_max;
  auto which = room ? x.which : frame::npos;
  if (auto found = same(which); found != fixed_as_.end())
    return *found;
  return fixed_as_.emplace_back(fixed_as{.kind = x.kind, .which = which});
}

void duty_builder::make_tasks() {
  static constexpr const char* names[fixed_kinds] = {
    "fixed, brief", "fixed, day", "fixed, long", "fixed, night", "fixed, call"};
  static constexpr std::uint32_t traits[fixed_kinds]
    = {is_work, is_work, is_work, is_work | is_night_float, is_work | is_call};
  auto& tasks = out_.meaning.tasks;
  tasks.push_back({.code = "off"});
  const auto& units = x_.where.info.supervision;
  for (auto which : wish_.templates) {
    const auto& t = x_.where.templates[which];
    const auto* on = find(x_.where, t.rotation);
    auto& task = tasks.emplace_back(
      task_meaning{t.code, shift_traits(x_.where, t, on), which, 0,
                   counts(t.kind) ? std::int32_t{t.length} : 0});
    if (t.role == person_role::faculty)
      task.units = t.kind == duty_kind::supervision ? units.faculty_units : 0;
    else if (t.supervised)
      task.units = units_asked(x_.where, t, t.pgy_max <= 1);
  }
  for (auto& one : fixed_as_) {
    auto k = static_cast<std::size_t>(one.kind);
    one.task = tasks.size();
    auto& task = tasks.emplace_back(task_meaning{
      .code = names[k], .traits = traits[k], .minutes = one.minutes});
    if (one.which == frame::npos)
      continue;
    const auto& like
      = tasks[1
              + static_cast<std::size_t>(
                std::ranges::lower_bound(wish_.templates, one.which)
                - wish_.templates.begin())];
    task.code = like.code;
    task.traits = like.traits;
    task.units = like.units;
  }
}

void duty_builder::shape() {
  auto people = std::vector<std::string>{};
  for (auto who : out_.meaning.who)
    people.push_back(x_.where.people[who].code);
  auto tasks = std::vector<std::string>{};
  for (const auto& task : out_.meaning.tasks)
    tasks.push_back(task.code);
  out_.what = solve::shaped(std::move(people), x_.days * columns_a_day(),
                            std::move(tasks));
  std::ranges::fill(out_.what.allowed, solve::only(solve::off));
  out_.start.assign(out_.what.allowed.size(), solve::off);
  auto holidays = std::set<date>{};
  for (const auto& day : x_.where.holidays)
    holidays.insert(day.day);
  for (std::int32_t d = 0; d < x_.days; ++d)
    for (auto half = 0; half < columns_a_day(); ++half)
      out_.meaning.columns.push_back({x_.day(d),
                                      columns_a_day() == 1 ? day_part::whole
                                      : half == 0          ? day_part::am
                                                           : day_part::pm,
                                      holidays.contains(x_.day(d))});
  place_rows();
}

/// Left empty where the plan says of none of them where they are.
void duty_builder::place_rows() {
  auto& on = out_.meaning.on;
  for (auto who : out_.meaning.who)
    for (const auto& c : out_.meaning.columns)
      on.push_back(on_[who * static_cast<std::size_t>(x_.days)
                       + static_cast<std::size_t>((c.day - x_.first).count())]);
  if (std::ranges::all_of(on, [](auto x) { return x == frame::npos; }))
    on.clear();
}

void duty_builder::lock() {
  for (const auto& x : locked_) {
    auto at = out_.what.cell_at(x.row, x.column);
    auto task = as(x).task;
    out_.what.allowed[at] = solve::only(static_cast<solve::task>(task));
    out_.start[at] = static_cast<solve::task>(task);
  }
}

void duty_builder::allow(std::size_t row) {
  auto who = out_.meaning.who[row];
  const auto& person = *context_.person_of(x_.where.people[who].id);
  const auto& fixed = work_[row];
  for (std::int32_t d = 0; d < x_.days; ++d) {
    auto near = std::ranges::lower_bound(
      fixed, midnight(d) - minutes{near_days * 1440}, {}, &fixed_work::end);
    for (auto task = std::size_t{1}; task <= free(); ++task) {
      auto at = out_.what.cell_at(row, column(d, task));
      if ((out_.what.allowed[at] & fixed_tasks()) != 0
          || !eligible(who, wish_.templates[task - 1], d)
          || !within_limits(who, wish_.templates[task - 1], d))
        continue;
      auto now = work(task, d);
      const auto& limits = context_.limits_at(person, now.start);
      auto fits = true;
      for (auto i = near; fits && i != fixed.end()
                          && i->start < now.end + minutes{near_days * 1440};
           ++i)
        fits = !too_close(limits, *i, now);
      if (fits)
        out_.what.allowed[at] |= solve::only(static_cast<solve::task>(task));
    }
  }
}

void duty_builder::bar_twice() {
  for (const auto& x : standby_)
    out_.what.allowed[out_.what.cell_at(x.row, x.column)]
      &= ~solve::only(x.task);
}

void duty_builder::make_demands() {
  auto days = static_cast<std::size_t>(x_.days);
  need_.assign((free() + 1) * days, 0);
  for (auto task = std::size_t{1}; task <= free(); ++task)
    for (std::int32_t d = 0; d < x_.days; ++d)
      if (x_.runs(wish_.templates[task - 1], d))
        need_[task * days + static_cast<std::size_t>(d)]
          = shift(task).people_needed;
  auto seen = std::set<std::tuple<person_id, template_id, std::int32_t>>{};
  for (const auto& x : fixed_)
    for (auto task = std::size_t{1}; task <= free(); ++task) {
      if (shift(task).id != x.from || shift(task).kind != x.kind)
        continue;
      auto day = day_of(x_, wish_.templates[task - 1], x.start);
      if (day >= 0 && day < x_.days
          && seen.insert({x.person, x.from, day}).second)
        --need_[task * days + static_cast<std::size_t>(day)];
    }
  for (std::int32_t d = 0; d < x_.days; ++d)
    for (auto task = std::size_t{1}; task <= free(); ++task) {
      if (shift(task).people_needed == 0
          || !x_.runs(wish_.templates[task - 1], d))
        continue;
      auto& need = need_[task * days + static_cast<std::size_t>(d)];
      need = std::max(need, 0);
      auto one = solve::head_price{need, solve::hard()};
      out_.what.demands.push_back(
        {.day = column(d, task),
         .tasks = solve::only(static_cast<solve::task>(task)),
         .under = {one},
         .over = {one}});
      out_.demanded.push_back(wish_.templates[task - 1]);
    }
}

void duty_builder::count_pools() {
  auto days = static_cast<std::size_t>(x_.days);
  pool_.assign((free() + 1) * days, 0);
  for (auto row = std::size_t{0}; row < out_.meaning.who.size(); ++row)
    for (auto task = std::size_t{1}; task <= free(); ++task)
      for (std::int32_t d = 0; d < x_.days; ++d)
        pool_[task * days + static_cast<std::size_t>(d)] += may(row, d, task);
}

} // namespace nightfloat::domain::stage
