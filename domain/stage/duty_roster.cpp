// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/duty_roster.hpp"

#include "domain/calendar.hpp"
#include "domain/stage/own_rows.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_set>

namespace nightfloat::domain::stage {

namespace {

rotation_id rotation_on(std::span<const assignment> plan, person_id who,
                        date day) {
  for (const auto& row : own_rows(plan, who))
    if (row.first <= day && day <= row.last)
      return row.rotation;
  return {};
}

} // namespace

std::int32_t day_of(const frame& x, std::size_t which, instant start) noexcept {
  // Those from 24:00 on begin on a later date than that of their day.
  return (x.zones[which].local_date(start) - x.first).count()
         - x.where.templates[which].start / 1'440;
}

date column_day(const frame& x, const duty& d) noexcept {
  auto which = x.index(d.from);
  return which == frame::npos ? x.site.local_date(d.start)
                              : x.day(day_of(x, which, d.start));
}

std::vector<duty> duties_of_grid(const duty_problem& x,
                                 const solve::grid& roster,
                                 std::span<const assignment> plan) {
  auto out = std::vector<duty>{};
  const auto& meaning = x.meaning;
  const auto& frame = *meaning.of;
  auto columns = static_cast<std::int32_t>(meaning.columns.size());
  for (auto row = std::size_t{0}; row < meaning.who.size(); ++row)
    for (std::int32_t c = 0; c < columns; ++c) {
      auto task = roster[x.what.cell_at(row, c)];
      auto which = meaning.tasks[task].which;
      if (which == frame::npos)
        continue;
      const auto& t = frame.where.templates[which];
      auto day = meaning.columns[static_cast<std::size_t>(c)].day;
      auto start = frame.start(which, (day - frame.first).count());
      auto rotation = t.rotation;
      if (!rotation.assigned() && t.role == person_role::resident)
        rotation = rotation_on(plan, meaning.person_of(row).id, day);
      out.push_back({.person = meaning.person_of(row).id,
                     .shift = {},
                     .start = start,
                     .end = start + minutes{t.length},
                     .from = t.id,
                     .rotation = rotation,
                     .kind = t.kind,
                     .source = duty_source::solver,
                     .site = site_of(frame.where, t, rotation)});
    }
  std::ranges::sort(out, {}, [](const duty& d) {
    return std::pair{d.person, d.start};
  });
  return out;
}

namespace {

/// Whether the template is worked in that column of its day.
bool belongs(const duty_problem& x, std::size_t which, std::int32_t column) {
  if (x.meaning.width != column_width::half_day)
    return true;
  auto start = x.meaning.of->where.templates[which].start;
  return (start % 1'440 >= noon ? 1 : 0) == column % 2;
}

solve::grid filled(const duty_problem& x, std::span<const duty> all,
                   bool also_forbidden) {
  auto out = x.start;
  const auto& meaning = x.meaning;
  const auto& frame = *meaning.of;
  auto task_of = std::vector<solve::task>(frame.where.templates.size(), 0);
  for (auto t = std::size_t{1}; t < meaning.tasks.size(); ++t)
    if (meaning.tasks[t].which != frame::npos)
      task_of[meaning.tasks[t].which] = static_cast<solve::task>(t);
  auto a_day = meaning.width == column_width::half_day ? 2 : 1;
  for (const auto& d : all) {
    auto who = std::ranges::lower_bound(meaning.who, frame.index(d.person));
    auto which = frame.index(d.from);
    if (which == frame::npos || who == meaning.who.end()
        || *who != frame.index(d.person) || task_of[which] == solve::off)
      continue;
    auto day = day_of(frame, which, d.start);
    if (day < 0 || day >= frame.days || frame.start(which, day) != d.start)
      continue;
    for (auto c = day * a_day; c < (day + 1) * a_day; ++c) {
      auto at = x.what.cell_at(
        static_cast<std::size_t>(who - meaning.who.begin()), c);
      if (solve::has(x.what.allowed[at], task_of[which])
          || (also_forbidden && belongs(x, which, c)))
        out[at] = task_of[which];
    }
  }
  return out;
}

} // namespace

solve::grid grid_of_duties(const duty_problem& x, std::span<const duty> all) {
  return filled(x, all, false);
}

solve::grid grid_as_it_was(const duty_problem& x, std::span<const duty> all) {
  return filled(x, all, true);
}

std::int32_t heads_missing(const duty_problem& x, const solve::grid& roster,
                           std::size_t demand) noexcept {
  const auto& wanted = x.what.demands[demand];
  auto heads = 0;
  for (auto row = std::size_t{0}; row < x.what.people.size(); ++row)
    heads += solve::has(wanted.tasks, roster[x.what.cell_at(row, wanted.day)])
               ? 1
               : 0;
  return std::max(0, wanted.under.front().heads - heads);
}

void number_shifts(const frame& x, std::span<duty> all) {
  auto used = std::unordered_set<std::uint32_t>{};
  auto fresh
    = std::vector<std::tuple<std::int32_t, std::size_t, person_id, duty*>>{};
  // Of no template, or of a day that is none of these: no place is theirs.
  auto loose = std::vector<duty*>{};
  for (auto& d : all) {
    if (d.shift.assigned()) {
      used.insert(d.shift.value);
      continue;
    }
    auto which = x.index(d.from);
    auto day = which == frame::npos ? -1 : day_of(x, which, d.start);
    if (day < 0 || day >= x.days)
      loose.push_back(&d);
    else
      fresh.emplace_back(day, which, d.person, &d);
  }
  std::ranges::sort(fresh);
  auto at = fresh.begin();
  auto number = std::uint32_t{1};
  for (std::int32_t d = 0; d < x.days; ++d)
    for (auto t = std::size_t{0}; t < x.where.templates.size(); ++t) {
      auto needed = std::uint32_t{x.where.templates[t].people_needed};
      auto next = number;
      number += needed > 0 ? needed : static_cast<std::uint32_t>(x.people());
      for (;
           at != fresh.end() && std::get<0>(*at) == d && std::get<1>(*at) == t;
           ++at) {
        while (!used.insert(next).second)
          ++next;
        std::get<3>(*at)->shift = {next};
      }
    }
  for (auto* d : loose) {
    while (!used.insert(number).second)
      ++number;
    d->shift = {number};
  }
}

} // namespace nightfloat::domain::stage
