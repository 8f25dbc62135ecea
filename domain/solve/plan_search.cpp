// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/plan_search.hpp"

#include <algorithm>
#include <array>

namespace nightfloat::domain {

namespace {

/// Prices. What `unmet` reports costs hundreds, what is only nice costs ones.
constexpr std::int64_t price_cover = 1'000;
constexpr std::int64_t price_more = 150;
constexpr std::int64_t price_weeks = 400;
constexpr std::int64_t price_run = 300;
constexpr std::int64_t price_none = 200;
constexpr std::int16_t price_leave_day = 90;
constexpr std::int16_t price_no_vacation = 250;
constexpr std::int16_t price_change = 6;

std::uint16_t range_mask(std::uint8_t from, std::uint8_t to) {
  auto mask = std::uint16_t{0};
  for (unsigned i = from; i <= to && i < 16; ++i)
    mask = static_cast<std::uint16_t>(mask | 1u << i);
  return mask;
}

} // namespace

plan_search::plan_search(const frame& x, std::uint64_t seed,
                         std::uint64_t moves_max, const roster* base)
  : x_{x}, random_{seed}, moves_max_{std::max<std::uint64_t>(moves_max, 1)},
    weeks_{x.weeks.size()}, none_{static_cast<std::uint8_t>(
                              x.where.rotations.size())} {
  NIGHTFLOAT_EXPECT(x.where.rotations.size() < rotations_max);
  for (std::size_t i = 0; i < x.people(); ++i)
    if (x.resident(i))
      who_.push_back(i);
  make_covers();
  make_rules();
  make_unary();
  more_.assign(covers_.size() * weeks_, 0);
  lock(base);
  fill();
  rebuild();
  best_ = cells_;
  best_cost_ = cost_;
  best_owed_ = owed_;
}

/// People that the shifts of `rotation` for the PGYs in `mask` ask for: no
/// fewer than the busiest day takes, nor than leaves two days off a week.
void plan_search::derive_cover(std::size_t rotation, std::uint16_t mask) {
  auto week = std::int32_t{0};
  auto busiest = std::array<std::int32_t, 7>{};
  for (const auto& t : x_.where.templates) {
    if (t.role != person_role::resident || x_.index(t.rotation) != rotation
        || (range_mask(t.pgy_min, t.pgy_max) & ~mask) != 0)
      continue;
    // A day and night on call takes the day after it as well.
    auto takes = t.length > 16 * 60 ? 2 : 1;
    for (std::size_t i = 0; i < busiest.size(); ++i)
      if ((t.weekdays >> i & 1u) != 0) {
        week += takes * t.people_needed;
        busiest[i] += takes * t.people_needed;
      }
  }
  if (week == 0)
    return;
  auto need = std::max((week + 4) / 5,
                       *std::max_element(busiest.begin(), busiest.end()));
  covers_.push_back(
    {rotation, mask, need, static_cast<std::int32_t>(who_.size()), true});
}

void plan_search::make_covers() {
  covers_of_.resize(x_.where.rotations.size() + 1);
  for (std::size_t r = 0; r < x_.where.rotations.size(); ++r) {
    const auto& row = x_.where.rotations[r];
    covers_.push_back({r, 0xffff, row.people_min, row.people_max});
    auto masks = std::vector<std::uint16_t>{0xffff};
    for (const auto& t : x_.where.templates)
      if (t.rotation == row.id && t.role == person_role::resident)
        masks.push_back(range_mask(t.pgy_min, t.pgy_max));
    std::sort(masks.begin(), masks.end());
    masks.erase(std::unique(masks.begin(), masks.end()), masks.end());
    for (auto mask : masks)
      derive_cover(r, mask);
  }
  for (std::size_t c = 0; c < covers_.size(); ++c)
    covers_of_[covers_[c].rotation].push_back(c);
}

void plan_search::make_rules() {
  for (const auto& r : x_.where.requirements) {
    auto family = rotation_set{};
    for (auto id : r.fulfilled_by)
      family.set(x_.index(id));
    families_.push_back(family);
    auto after = rotation_set{};
    for (auto id : r.after)
      after.set(x_.index(id));
    after_.push_back(after);
  }
  for (auto who : who_) {
    auto mine = std::vector<std::size_t>{};
    for (std::size_t j = 0; j < families_.size(); ++j) {
      const auto& r = x_.where.requirements[j];
      auto& track = x_.where.people[who].track;
      if ((r.pgy == 0 || r.pgy == x_.pgy[who])
          && (r.track.empty() || r.track == track))
        mine.push_back(j);
    }
    rules_begin_.push_back(rule_costs_.size());
    rule_costs_.resize(rule_costs_.size() + mine.size() + 1);
    rules_of_.push_back(std::move(mine));
  }
}

/// What leave says about a cell: nobody away should be counted on, and a
/// vacation belongs where there is leave, if any of it is known.
void plan_search::make_unary() {
  auto rotations = x_.where.rotations.size() + 1;
  auto demanded = std::vector<bool>(rotations, false);
  for (const auto& t : x_.where.templates)
    if (t.rotation.assigned() && t.people_needed > 0)
      demanded[x_.index(t.rotation)] = true;
  absent_.assign(who_.size() * weeks_, 0);
  unary_.assign(who_.size() * weeks_ * rotations, 0);
  for (std::size_t p = 0; p < who_.size(); ++p) {
    auto known = false;
    for (std::int32_t d = 0; d < x_.days && !known; ++d)
      known = x_.is_away(who_[p], d);
    for (std::size_t k = 0; k < weeks_; ++k) {
      auto away = 0;
      for (auto d = x_.weeks[k].first; d <= x_.weeks[k].last;
           d += date::duration{1})
        away += x_.is_away(who_[p], (d - x_.first).count());
      absent_[p * weeks_ + k] = away > 0;
      for (std::size_t r = 0; r + 1 < rotations; ++r) {
        auto vacation = x_.where.rotations[r].kind == rotation_kind::vacation;
        auto price = demanded[r] ? price_leave_day * away : away;
        if (vacation)
          price = known && away < 4 ? price_no_vacation : 0;
        unary_[(p * weeks_ + k) * rotations + r]
          = static_cast<std::int16_t>(price);
      }
      unary_[(p * weeks_ + k) * rotations + none_]
        = static_cast<std::int16_t>(price_none);
    }
  }
}

void plan_search::lock(const roster* base) {
  locked_.assign(who_.size() * weeks_, 0);
  cells_.assign(who_.size() * weeks_, none_);
  if (base == nullptr)
    return;
  for (std::size_t p = 0; p < who_.size(); ++p)
    for (const auto& row : plan_of(*base, x_.where.people[who_[p]].id)) {
      auto r = x_.index(row.rotation);
      if (row.source < duty_source::manual || r == frame::npos)
        continue;
      fixed_.push_back(row);
      for (std::size_t k = 0; k < weeks_; ++k) {
        // A week belongs to a fixed row that holds its middle.
        auto span = (x_.weeks[k].last - x_.weeks[k].first).count();
        auto middle = x_.weeks[k].first + date::duration{span / 2};
        if (row.first <= middle && middle <= row.last) {
          locked_[p * weeks_ + k] = 1;
          cells_[p * weeks_ + k] = static_cast<std::uint8_t>(r);
        }
      }
    }
}

/// Everybody begins on vacation where away, else where most people may be.
void plan_search::fill() {
  auto rest = std::size_t{none_};
  auto vacation = std::size_t{none_};
  for (std::size_t r = 0; r < x_.where.rotations.size(); ++r) {
    const auto& row = x_.where.rotations[r];
    auto& slot = row.kind == rotation_kind::vacation ? vacation : rest;
    if (slot == none_ || row.people_max > x_.where.rotations[slot].people_max)
      slot = r;
  }
  auto rotations = x_.where.rotations.size() + 1;
  for (std::size_t p = 0; p < who_.size(); ++p)
    for (std::size_t k = 0; k < weeks_; ++k) {
      if (locked_[p * weeks_ + k] != 0)
        continue;
      auto away = away_all(p, k);
      auto price = unary_[(p * weeks_ + k) * rotations + vacation];
      cells_[p * weeks_ + k] = static_cast<std::uint8_t>(
        away && vacation != none_ && price == 0 ? vacation : rest);
    }
}

bool plan_search::away_all(std::size_t who, std::size_t week) const {
  for (auto d = x_.weeks[week].first; d <= x_.weeks[week].last;
       d += date::duration{1})
    if (!x_.is_away(who_[who], (d - x_.first).count()))
      return false;
  return true;
}

void plan_search::rebuild() {
  people_.assign(covers_.size() * weeks_, 0);
  cost_ = 0;
  for (std::size_t c = 0; c < covers_.size(); ++c)
    for (std::size_t k = 0; k < weeks_; ++k)
      cost_ += cover_cost(c, k);
  auto empty = cost_;
  cover_delta_ = 0;
  unary_delta_ = 0;
  for (std::size_t p = 0; p < who_.size(); ++p)
    for (std::size_t k = 0; k < weeks_; ++k)
      count(p, k, at(p, k), 1);
  owed_ = cost_ + cover_delta_;
  for (std::size_t p = 0; p < who_.size(); ++p) {
    auto slot = rules_begin_[p];
    for (auto j : rules_of_[p])
      owed_ += rule_costs_[slot++] = rule_cost(p, j);
    cost_ += rule_costs_[slot] = taste(p);
  }
  cost_ = cost_ - empty + owed_ + unary_delta_;
  cover_delta_ = 0;
  unary_delta_ = 0;
}

void plan_search::want_more(std::size_t shift, std::int32_t day) {
  const auto& t = x_.where.templates[shift];
  if (!t.rotation.assigned() || t.role != person_role::resident)
    return;
  auto mask = range_mask(t.pgy_min, t.pgy_max);
  auto week = x_.week_of_day[static_cast<std::size_t>(day)];
  for (auto c : covers_of_[x_.index(t.rotation)])
    if (covers_[c].pgy_mask == mask && covers_[c].derived)
      ++more_[c * weeks_ + week];
  cells_ = best_;
  rebuild();
  best_cost_ = cost_;
  best_owed_ = owed_;
  round_ = 0;
  round_begin_ = moves_;
  hot_ = 30;
}

std::int64_t plan_search::cover_cost(std::size_t index,
                                     std::size_t week) const noexcept {
  const auto& c = covers_[index];
  auto people = people_[index * weeks_ + week];
  auto more = more_[index * weeks_ + week];
  if (people < c.min)
    return price_cover * (c.min - people) + price_more * more;
  if (people < c.min + more)
    return price_more * (c.min + more - people);
  if (people > c.max)
    return price_cover * (people - c.max);
  return 0;
}

void plan_search::count(std::size_t who, std::size_t week,
                        std::uint8_t rotation, int by) {
  for (auto c : covers_of_[rotation]) {
    // Shifts need people who are there all the week, or nearly.
    if ((covers_[c].pgy_mask >> x_.pgy[who_[who]] & 1u) == 0
        || (covers_[c].derived && absent_[who * weeks_ + week] != 0))
      continue;
    auto& people = people_[c * weeks_ + week];
    cover_delta_ -= cover_cost(c, week);
    people += by;
    cover_delta_ += cover_cost(c, week);
  }
  auto rotations = x_.where.rotations.size() + 1;
  unary_delta_ += by * unary_[(who * weeks_ + week) * rotations + rotation];
}

void plan_search::set(std::size_t who, std::size_t week,
                      std::uint8_t rotation) {
  auto cell = who * weeks_ + week;
  if (locked_[cell] != 0 || cells_[cell] == rotation)
    return;
  changes_.push_back({cell, cells_[cell]});
  count(who, week, cells_[cell], -1);
  cells_[cell] = rotation;
  count(who, week, rotation, 1);
}

/// Few changes of rotation, and those at block borders.
std::int64_t plan_search::taste(std::size_t who) const {
  auto sum = std::int64_t{0};
  for (std::size_t k = 1; k < weeks_; ++k)
    if (at(who, k) != at(who, k - 1))
      sum += x_.weeks[k].block == x_.weeks[k - 1].block ? 2 * price_change
                                                        : price_change;
  return sum;
}

std::int64_t plan_search::run_cost(std::size_t who, const requirement& r,
                                   const rotation_set& family) const {
  auto sum = std::int64_t{0};
  auto weeks = static_cast<std::int64_t>(r.weeks);
  for (std::size_t k = 0; k < weeks_;) {
    if (!family[at(who, k)]) {
      ++k;
      continue;
    }
    auto begin = k;
    while (k < weeks_ && family[at(who, k)])
      ++k;
    auto length = static_cast<std::int64_t>(k - begin);
    // A run that the border of a shorter span cuts may go on beyond it.
    auto cut = !x_.whole && (begin == 0 || k == weeks_);
    if (r.kind == requirement_kind::contiguity_min && !cut)
      sum += price_run * std::max<std::int64_t>(0, weeks - length);
    if (r.kind == requirement_kind::contiguity_max)
      sum += price_run * std::max<std::int64_t>(0, length - weeks);
    if (r.kind == requirement_kind::block_aligned)
      for (auto i = begin + 1; i < k; ++i)
        sum += x_.weeks[i].block != x_.weeks[i - 1].block ? price_run : 0;
  }
  return sum;
}

std::int64_t plan_search::rule_cost(std::size_t who, std::size_t rule) const {
  const auto& r = x_.where.requirements[rule];
  const auto& family = families_[rule];
  auto have = std::int64_t{0};
  auto before = std::int64_t{0};
  auto owed = std::int64_t{0};
  auto weeks = static_cast<std::int64_t>(r.weeks);
  switch (r.kind) {
    case requirement_kind::weeks_min:
    case requirement_kind::weeks_max:
    case requirement_kind::weeks_exact: {
      for (std::size_t k = 0; k < weeks_; ++k)
        have += family[at(who, k)];
      auto few = r.kind != requirement_kind::weeks_max && x_.whole;
      auto many = r.kind != requirement_kind::weeks_min;
      return price_weeks
             * ((few ? std::max<std::int64_t>(0, weeks - have) : 0)
                + (many ? std::max<std::int64_t>(0, have - weeks) : 0));
    }
    case requirement_kind::prerequisite:
      for (std::size_t k = 0; k < weeks_; ++k) {
        before += after_[rule][at(who, k)];
        if (family[at(who, k)] && before < weeks)
          ++owed;
      }
      return x_.whole ? price_run * owed : 0;
    default:
      return run_cost(who, r, family);
  }
}

} // namespace nightfloat::domain
