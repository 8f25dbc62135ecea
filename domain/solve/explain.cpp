// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/explain.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace nightfloat::domain::solve {

namespace {

change cell_set_to(std::uint32_t who, std::int32_t day, task to) {
  auto out = change{who, day, 1, {}};
  out.to[0] = to;
  return out;
}

evaluation sum(evaluation a, const evaluation& b) {
  a.total += b.total;
  for (auto i = std::size_t{0}; i < rule_kinds; ++i)
    a.parts[i] += b.parts[i];
  return a;
}

void cheapest_first(std::vector<stand_in>& people) {
  std::ranges::stable_sort(people, {},
                           [](const stand_in& x) { return x.price.total; });
}

} // namespace

explainer::explainer(const tables& x, grid roster)
  : x_{&x}, now_{x, std::move(roster)} {
}

/// What joins two people makes the price of one depend on the other.
evaluation explainer::price(const change& one, const change& other) {
  auto first = now_.priced(one);
  now_.apply_priced(one, first.total);
  auto second = now_.priced(other);
  now_.undo();
  return sum(first, second);
}

void explainer::consider(std::optional<stand_in>& best,
                         const stand_in& x) const {
  if (!best || x.price.total < best->price.total)
    best = x;
}

void explainer::replace(std::optional<stand_in>& best, std::uint32_t who,
                        task to, std::uint32_t from, std::int32_t day,
                        task_set taken) {
  auto come = cell_set_to(who, day, to);
  for (auto other : x_->may(from, day)) {
    if (has(taken, other))
      continue;
    auto go = cell_set_to(from, day, other);
    consider(best, {who, to, from, other, price(come, go)});
  }
}

cell_reasons explainer::cell(std::uint32_t who, std::int32_t day) {
  auto out = cell_reasons{who, day, now_.at(who, day), {}, {}, 0};
  for (auto to : x_->may(who, day))
    if (to != out.now)
      out.tasks.push_back({to, now_.priced(cell_set_to(who, day, to))});
  std::ranges::stable_sort(out.tasks, {},
                           [](const auto& x) { return x.price.total; });
  if (out.now == off)
    return out;
  for (auto other = 0U; other < x_->people; ++other) {
    if (other == who || now_.at(other, day) == out.now)
      continue;
    if (!has(x_->what.allowed[x_->what.cell_at(other, day)], out.now)) {
      ++out.barred;
      continue;
    }
    auto best = std::optional<stand_in>{};
    replace(best, other, out.now, who, day, only(out.now));
    if (best)
      out.people.push_back(*best);
    else
      ++out.barred;
  }
  cheapest_first(out.people);
  return out;
}

demand_reasons explainer::demand(std::uint32_t which) {
  const auto& rule = x_->what.demands[which];
  auto day = rule.day;
  auto counts = [&](std::uint32_t who, task t) {
    return x_->what.counts(rule, x_->what.cell_at(who, day), t);
  };
  auto out = demand_reasons{which, {}, {}, 0};
  for (auto who = 0U; who < x_->people; ++who)
    if (counts(who, now_.at(who, day)))
      out.there.push_back(who);
  for (auto who = 0U; who < x_->people; ++who) {
    if (counts(who, now_.at(who, day)))
      continue;
    auto best = std::optional<stand_in>{};
    for (auto to : x_->may(who, day)) {
      if (!counts(who, to))
        continue;
      consider(best, {who, to, fault::nobody, off,
                      now_.priced(cell_set_to(who, day, to))});
      for (auto from : out.there)
        if (now_.at(from, day) == to)
          replace(best, who, to, from, day, rule.tasks);
    }
    if (best)
      out.people.push_back(*best);
    else
      ++out.barred;
  }
  cheapest_first(out.people);
  return out;
}

std::vector<fault> differences(const problem& x, const grid& before,
                               const grid& after) {
  using key = std::tuple<rule_kind, std::uint32_t, std::uint32_t, std::int32_t>;
  auto prices = std::map<key, score>{};
  for (const auto& f : faults(x, after))
    prices[{f.kind, f.rule, f.who, f.day}] += f.price;
  for (const auto& f : faults(x, before))
    prices[{f.kind, f.rule, f.who, f.day}] -= f.price;
  auto out = std::vector<fault>{};
  for (const auto& [at, price] : prices)
    if (price != score{})
      out.push_back({std::get<0>(at), std::get<1>(at), std::get<2>(at),
                     std::get<3>(at), price});
  std::ranges::stable_sort(out, std::greater{},
                           [](const fault& f) { return f.price; });
  return out;
}

grid with(const problem& x, grid roster, std::int32_t day,
          const stand_in& what) {
  roster[x.cell_at(what.who, day)] = what.to;
  if (what.instead_of != fault::nobody)
    roster[x.cell_at(what.instead_of, day)] = what.other_to;
  return roster;
}

} // namespace nightfloat::domain::solve
