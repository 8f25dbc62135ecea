// SPDX-License-Identifier: Apache-2.0
// Moves of whole stretches, for plans in which everybody is somewhere all the
// time: cover and what each person owes are tight at once, so that most moves
// that mend one break the other. A trade of two stretches between two people
// changes neither.

#include "domain/solve/annealing.hpp"

#include <algorithm>

namespace nightfloat::domain::solve {

void annealing::try_plan() {
  auto pick = random_.below(100);
  if (pick < 20)
    set_aimed();
  else if (pick < 32)
    set_owed();
  else if (pick < 40)
    set_block();
  else if (pick < 50)
    exchange_block();
  else if (pick < 66)
    grow_stretch();
  else if (pick < 80)
    swap_stretches();
  else
    trade_stretches();
}

/// The days around `day` on which the person does the same, of a long stretch
/// those nearest.
annealing::stretch annealing::run_of(std::uint32_t who,
                                     std::int32_t day) const noexcept {
  auto is = at_.at(who, day);
  auto first = day;
  auto end = day + 1;
  auto last = std::min(x_->days, day + block_max / 2);
  while (end < last && alike(at_.at(who, end), is))
    ++end;
  auto least = std::max(0, end - block_max);
  while (first > least && alike(at_.at(who, first - 1), is))
    --first;
  return {first, end - first};
}

annealing::stretch annealing::pick_stretch(std::uint32_t who) {
  constexpr std::int32_t usual[] = {1, 2, 2, 4, 4};
  auto first = static_cast<std::int32_t>(
    random_.below(static_cast<std::size_t>(x_->days)));
  auto pick = random_.below(2 * std::size(usual));
  if (pick >= std::size(usual))
    return run_of(who, first);
  return {first, std::min(usual[pick], x_->days - first)};
}

/// Somebody else who does that, or the number of people.
std::uint32_t annealing::who_is_at(std::int32_t day, task like,
                                   std::uint32_t but) {
  auto people = static_cast<std::uint32_t>(x_->people);
  auto who = static_cast<std::uint32_t>(random_.below(people));
  for (auto k = 0U; k < people; ++k, ++who) {
    if (who == people)
      who = 0;
    if (who != but && alike(at_.at(who, day), like))
      return who;
  }
  return people;
}

/// More of what a person has too little of.
void annealing::set_owed() {
  for (auto tries = 0; tries < 8; ++tries) {
    auto who = static_cast<std::uint32_t>(random_.below(x_->people));
    const auto& c = x_->of(who);
    if (c.totals.empty() || at_.rules_cost(who) == score{})
      continue;
    auto i = random_.below(c.totals.size());
    const auto& rule = c.totals[i];
    auto total = at_.total(who, i);
    auto less = total > rule.max;
    if (total >= rule.min && !less)
      continue;
    auto first = static_cast<std::int32_t>(
      random_.below(static_cast<std::size_t>(x_->days)));
    auto may = x_->may(who, first);
    auto to = may[random_.below(may.size())];
    auto now = rule.weights[at_.at(who, first)];
    if (less ? rule.weights[to] >= now : rule.weights[to] <= now)
      continue;
    auto span = random_.below(3) == 0 ? run_of(who, first) : pick_stretch(who);
    auto x = change{who, random_.below(2) == 0 ? span.first : first, 0, {}};
    x.count = std::min(span.count, x_->days - x.first);
    if (fill(x, to))
      alone(x, move_kind::owed);
    return;
  }
}

/// A stretch takes a day more at either end: from the stretch beside it, or
/// from somebody who has that day there and takes over what was there.
void annealing::grow_stretch() {
  auto who = static_cast<std::uint32_t>(random_.below(x_->people));
  auto day = static_cast<std::int32_t>(
    random_.below(static_cast<std::size_t>(x_->days)));
  auto beside = random_.below(2) == 0 ? day + 1 : day - 1;
  if (beside < 0 || beside >= x_->days)
    return;
  auto to = at_.at(who, beside);
  if (alike(at_.at(who, day), to))
    return;
  if (random_.below(2) == 0) {
    auto other = who_is_at(day, to, who);
    if (other < x_->people)
      exchange_days(who, other, {day, 1});
    return;
  }
  auto x = change{who, day, 1, {}};
  if (fill(x, to))
    alone(x, move_kind::grow);
}

/// The two changes by which a person's days `from` and `to` change places.
bool annealing::swap_in(std::uint32_t who, std::int32_t from, std::int32_t to,
                        std::int32_t count,
                        std::array<change, 2>& out) const noexcept {
  out = {at_.now(who, from, count), at_.now(who, to, count)};
  out[0].first = to;
  out[1].first = from;
  return fit(out[0]) && fit(out[1]);
}

void annealing::swap_stretches() {
  auto who = static_cast<std::uint32_t>(random_.below(x_->people));
  auto [from, count] = pick_stretch(who);
  auto to = static_cast<std::int32_t>(
    random_.below(static_cast<std::size_t>(x_->days)));
  count = std::min(count, x_->days - to);
  if (std::abs(from - to) < count)
    count = std::abs(from - to);
  auto both = std::array<change, 2>{};
  if (count > 0 && swap_in(who, from, to, count, both))
    one_by_one(both, move_kind::swap);
}

/// Two people exchange when they do something: what each does at the other's
/// time comes along, so that its cover and everybody's totals stay.
void annealing::trade_stretches() {
  auto one = static_cast<std::uint32_t>(random_.below(x_->people));
  auto [from, count] = pick_stretch(one);
  auto is = at_.at(one, from);
  auto next = run_of(one, from);
  auto to = next.first + next.count;
  if (to >= x_->days || random_.below(2) == 0)
    to = static_cast<std::int32_t>(
      random_.below(static_cast<std::size_t>(x_->days)));
  auto other = who_is_at(to, is, one);
  if (other >= x_->people)
    return;
  auto there = run_of(other, to);
  to = random_.below(2) == 0 ? there.first : to;
  count = std::min({count, there.first + there.count - to, x_->days - to,
                    std::abs(from - to)});
  auto mine = std::array<change, 2>{};
  auto theirs = std::array<change, 2>{};
  if (count > 0 && swap_in(one, from, to, count, mine)
      && swap_in(other, from, to, count, theirs))
    one_by_one(std::array{mine[0], mine[1], theirs[0], theirs[1]},
               move_kind::trade);
}

} // namespace nightfloat::domain::solve
