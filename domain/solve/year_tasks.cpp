// SPDX-License-Identifier: Apache-2.0
// Who counts for what on a rotation, and so which tasks there are.

#include "domain/solve/year_builder.hpp"

#include <algorithm>
#include <array>

namespace nightfloat::domain {

using solve::soft;
using solve::task;

namespace {

constexpr std::int64_t price_leave_day = 90;
constexpr std::int64_t price_no_vacation = 250;
/// Days of leave in a week from which on somebody may be on no rotation in it,
/// and what that costs: less than an elective from home, more than a vacation.
constexpr auto leave_week_days = 5;
constexpr std::int64_t price_nowhere = 3;

} // namespace

std::uint16_t pgy_mask_of(const shift_template& x) noexcept {
  auto mask = std::uint16_t{0};
  for (unsigned i = x.pgy_min; i <= x.pgy_max && i < 16; ++i)
    mask = static_cast<std::uint16_t>(mask | 1u << i);
  return mask;
}

year_builder::year_builder(const frame& x, const roster* by_hand)
  : x_{x}, by_hand_{by_hand} {
  for (auto i = std::size_t{0}; i < x.people(); ++i)
    if (x.resident(i))
      out_.who.push_back(i);
  out_.weeks = x.weeks.size();
}

/// People that the shifts of `rotation` for the PGYs in `mask` ask for: no
/// fewer than the busiest day takes, nor than leaves two days off a week.
void year_builder::derive_cover(std::size_t rotation, std::uint16_t mask) {
  auto week = std::int32_t{0};
  auto busiest = std::array<std::int32_t, 7>{};
  for (const auto& t : where().templates) {
    if (t.role != person_role::resident || x_.index(t.rotation) != rotation
        || (pgy_mask_of(t) & ~mask) != 0)
      continue;
    // A day and night on call takes the day after it as well.
    auto takes = t.length > 16 * 60 ? 2 : 1;
    for (auto i = std::size_t{0}; i < busiest.size(); ++i)
      if ((t.weekdays >> i & 1u) != 0) {
        week += takes * t.people_needed;
        busiest[i] += takes * t.people_needed;
      }
  }
  if (week == 0)
    return;
  auto need = std::max((week + 4) / 5, *std::ranges::max_element(busiest));
  out_.covers.push_back(
    {rotation, mask, need, static_cast<std::int32_t>(people()), true});
}

void year_builder::make_covers() {
  covers_of_.resize(where().rotations.size());
  for (auto r = std::size_t{0}; r < where().rotations.size(); ++r) {
    const auto& row = where().rotations[r];
    out_.covers.push_back({r, 0xffff, row.people_min, row.people_max});
    auto masks = std::vector<std::uint16_t>{0xffff};
    for (const auto& t : where().templates)
      if (t.rotation == row.id && t.role == person_role::resident)
        masks.push_back(pgy_mask_of(t));
    std::ranges::sort(masks);
    masks.erase(std::unique(masks.begin(), masks.end()), masks.end());
    for (auto mask : masks)
      derive_cover(r, mask);
  }
  for (auto c = std::size_t{0}; c < out_.covers.size(); ++c)
    covers_of_[out_.covers[c].rotation].push_back(c);
  out_.cover_tasks.assign(out_.covers.size(), 0);
}

void year_builder::measure_leave() {
  for (auto who : out_.who)
    for (const auto& week : x_.weeks) {
      auto days = 0;
      for (auto d = week.first; d <= week.last; d += date::duration{1})
        days += x_.is_away(who, (d - x_.first).count()) ? 1 : 0;
      away_.push_back(days);
    }
}

void year_builder::find_aligned() {
  aligned_.assign(where().rotations.size(), false);
  for (const auto& r : where().requirements)
    if (r.kind == requirement_kind::block_aligned)
      for (auto id : r.fulfilled_by)
        aligned_[x_.index(id)] = true;
  odd_.assign(out_.weeks, 0);
  for (auto k = std::size_t{1}; k < out_.weeks; ++k) {
    auto same = x_.weeks[k].block == x_.weeks[k - 1].block;
    odd_[k] = same ? odd_[k - 1] : 1 - odd_[k - 1];
  }
}

/// As whom somebody counts: their PGY, and whether they are away in that week.
std::uint8_t year_builder::class_of(std::size_t who, std::size_t week) const {
  return static_cast<std::uint8_t>(2 * x_.pgy[out_.who[who]]
                                   + (away(who, week) > 0 ? 1 : 0));
}

std::uint64_t classes_of(const year_cover& x) noexcept {
  auto out = std::uint64_t{0};
  for (auto pgy = 0U; pgy < 16; ++pgy)
    if ((x.pgy_mask >> pgy & 1u) != 0)
      out |= (x.derived ? std::uint64_t{1} : std::uint64_t{3}) << 2 * pgy;
  return out;
}

result<void> year_builder::make_tasks() {
  auto rotations = where().rotations.size();
  out_.rotation_of.push_back(frame::npos);
  odd_task_.push_back(0);
  first_task_.resize(rotations);
  for (auto r = std::size_t{0}; r < rotations; ++r) {
    auto variants = aligned_[r] ? 2 : 1;
    if (out_.rotation_of.size() + static_cast<std::size_t>(variants)
        > solve::tasks_max)
      return failure{ec::oversize,
                     "generate: the year plan: " + std::to_string(rotations)
                       + " rotations, those twice that stay within blocks, are "
                         "more than 63, split the programme"};
    first_task_[r] = static_cast<task>(out_.rotation_of.size());
    auto mine = solve::task_set{0};
    for (auto odd = 0; odd < variants; ++odd) {
      mine |= solve::only(static_cast<task>(out_.rotation_of.size()));
      out_.rotation_of.push_back(r);
      odd_task_.push_back(static_cast<std::uint8_t>(odd));
    }
    for (auto c : covers_of_[r])
      out_.cover_tasks[c] = mine;
  }
  return {};
}

void year_builder::shape() {
  auto names = std::vector<std::string>{};
  for (auto who : out_.who)
    names.push_back(where().people[who].code);
  auto tasks = std::vector<std::string>{"-"};
  for (auto t = std::size_t{1}; t < out_.rotation_of.size(); ++t)
    tasks.push_back(where().rotations[out_.rotation_of[t]].name);
  auto columns = out_.weeks + (x_.whole ? 1 : 0);
  out_.what = solve::shaped(
    std::move(names), static_cast<std::int32_t>(columns), std::move(tasks));
  out_.what.classes.assign(out_.what.allowed.size(), 0);
  auto family = std::vector<solve::task_set>(where().rotations.size(), 0);
  for (auto t = std::size_t{1}; t < out_.rotation_of.size(); ++t)
    family[out_.rotation_of[t]] |= solve::only(static_cast<task>(t));
  for (auto set : family)
    if (set != 0)
      out_.what.families.push_back(set);
}

/// Where most people may be, or may be on vacation; npos: nowhere.
std::size_t year_builder::resting_place(bool vacation) const {
  auto out = frame::npos;
  for (auto r = std::size_t{0}; r < where().rotations.size(); ++r) {
    const auto& row = where().rotations[r];
    if ((row.kind == rotation_kind::vacation) == vacation
        && (out == frame::npos
            || row.people_max > where().rotations[out].people_max))
      out = r;
  }
  return out;
}

std::int32_t year_builder::leave_weeks(std::size_t who) const {
  auto out = 0;
  for (auto k = std::size_t{0}; k < out_.weeks; ++k)
    out += away(who, k) >= leave_week_days ? 1 : 0;
  return out;
}

/// Weeks that rotations of vacation may take of that person's.
std::int32_t year_builder::vacation_max(std::size_t who) const {
  auto out = resting_place(true) == frame::npos
               ? 0
               : static_cast<std::int32_t>(out_.weeks);
  for (auto j : rules_of(out_.who[who])) {
    const auto& r = where().requirements[j];
    auto caps = r.kind == requirement_kind::weeks_max
                || r.kind == requirement_kind::weeks_exact;
    auto vacation = std::ranges::any_of(r.fulfilled_by, [&](rotation_id id) {
      return where().rotations[x_.index(id)].kind == rotation_kind::vacation;
    });
    if (caps && vacation)
      out = std::min(out, std::int32_t{r.weeks});
  }
  return out;
}

/// What leave says about a cell: nobody away should be counted on, and a
/// vacation belongs where there is leave, if any of it is known.
void year_builder::make_cells() {
  auto rotations = where().rotations.size();
  auto demanded = std::vector<bool>(rotations, false);
  for (const auto& t : where().templates)
    if (t.rotation.assigned() && t.people_needed > 0)
      demanded[x_.index(t.rotation)] = true;
  auto vacation = resting_place(true);
  auto rest = resting_place(false);
  if (rest == frame::npos)
    rest = vacation;
  auto tasks = out_.rotation_of.size();
  for (auto p = std::size_t{0}; p < people(); ++p) {
    auto known = false;
    for (auto k = std::size_t{0}; k < out_.weeks; ++k)
      known = known || away(p, k) > 0;
    auto at_home = leave_weeks(p) > vacation_max(p);
    for (auto k = std::size_t{0}; k < out_.weeks; ++k) {
      auto cell = out_.what.cell_at(p, static_cast<std::int32_t>(k));
      out_.what.classes[cell] = class_of(p, k);
      auto& set = out_.what.allowed[cell] = 0;
      for (auto r = std::size_t{0}; r < rotations; ++r) {
        auto days = std::int64_t{away(p, k)};
        auto price = demanded[r] ? price_leave_day * days : days;
        if (where().rotations[r].kind == rotation_kind::vacation)
          price = known && days < 4 ? price_no_vacation : 0;
        set |= solve::only(task_of(k, r));
        out_.what.cell[cell * tasks + task_of(k, r)] = soft(price);
      }
      if (at_home && away(p, k) >= leave_week_days) {
        set |= solve::only(solve::off);
        out_.what.cell[cell * tasks] = soft(price_nowhere);
      }
      auto all = (x_.weeks[k].last - x_.weeks[k].first).count() + 1;
      auto home = away(p, k) == all && vacation != frame::npos ? vacation
                                                               : rest;
      out_.start.push_back(task_of(k, home));
    }
    if (x_.whole) {
      out_.what
        .allowed[out_.what.cell_at(p, static_cast<std::int32_t>(out_.weeks))]
        = solve::only(solve::off);
      out_.start.push_back(solve::off);
    }
  }
}

void year_builder::lock() {
  for (auto p = std::size_t{0}; by_hand_ != nullptr && p < people(); ++p)
    for (const auto& row : plan_of(*by_hand_, where().people[out_.who[p]].id)) {
      auto r = x_.index(row.rotation);
      if (row.source < duty_source::manual || r == frame::npos)
        continue;
      for (auto k = std::size_t{0}; k < out_.weeks; ++k) {
        // A week belongs to a fixed row that holds its middle.
        auto span = (x_.weeks[k].last - x_.weeks[k].first).count();
        auto middle = x_.weeks[k].first + date::duration{span / 2};
        if (row.first > middle || middle > row.last)
          continue;
        auto cell = out_.what.cell_at(p, static_cast<std::int32_t>(k));
        out_.start[cell] = task_of(k, r);
        out_.what.allowed[cell] = solve::only(out_.start[cell]);
      }
    }
}

} // namespace nightfloat::domain
