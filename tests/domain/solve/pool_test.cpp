// SPDX-License-Identifier: Apache-2.0
// Where hardly anybody may do any one task, moves find who may.

#include "domain/solve/annealing.hpp"
#include "domain/solve/evaluate.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(pool_test)

using namespace nightfloat;
using namespace nightfloat::domain::solve;

namespace {

constexpr auto rotations = std::size_t{20};
constexpr auto days = std::int32_t{28};

/// Two people on each of many rotations, and one shift a day for the two of
/// them, which they want to share.
problem many_rotations() {
  auto people = std::vector<std::string>{};
  auto tasks = std::vector<std::string>{"-"};
  for (auto i = std::size_t{0}; i < rotations; ++i) {
    people.push_back("a" + std::to_string(i));
    people.push_back("b" + std::to_string(i));
    tasks.push_back("t" + std::to_string(i));
  }
  auto x = shaped(people, days, tasks);
  auto rules = contract{};
  auto shared = total_rule{};
  shared.weights.assign(tasks.size(), 1);
  shared.weights[off] = 0;
  shared.target = days / 2;
  shared.square = soft(1);
  rules.totals = {shared};
  x.contracts = {rules};
  for (auto who = std::size_t{0}; who < people.size(); ++who) {
    auto t = static_cast<task>(1 + who / 2);
    x.people[who].total_before = {0};
    for (auto day = 0; day < days; ++day)
      x.allowed[x.cell_at(who, day)] = only(off) | only(t);
    // The first of both has leave on the first days: nothing to choose.
    for (auto day = 0; who % 2 == 0 && day < 4; ++day)
      x.allowed[x.cell_at(who, day)] = only(off);
    if (who % 2 == 0)
      for (auto day = 0; day < days; ++day)
        x.demands.push_back({day, only(t), {{1, hard()}}, {{1, hard()}}});
  }
  return x;
}

grid all_off(const problem& x) {
  return grid(x.allowed.size(), off);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_pool_is_who_may_and_open_cells_have_a_choice) {
  auto x = many_rotations();
  auto laid = tables{x, true};
  BOOST_REQUIRE(laid.has_pools);
  for (auto at : laid.open_cells)
    BOOST_TEST(!std::has_single_bit(x.allowed[at]));
  BOOST_TEST(laid.open_cells.size() == laid.choices);
  auto before = laid.pool(3, 2);
  BOOST_TEST(before.size() == 1u);
  BOOST_TEST(before.front() == 3u);
  auto after = laid.pool(4, 2);
  BOOST_REQUIRE(after.size() == 2u);
  BOOST_TEST(after[0] == 2u);
  BOOST_TEST(after[1] == 3u);
}

BOOST_AUTO_TEST_CASE(exchanges_are_between_people_who_can_exchange) {
  auto x = many_rotations();
  auto laid = tables{x, true};
  auto seed = test::number_from("NIGHTFLOAT_SEED", 1);
  auto search = annealing{laid, all_off(x), seed};
  search.step(40'000, 0.5);
  auto exchanges
    = search.counts()[static_cast<std::size_t>(move_kind::exchange)];
  // Of two people picked from all, one in forty could.
  BOOST_TEST(exchanges.tried > 10'000u);
  BOOST_TEST(exchanges.accepted > 0u);
}

BOOST_AUTO_TEST_CASE(shifts_of_many_rotations_are_all_filled_and_shared) {
  auto x = many_rotations();
  auto laid = tables{x, true};
  auto seed = test::number_from("NIGHTFLOAT_SEED", 1);
  auto search = annealing{laid, all_off(x), seed};
  for (auto t : {4.0, 2.0, 1.0, 0.5, 0.2, 0.1})
    search.step(30'000, t);
  BOOST_TEST((search.best_cost() == score{}));
  BOOST_TEST((evaluate(x, search.best()).total == search.best_cost()));
}

BOOST_AUTO_TEST_SUITE_END()
