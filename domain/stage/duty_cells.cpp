// SPDX-License-Identifier: Apache-2.0
#include "domain/calendar.hpp"
#include "domain/stage/duty_builder.hpp"
#include "domain/stage/duty_roster.hpp"
#include "domain/stage/own_rows.hpp"
#include "domain/stage/part.hpp"

#include <algorithm>
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

fixed_kind kind_of(duty_kind kind, std::int32_t length) noexcept {
  if (kind == duty_kind::in_house_call)
    return fixed_kind::call;
  if (kind == duty_kind::night_float)
    return fixed_kind::night;
  return length <= half_day_minutes ? fixed_kind::brief
         : length <= 12 * 60        ? fixed_kind::day
                                    : fixed_kind::long_day;
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

/// Leave and credentials are asked for on the day on which work begins, by the
/// clock of the programme.
void duty_builder::place_begins() {
  auto days = static_cast<std::size_t>(x_.days);
  begins_.resize(x_.where.templates.size() * days);
  for (auto which : wish_.templates)
    for (std::int32_t d = 0; d < x_.days; ++d)
      begins_[which * days + static_cast<std::size_t>(d)]
        = (context_.day_of(x_.start(which, d)) - x_.first).count();
}

bool duty_builder::is_away(std::size_t who, std::size_t which,
                           std::int32_t day) const {
  auto on = begins_[which * static_cast<std::size_t>(x_.days)
                    + static_cast<std::size_t>(day)];
  if (on >= 0 && on < x_.days)
    return x_.is_away(who, on);
  const auto& facts = *context_.person_of(x_.where.people[who].id);
  return std::ranges::any_of(context_.leave_of(facts), [&](const auto& away) {
    return away.from <= x_.start(which, day) && x_.start(which, day) < away.to;
  });
}

/// Whether that person may be asked at all.
bool duty_builder::eligible(std::size_t who, std::size_t which,
                            std::int32_t day) const {
  const auto& t = x_.where.templates[which];
  auto begun = begins_[which * static_cast<std::size_t>(x_.days)
                       + static_cast<std::size_t>(day)];
  if (!x_.runs(which, day) || !x_.fits(who, t) || is_away(who, which, day)
      || !x_.qualified(who, which, std::clamp(begun, 0, x_.days - 1)))
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

void duty_builder::read_fixed() {
  work_.resize(out_.meaning.who.size());
  occupied_.resize(work_.size());
  for (auto row = std::size_t{0}; row < work_.size(); ++row)
    read_fixed(row);
  merge_locked();
  for (const auto& x : locked_) {
    auto& most = as(x).minutes;
    most = std::max(most, x.minutes);
  }
}

/// A cell is of one kind, by all that is fixed there: others of that kind weigh
/// as much as the longest of them.
void duty_builder::merge_locked() {
  // Of several duties in a cell the last kind says most.
  std::ranges::stable_sort(locked_, {}, [](const locked_cell& x) {
    return std::tuple{x.row, x.column, x.kind};
  });
  auto merged = std::vector<locked_cell>{};
  for (auto x : locked_) {
    if (!merged.empty() && merged.back().row == x.row
        && merged.back().column == x.column) {
      x.minutes += merged.back().minutes;
      merged.pop_back();
    }
    if (x.kind != fixed_kind::call && x.kind != fixed_kind::night)
      x.kind = kind_of(duty_kind::clinical, x.minutes);
    merged.push_back(x);
  }
  locked_ = std::move(merged);
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
    lock_for(row, x);
  }
}

/// Work of a template stands in the cell in which the search would have it,
/// all other work in that of its date.
void duty_builder::lock_for(std::size_t row, const duty& x) {
  auto which = x_.index(x.from);
  if (!std::ranges::binary_search(wish_.templates, which)
      || x_.where.templates[which].kind != x.kind)
    which = frame::npos;
  auto known = which != frame::npos;
  auto day = known ? day_of(x_, which, x.start)
                   : (x_.site.local_date(x.start) - x_.first).count();
  if (day < 0 || day >= x_.days)
    return;
  auto begin = known ? x_.where.templates[which].start % 1440
                     : (x.start - midnight(day)).count();
  auto late = columns_a_day() == 2 && begin >= noon;
  auto length = (x.end - x.start).count();
  locked_.push_back({row, day * columns_a_day() + (late ? 1 : 0),
                     kind_of(x.kind, length), which, length});
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
  for (std::int32_t d = 0; d < x_.days; ++d) {
    auto holiday = find_holiday(x_.where.holidays, x_.day(d)) != nullptr;
    for (auto half = 0; half < columns_a_day(); ++half)
      out_.meaning.columns.push_back({x_.day(d),
                                      columns_a_day() == 1 ? day_part::whole
                                      : half == 0          ? day_part::am
                                                           : day_part::pm,
                                      holiday});
  }
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

} // namespace nightfloat::domain::stage
