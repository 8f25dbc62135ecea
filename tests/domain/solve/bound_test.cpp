// SPDX-License-Identifier: Apache-2.0
// Bounds of long horizons and of plans, held against trying all rosters of
// small problems.

#include "domain/solve/evaluate.hpp"
#include "domain/solve/sliced_bound.hpp"
#include "domain/solve/step_bound.hpp"
#include "tests/support/random_problem.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <limits>
#include <utility>

BOOST_AUTO_TEST_SUITE(bound_test)

using namespace nightfloat::domain::solve;
using nightfloat::test::number_from;
using nightfloat::test::random_problem;
using nightfloat::test::random_rows;

namespace {

std::int64_t weighed_cost(const problem& x, const grid& roster) {
  auto cost = evaluate(x, roster).total;
  return cost.hard() * bound_hard_weight + cost.soft();
}

struct best_of_all {
  std::int64_t cost = std::numeric_limits<std::int64_t>::max();
  grid roster;
};

best_of_all try_all(const problem& x) {
  auto out = best_of_all{};
  auto roster = grid(x.allowed.size());
  auto from = [&](auto& self, std::size_t at) -> void {
    if (at == roster.size()) {
      if (auto cost = weighed_cost(x, roster); cost < out.cost)
        out = {cost, roster};
      return;
    }
    for (auto t = task{0}; t < x.tasks.size(); ++t)
      if (has(x.allowed[at], t)) {
        roster[at] = t;
        self(self, at + 1);
      }
  };
  from(from, 0);
  return out;
}

weighed_bound bounded(const problem& x, const grid& near,
                      const sliced_options& options) {
  auto aut = sliced_bound::make(x, near, options);
  BOOST_REQUIRE(aut);
  auto steps = 0;
  auto before = std::optional<weighed_bound>{};
  while (aut->step(50)) {
    auto now = aut->bound();
    if (before)
      BOOST_REQUIRE((now && now->value >= before->value));
    before = now;
    BOOST_REQUIRE(++steps < 100'000);
  }
  BOOST_REQUIRE(aut->bound());
  return *aut->bound();
}

template <class Check>
void for_seeds(std::uint64_t count, Check check) {
  auto seed = number_from("NIGHTFLOAT_SEED", 1);
  count = number_from("NIGHTFLOAT_COUNT", count);
  for (auto i = std::uint64_t{0}; i < count; ++i) {
    BOOST_TEST_INFO_SCOPE("NIGHTFLOAT_SEED=" << seed + i);
    check(seed + i);
  }
}

/// One person, a call that is asked for on every seventh day of so many weeks.
problem weekly_call(std::int32_t weeks) {
  auto x = shaped({"a"}, 7 * weeks, {"-", "call"});
  x.contracts.emplace_back();
  for (auto week = 0; week < weeks; ++week)
    x.demands.push_back({7 * week + 5, only(1), {{1, hard()}}, {}});
  return x;
}

grid all_called(const problem& x) {
  auto out = grid(x.allowed.size(), off);
  for (const auto& demand : x.demands)
    out[x.cell_at(0, demand.day)] = 1;
  return out;
}

/// Small plans with owed days, longest runs and steps that cost.
problem random_plan(random_problem& from) {
  constexpr auto tasks = std::size_t{4};
  auto x = shaped({"a"}, 6, {"-", "x", "y", "z"});
  auto& rules = x.contracts.emplace_back();
  for (auto i = std::size_t{0}; i < tasks * tasks; ++i)
    rules.next.push_back(from.random().chance(100) ? hard()
                                                   : soft(from.below(9)));
  for (auto n = from.below(4); n > 0; --n) {
    auto rule = total_rule{};
    for (auto t = std::size_t{0}; t < tasks; ++t)
      rule.weights.push_back(from.random().chance(300) ? 1 : 0);
    rule.min = from.below(5);
    rule.under = from.random().chance(800) ? hard() : soft(3);
    rules.totals.push_back(std::move(rule));
  }
  for (auto n = from.below(3); n > 0; --n)
    rules.runs.push_back({.tasks = from.random().next() & 14,
                          .max = 1 + from.below(3),
                          .longer = hard()});
  x.people[0].total_before.assign(rules.totals.size(), 0);
  for (auto& n : x.people[0].total_before)
    n = from.random().chance(200) ? 1 : 0;
  x.people[0].run_before.assign(rules.runs.size(), 0);
  for (auto& set : x.allowed)
    set = from.random().chance(700) ? 14 : 15;
  return x;
}

} // namespace

BOOST_AUTO_TEST_CASE(no_roster_costs_less_than_its_slices) {
  for_seeds(80, [](std::uint64_t seed) {
    auto from = random_problem{seed};
    auto x = from.draw(2, 4, 3);
    BOOST_REQUIRE(check(x));
    auto best = try_all(x);
    for (auto most : {1, 2, 3, 4})
      for (const auto& near : {from.roster(x), best.roster}) {
        auto least = bounded(
          x, near,
          {.days = std::min(most, 1 + from.below(2)), .days_max = most});
        BOOST_TEST(least.value <= best.cost);
      }
  });
}

BOOST_AUTO_TEST_CASE(rows_that_nothing_joins_are_bounded_by_what_they_cost) {
  auto tight = 0;
  auto all = 0;
  for_seeds(60, [&](std::uint64_t seed) {
    auto from = random_rows{seed};
    auto x = from.draw(2, 4, 3);
    BOOST_REQUIRE(check(x));
    auto best = try_all(x);
    auto least = bounded(x, best.roster, {.days = 4, .days_max = 4});
    BOOST_TEST(least.value <= best.cost);
    tight += least.value == best.cost ? 1 : 0;
    ++all;
  });
  BOOST_TEST(2 * tight > all);
}

BOOST_AUTO_TEST_CASE(weeks_share_what_the_whole_horizon_is_counted_for) {
  auto x = weekly_call(8);
  auto& rules = x.contracts[0];
  rules.groups.push_back({.tasks = only(1), .max = 2, .over = soft(12)});
  for (const auto& demand : x.demands)
    rules.groups[0].spans.push_back({demand.day, demand.day});
  x.people[0].group_before = {1};
  BOOST_REQUIRE(check(x));
  auto weeks = sliced_options{.days = 7, .days_max = 7};
  // Nine with the one before: seven too many.
  BOOST_TEST(bounded(x, all_called(x), weeks).value == 7 * 12);
  BOOST_TEST(bounded(x, grid(x.allowed.size()), weeks).value <= 7 * 12);
}

BOOST_AUTO_TEST_CASE(weeks_share_the_distance_from_a_target) {
  auto x = weekly_call(8);
  x.contracts[0].totals.push_back(
    {.weights = {0, 1}, .target = 2, .square = soft(1)});
  x.people[0].total_before = {0};
  BOOST_REQUIRE(check(x));
  auto weeks = sliced_options{.days = 7, .days_max = 7};
  BOOST_TEST(bounded(x, all_called(x), weeks).value == 36);
}

BOOST_AUTO_TEST_CASE(longer_slices_know_what_shorter_ones_do_not) {
  auto x = weekly_call(2);
  x.contracts[0].runs.push_back(
    {.tasks = only(off), .min = 7, .shorter = soft(5)});
  x.people[0].run_before = {0};
  // Nobody is called for nothing.
  for (auto day = 0; day < 14; ++day)
    x.cell[x.cell_at(0, day) * 2 + 1] = soft(day % 7 == 5 ? 0 : 9);
  BOOST_REQUIRE(check(x));
  auto near = all_called(x);
  BOOST_TEST(bounded(x, near, {.days = 7, .days_max = 7}).value == 0);
  // Six days off between the two calls.
  BOOST_TEST(bounded(x, near, {.days = 7, .days_max = 14}).value == 5);
}

BOOST_AUTO_TEST_CASE(a_place_that_nobody_fills_weighs_a_hard_unit) {
  auto x = weekly_call(2);
  x.allowed[x.cell_at(0, 5)] = only(off);
  x.cell[x.cell_at(0, 12) * 2 + 1] = soft(4);
  auto least = bounded(x, grid(14), {.days = 7, .days_max = 14});
  BOOST_TEST(least.soft_at(1) == 4);
  BOOST_TEST(least.soft_at(2) < 0);
}

BOOST_AUTO_TEST_CASE(a_negative_price_between_people_is_refused) {
  auto x = weekly_call(1);
  x.demands[0].over.push_back({1, soft(-1)});
  auto made = sliced_bound::make(x, grid(7));
  BOOST_REQUIRE(!made);
  BOOST_TEST((made.error().code == nightfloat::ec::invalid_argument));
}

BOOST_AUTO_TEST_CASE(no_plan_costs_less_than_the_steps_it_cannot_do_without) {
  for_seeds(150, [](std::uint64_t seed) {
    auto from = random_problem{seed};
    auto x = random_plan(from);
    BOOST_REQUIRE_MESSAGE(check(x), check(x).error().detail);
    BOOST_TEST(least_of_steps(x).value <= try_all(x).cost);
  });
}

BOOST_AUTO_TEST_CASE(who_owes_three_stretches_takes_two_steps) {
  auto x = shaped({"a"}, 6, {"-", "x", "y"});
  std::ranges::fill(x.allowed, task_set{6});
  auto& rules = x.contracts.emplace_back();
  rules.next = {{}, {}, {}, {}, {}, soft(6), {}, soft(6), {}};
  rules.totals.push_back({.weights = {0, 1, 0}, .min = 4, .under = hard()});
  rules.totals.push_back({.weights = {0, 0, 1}, .min = 2, .under = hard()});
  rules.runs.push_back({.tasks = only(1), .max = 2, .longer = hard()});
  x.people[0].total_before = {0, 0};
  x.people[0].run_before = {0};
  BOOST_REQUIRE(check(x));
  BOOST_TEST(least_of_steps(x).value == 12);
  BOOST_TEST(try_all(x).cost == 12);
  // A day off between two of them takes a step away.
  x.allowed[2] = task_set{7};
  BOOST_TEST(least_of_steps(x).value == 6);
}

BOOST_AUTO_TEST_SUITE_END()
