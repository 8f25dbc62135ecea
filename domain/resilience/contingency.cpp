// SPDX-License-Identifier: Apache-2.0
#include "domain/resilience/contingency.hpp"

#include "domain/resilience/shift_losses.hpp"
#include "domain/resilience/week_losses.hpp"

#include <algorithm>
#include <tuple>

namespace nightfloat::domain {

namespace {

contingency unknown_because(std::string why) {
  auto out = contingency{};
  out.unknown = "contingency: unknown: " + std::move(why);
  return out;
}

/// Loses everybody in turn and keeps those who are missed.
template <class Losses>
contingency lose_each(Losses&& losses, std::size_t people) {
  auto out = contingency{};
  losses.base(out);
  for (auto i = std::size_t{0}; i < people; ++i) {
    auto x = losses.lose(i);
    if (x.lost > 0)
      out.people.push_back(x);
  }
  std::ranges::sort(out.people, [](const auto& a, const auto& b) {
    return std::tuple{b.short_achievable, b.short_optimistic, b.lost, a.person}
           < std::tuple{a.short_achievable, a.short_optimistic, a.lost,
                        b.person};
  });
  out.n1_pass = std::ranges::all_of(
    out.people, [](const auto& x) { return x.short_achievable == 0; });
  return out;
}

} // namespace

contingency n1(const programme& where, const roster& what,
               const rule_pack& pack, window over) {
  over.first = std::max(over.first, where.info.first);
  over.last = std::min(over.last, where.info.last);
  if (over.last < over.first)
    return unknown_because("the window lies outside of the programme's days, "
                           "choose one within "
                           + to_string(where.info.first) + " to "
                           + to_string(where.info.last));
  if (what.duties.empty() && what.plan.empty())
    return unknown_because("no roster, generate or import one");
  auto context = rule_context::make(where, pack);
  auto rules = legality::make(where, pack);
  if (!context || !rules)
    return unknown_because(context.error().detail);
  auto by_shift = std::ranges::any_of(
    where.templates, [](const auto& x) { return x.people_needed > 0; });
  if (by_shift && what.duties.empty())
    return unknown_because("the roster is a year plan without duties, "
                           "generate again with more time");
  if (by_shift)
    return lose_each(shift_losses{where, what, *context, *rules, over},
                     where.people.size());
  auto by_week = std::ranges::any_of(
    where.rotations, [](const auto& x) { return x.people_min > 0; });
  if (by_week)
    return lose_each(week_losses{where, what, *context, over},
                     where.people.size());
  return unknown_because("no shift template and no rotation says how many "
                         "people it needs, add that");
}

} // namespace nightfloat::domain
