// SPDX-License-Identifier: Apache-2.0
// Bounds and rosters from columns, held against trying all rosters of small
// problems.

#include "domain/solve/column_roster.hpp"
#include "domain/solve/column_search.hpp"
#include "domain/solve/evaluate.hpp"
#include "domain/solve/weighed.hpp"
#include "tests/support/made_problem.hpp"
#include "tests/support/random_rows.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>

BOOST_AUTO_TEST_SUITE(columns_test)

using namespace nightfloat;
using namespace nightfloat::domain::solve;
using nightfloat::test::number_from;
using nightfloat::test::random_rows;

namespace {

/// Calls `use` with every roster in turn.
template <class Use>
void each_roster(const problem& x, Use use) {
  auto roster = grid(x.people.size() * static_cast<std::size_t>(x.days));
  auto from = [&](auto& self, std::size_t at) -> void {
    if (at == roster.size())
      return use(roster);
    for (auto t = task{0}; t < x.tasks.size(); ++t)
      if (has(x.allowed[at], t)) {
        roster[at] = t;
        self(self, at + 1);
      }
  };
  from(from, 0);
}

problem small(std::uint64_t seed) {
  auto from = random_rows{seed};
  auto x = from.draw(2, 4, 3);
  from.demand(x);
  BOOST_REQUIRE(check(x));
  return x;
}

column_search searched(const problem& x, int steps) {
  auto out = column_search::make(x);
  BOOST_REQUIRE(out);
  for (auto i = 0; i < steps && out->step(); ++i)
    continue;
  return std::move(*out);
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

} // namespace

BOOST_AUTO_TEST_CASE(no_roster_costs_less_than_the_bound) {
  for_seeds(60, [](std::uint64_t seed) {
    auto x = small(seed);
    auto least = hard(1'000);
    each_roster(x, [&](const grid& roster) {
      least = std::min(least, evaluate(x, roster).total);
    });
    auto aut = searched(x, 400);
    BOOST_REQUIRE(aut.bound());
    BOOST_TEST((*aut.bound() <= least), aut.bound()->soft()
                                          << " > " << least.soft());
    BOOST_REQUIRE(!aut.best().empty());
    BOOST_TEST((aut.cost() == evaluate(x, aut.best()).total));
    BOOST_TEST((aut.cost() >= least));
    if (aut.proved())
      BOOST_TEST((aut.cost() == least));
  });
}

BOOST_AUTO_TEST_CASE(large_prices_make_no_false_bound) {
  for_seeds(60, [](std::uint64_t seed) {
    auto x = small(seed);
    for (auto& price : x.cell)
      price += soft(std::int64_t{1} << 36);
    auto least = hard(1'000);
    each_roster(x, [&](const grid& roster) {
      least = std::min(least, evaluate(x, roster).total);
    });
    auto aut = searched(x, 400);
    BOOST_REQUIRE(aut.bound());
    BOOST_TEST((*aut.bound() <= least), aut.bound()->soft()
                                          << " > " << least.soft());
  });
}

BOOST_AUTO_TEST_CASE(of_all_rows_the_best_roster_is_put_together) {
  for_seeds(40, [](std::uint64_t seed) {
    auto x = small(seed);
    auto shape = column_shape::make(x, 50);
    BOOST_REQUIRE(shape);
    auto pool = column_pool{x};
    auto columns = std::vector<std::uint32_t>{};
    auto least = unbounded;
    each_roster(x, [&](const grid& roster) {
      least = std::min(least, weighed(evaluate(x, roster).total, 50));
      for (auto who : {0U, 1U}) {
        auto [at, fresh] = pool.add(who, {&roster[x.cell_at(who, 0)], 4});
        if (fresh)
          columns.push_back(at);
      }
    });
    auto found = combine(*shape, pool, columns, {});
    BOOST_REQUIRE(found);
    BOOST_TEST(found->proved);
    BOOST_TEST(std::abs(found->cost - least) < 1e-6);
    BOOST_TEST(weighed(evaluate(x, found->roster).total, 50) == least);
  });
}

BOOST_AUTO_TEST_CASE(a_roster_offered_is_the_best_until_a_better_is_found) {
  auto x = small(3);
  auto aut = column_search::make(x);
  BOOST_REQUIRE(aut);
  auto roster = grid(8);
  for (auto i = std::size_t{0}; i < roster.size(); ++i)
    while (!has(x.allowed[i], roster[i]))
      ++roster[i];
  aut->offer(roster);
  BOOST_TEST((aut->best() == roster));
  BOOST_TEST(aut->generation().columns().size() == 2U);
  auto before = aut->cost();
  for (auto i = 0; i < 400 && aut->step(); ++i)
    BOOST_TEST((aut->cost() <= before));
}

BOOST_AUTO_TEST_CASE(stop_ends_each_part_at_once) {
  auto x = small(5);
  auto aut = column_search::make(x);
  BOOST_REQUIRE(aut);
  auto steps = 0;
  while (aut->step([] { return true; }) && steps < 100)
    ++steps;
  // Pricing asks nothing; the programme does before it begins.
  BOOST_TEST(steps <= 4);
}

BOOST_AUTO_TEST_CASE(a_combination_that_is_stopped_before_it_begins_is_none) {
  auto x = test::make_problem({.people = 12, .wanted = 1'000, .slack = 4}).what;
  auto aut = column_search::make(x, {.nodes_max = 3});
  BOOST_REQUIRE(aut);
  auto begins = [&] {
    return aut->phase() == search_phase::combine && aut->generation().solved();
  };
  for (auto steps = 0; steps < 20'000 && !begins(); ++steps)
    aut->step();
  BOOST_REQUIRE(begins());
  BOOST_TEST(!aut->step([] { return true; }));
  BOOST_TEST(begins());
  BOOST_TEST(aut->profile().combinations == 0U);
  aut->step();
  BOOST_TEST(aut->profile().combinations == 1U);
}

BOOST_AUTO_TEST_CASE(a_combination_has_the_columns_that_there_is_room_for) {
  auto x = test::make_problem({.people = 12}).what;
  auto aut = column_generation::make(x);
  BOOST_REQUIRE(aut);
  for (auto i = 0; i < 40; ++i)
    aut->step();
  constexpr auto more = std::size_t{1} << 20;
  auto held = aut->bytes();
  BOOST_TEST(aut->columns_within(0) == 0U);
  BOOST_TEST(aut->columns_within(held) == 0U);
  BOOST_TEST(aut->columns_within(held + more) > 12U);
  // One demand a day, and each person once.
  BOOST_TEST(aut->columns_within(held + more) < more / (29 * sizeof(lp_entry)));
}

BOOST_AUTO_TEST_CASE(a_demand_worth_less_with_more_heads_missing_is_refused) {
  auto x = small(1);
  x.demands = {{0, 2, {{1, soft(5)}, {2, soft(-9)}}, {}}};
  auto made = column_generation::make(x);
  BOOST_REQUIRE(!made);
  BOOST_TEST((made.error().code == ec::invalid_argument));
  BOOST_TEST(made.error().detail.find("demand 0") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
