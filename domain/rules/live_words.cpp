// SPDX-License-Identifier: Apache-2.0

// The findings of a live roster in words: all of them, or what its last edit
// changed. What is gone is said of the roster as it was.

#include "domain/rules/live_state.hpp"
#include "domain/rules/roster_words.hpp"
#include "domain/rules/words.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace nightfloat::domain {

namespace {

/// Calls `take` with each person's number in the order of their ids.
template <class Take>
void each_by_id(const live_state& x, Take&& take) {
  auto known = x.context.people.size();
  auto next = x.strangers.begin();
  for (auto i = std::size_t{0}; i < known; ++i) {
    for (; next != x.strangers.end() && next->first < x.people[i].id(); ++next)
      take(next->second);
    take(static_cast<live_index>(i));
  }
  for (; next != x.strangers.end(); ++next)
    take(next->second);
}

/// What is in `a` and not in `b`; both are ordered.
std::vector<finding> without(const std::vector<finding>& a,
                             const std::vector<finding>& b) {
  auto out = std::vector<finding>{};
  std::ranges::set_difference(a, b, std::back_inserter(out), comes_before);
  return out;
}

} // namespace

std::vector<finding>
live_state::words_of(std::span<const noted> remarks,
                     std::span<const shortfall> short_units,
                     std::span<const crowd> crowds,
                     std::span<const window> unknown_days) const {
  auto out = std::vector<finding>{};
  for (const auto& x : remarks)
    out.push_back(judge.in_words(people[x.person], x.what));
  auto named = std::vector<shortfall>{};
  if (supervision_known)
    named.assign(short_units.begin(), short_units.end());
  std::ranges::sort(named, {}, [](const shortfall& x) {
    return std::pair{x.unit, x.from};
  });
  auto crowded = std::vector<crowd>{crowds.begin(), crowds.end()};
  std::ranges::sort(crowded, {}, [](const crowd& x) {
    return std::pair{x.day, x.shift};
  });
  if (!named.empty() || !crowded.empty())
    each_by_id(*this, [&](live_index who) {
      add_shifts(context, people[who].duties(), named);
      add_shifts(context, people[who].duties(), crowded);
    });
  for (auto& x : named) {
    std::ranges::sort(x.shifts);
    out.push_back(in_words(context, x));
  }
  for (const auto& x : crowded)
    out.push_back(in_words(context, x));
  for (const auto& x : unknown_days)
    out.push_back(nothing_generated(context, x));
  return out;
}

std::vector<finding> live_state::findings() const {
  if (duties + rows == 0)
    return {no_roster(context, over)};
  auto remarks = std::vector<noted>{};
  for (auto i = live_index{0}; i < people.size(); ++i)
    for (const auto& x : people[i].remarks())
      remarks.push_back({i, x});
  auto short_units = std::vector<shortfall>{};
  for (const auto& x : units)
    std::ranges::copy(x.shortfalls(), std::back_inserter(short_units));
  auto crowds = cover.all();
  auto out = words_of(remarks, short_units, crowds.wrong, crowds.unknown);
  if (!supervision_known)
    out.push_back(nobody_supervises(context, over));
  order(out);
  return out;
}

finding_changes live_state::changes() {
  auto gone = std::vector<finding>{};
  auto come = std::vector<finding>{};
  if (before_) {
    gone = *before_;
    come = findings();
  } else {
    come = words_of(come_, units_come_, cover_.come, cover_.unknown_come);
    turn_back();
    gone = words_of(gone_, units_gone_, cover_.gone, cover_.unknown_gone);
    turn_forth();
    order(gone);
    order(come);
  }
  return {.gone = without(gone, come), .come = without(come, gone)};
}

} // namespace nightfloat::domain
