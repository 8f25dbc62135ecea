// SPDX-License-Identifier: Apache-2.0
#include "domain/resilience/contingency.hpp"

#include "domain/resilience/shift_losses.hpp"
#include "domain/resilience/week_losses.hpp"
#include "domain/rules/coverage.hpp"
#include "domain/rules/rows.hpp"

#include <algorithm>
#include <tuple>

namespace nightfloat::domain {

namespace {

constexpr auto no_days = window{date::max(), date::min()};

contingency unknown_because(std::string why) {
  auto out = contingency{};
  out.unknown = "contingency: unknown: " + std::move(why);
  return out;
}

/// From the first to the last day of which there is a duty that a shift asks
/// for, as coverage has it.
window days_of_duties(const rule_context& context, const roster& what) {
  auto out = no_days;
  for (const auto& work : what.duties)
    if (auto shift = demanded(context, work)) {
      auto day = context.demanded_on(*shift, work);
      out = hull(out, {day, day});
    }
  return out;
}

window days_of_plan(const roster& what) {
  auto out = no_days;
  for (const auto& row : what.plan)
    out = hull(out, {row.first, row.last});
  return out;
}

std::string not_generated(const std::vector<window>& days) {
  auto out = std::string{};
  for (const auto& x : days)
    out += (out.empty() ? "nothing is generated from " : " and from ")
           + to_string(x.first) + " to " + to_string(x.last);
  return out + ", generate that or choose other days";
}

/// What `count` finds on the days of `over` that are `generated`. Of others
/// nothing is known if something is `asked` for.
template <class Asked, class Count>
contingency
count_known(window over, window generated, Asked&& asked, Count&& count) {
  auto unknown = std::vector<window>{};
  for (auto day = over.first; day <= over.last; day += one_day)
    if ((day < generated.first || generated.last < day) && asked(day))
      add_unknown(unknown, generated, day);
  auto out = contingency{};
  out.n1_pass = true;
  if (auto known = common_days(over, generated); known.first <= known.last)
    out = count(known);
  if (unknown.empty())
    return out;
  out.unknown = unknown_because(not_generated(unknown)).unknown;
  out.n1_pass = false;
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
  auto all = window{where.info.first, where.info.last};
  over = common_days(over, all);
  if (over.last < over.first)
    return unknown_because("the window lies outside of the programme's days, "
                           "choose one within "
                           + to_string(where.info.first) + " to "
                           + to_string(where.info.last));
  if ((over.last - over.first).count() >= judged_days_max)
    return unknown_because("the window has more days than may be judged at "
                           "once (at most "
                           + std::to_string(judged_days_max)
                           + "), choose fewer");
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
  auto people = where.people.size();
  if (by_shift)
    return count_known(
      over, days_of_duties(*context, what),
      [&](date day) {
        return std::ranges::any_of(
          context->templates, [&](const auto& x) { return asks_on(x, day); });
      },
      [&](window days) {
        return lose_each(shift_losses{where, what, *context, *rules, days},
                         people);
      });
  auto by_week = std::ranges::any_of(
    where.rotations, [](const auto& x) { return x.people_min > 0; });
  auto planned = common_days(days_of_plan(what), all);
  if (by_week)
    return count_known(
      over, planned, [](date) { return true; },
      [&](window days) {
        return lose_each(week_losses{where, what, *context, planned, days},
                         people);
      });
  return unknown_because("no shift template and no rotation says how many "
                         "people it needs, add that");
}

} // namespace nightfloat::domain
