// SPDX-License-Identifier: Apache-2.0

// What a change of duties would break that is nobody's own: supervision of
// units, the people that shifts ask for, frozen days.

#include "domain/rules/coverage.hpp"
#include "domain/rules/supervision.hpp"
#include "domain/rules/what_if.hpp"
#include "domain/rules/words.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace nightfloat::domain {

namespace {

/// Missing units times minutes.
std::int64_t missing(std::span<const shortfall> all) noexcept {
  auto total = std::int64_t{0};
  for (const auto& x : all)
    total += x.unit_minutes;
  return total;
}

std::int64_t units_of(const rule_context& context, const duty& x) noexcept {
  auto who = context.person_of(x.person);
  return who == nullptr ? 0 : supervision_units(context, *who, x);
}

std::uint16_t unit_of(const rule_context& context, const duty& x) noexcept {
  auto shift = context.template_of(x.from);
  return shift == nullptr ? std::uint16_t{0xffff} : shift->unit;
}

bool same_place(const rule_context& context, const duty& a, const duty& b) {
  return a.start == b.start && a.end == b.end
         && unit_of(context, a) == unit_of(context, b);
}

bool meet(const duty& a, const duty& b) noexcept {
  return a.start < b.end && b.start < a.end;
}

} // namespace

void what_if::judge_units(const duty_change& x,
                          std::vector<finding>& against) const {
  auto supervised = [&](const duty& work) {
    return units_of(*context_, work) != 0;
  };
  auto places = std::vector<duty>{};
  for (auto all : {&x.come, &x.gone})
    for (const auto& work : *all)
      if (supervised(work)
          && std::ranges::none_of(places, [&](const auto& other) {
               return same_place(*context_, other, work);
             }))
        places.push_back(work);
  for (const auto& place : places) {
    auto more = std::int64_t{0};
    for (const auto& work : x.come)
      if (supervised(work) && same_place(*context_, work, place))
        more += units_of(*context_, work);
    for (const auto& work : x.gone)
      if (supervised(work) && same_place(*context_, work, place))
        more -= units_of(*context_, work);
    if (more <= 0)
      continue;
    auto near = std::vector<duty>{};
    auto is_near = [&](const duty& work) {
      return meet(work, place) && supervised(work)
             && unit_of(*context_, work) == unit_of(*context_, place);
    };
    std::ranges::copy_if(what_->duties, std::back_inserter(near), is_near);
    auto before = find_shortfalls(*context_, near, place.start, place.end);
    std::erase_if(near, [&](const auto& work) {
      return std::ranges::find(x.gone, work) != x.gone.end();
    });
    std::ranges::copy_if(x.come, std::back_inserter(near), is_near);
    auto now = find_shortfalls(*context_, near, place.start, place.end);
    if (missing(now) > missing(before))
      against.push_back(in_words(*context_, now.front()));
  }
}

void what_if::judge_cover(const duty_change& x,
                          std::vector<finding>& against) const {
  if (!asks_for_people(*context_))
    return;
  auto seen = std::vector<cover_cell>{};
  for (const auto& lost : x.gone) {
    auto shift = demanded(*context_, lost);
    if (shift == nullptr)
      continue;
    auto here = cover_cell{shift, context_->demanded_on(*shift, lost)};
    if (!asks_on(*here.shift, here.day)
        || std::ranges::find(seen, here) != seen.end())
      continue;
    seen.push_back(here);
    if (people_fewer(x, here) <= 0)
      continue;
    auto there = std::set<person_id>{};
    for (const auto& work : what_->duties)
      if (is_in(here, work))
        there.insert(work.person);
    auto now = static_cast<std::int64_t>(there.size()) - people_fewer(x, here);
    if (now >= here.shift->people_needed)
      continue;
    auto index = here.shift - context_->templates.data();
    against.push_back(
      in_words(*context_, crowd_at(*context_, static_cast<std::uint16_t>(index),
                                   here.day, static_cast<std::uint16_t>(now))));
  }
}

bool what_if::is_in(const cover_cell& here, const duty& work) const {
  return work.from == here.shift->id && demanded(*context_, work) == here.shift
         && context_->demanded_on(*here.shift, work) == here.day;
}

/// How many people less there are after the change. Several parts of one
/// person are one of them.
std::int64_t what_if::people_fewer(const duty_change& x,
                                   const cover_cell& here) const {
  auto touched = std::set<person_id>{};
  for (auto all : {&x.gone, &x.come})
    for (const auto& work : *all)
      if (is_in(here, work))
        touched.insert(work.person);
  auto fewer = std::int64_t{0};
  for (auto who : touched) {
    auto own = duties_of(*what_, who);
    auto is_here = [&](const duty& work) {
      return is_in(here, work);
    };
    auto stays = [&](const duty& work) {
      return is_here(work) && std::ranges::find(x.gone, work) == x.gone.end();
    };
    auto comes = [&](const duty& work) {
      return work.person == who && is_here(work);
    };
    auto before = std::ranges::any_of(own, is_here);
    auto now = std::ranges::any_of(own, stays)
               || std::ranges::any_of(x.come, comes);
    fewer += (before ? 1 : 0) - (now ? 1 : 0);
  }
  return fewer;
}

void what_if::judge_frozen(const duty_change& x, std::vector<finding>& against,
                           std::vector<finding>* cautions) const {
  if (!how_)
    return;
  auto seen = std::set<std::pair<person_id, date>>{};
  for (auto all : {&x.come, &x.gone})
    for (const auto& work : *all) {
      auto day = context_->day_of(work.start);
      if (!seen.insert({work.person, day}).second)
        continue;
      auto found = judge_freeze(*where_, work.person, day, *how_);
      if (!found)
        continue;
      found->shifts = {work.shift};
      if (is_against(found->severity))
        against.push_back(*std::move(found));
      else if (cautions != nullptr)
        cautions->push_back(*std::move(found));
    }
}

} // namespace nightfloat::domain
