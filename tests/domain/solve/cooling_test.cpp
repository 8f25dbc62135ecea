// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/cooling.hpp"
#include "domain/solve/local_search.hpp"
#include "tests/support/made_problem.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(cooling_test)

using namespace nightfloat;
using namespace nightfloat::domain::solve;

BOOST_AUTO_TEST_CASE(a_cycle_is_warm_where_a_quarter_of_its_gain_is_left) {
  auto aut = cooling{};
  for (auto part = 0.0; part < 1; part += 0.001)
    aut.sample(part, part < 0.5 ? 1'000 - 1'600 * part : 300 - 200 * part);
  auto warm = aut.until_left(0.25);
  BOOST_TEST(warm > 0.4);
  BOOST_TEST(warm <= 0.5);
  BOOST_TEST(aut.until_left(1) == 0);
}

BOOST_AUTO_TEST_CASE(what_gained_nothing_or_is_not_known_leaves_out_nothing) {
  auto aut = cooling{};
  BOOST_TEST(aut.until_left(0.25) == 0);
  aut.sample(0.3, 10);
  BOOST_TEST(aut.until_left(0.25) == 0);
  aut.sample(0.9, 20);
  BOOST_TEST(aut.until_left(0.25) == 0);
}

BOOST_AUTO_TEST_CASE(a_part_outside_of_the_cycle_counts_at_its_ends) {
  auto aut = cooling{};
  aut.sample(-1, 100);
  aut.sample(0.5, 50);
  aut.sample(2, 0);
  BOOST_TEST(aut.until_left(0.5) == 0.5);
}

BOOST_AUTO_TEST_CASE(a_long_cycle_begins_less_hot_than_the_first) {
  auto made = test::make_problem({.people = 8, .wanted = 900});
  auto laid = tables{made.what};
  auto aut = local_search{laid, made.roster, 1};
  auto hot = aut.warm();
  for (auto used = 0.0; used < 0.09; used += 1e-3)
    aut.slice(used);
  BOOST_TEST(aut.warm() < hot);
}

BOOST_AUTO_TEST_CASE(who_only_anneals_begins_with_its_long_cycle) {
  auto made = test::make_problem({.people = 8, .wanted = 900});
  auto laid = tables{made.what};
  auto aut = local_search{laid, made.roster, 1, {.anneals_from = 5.0}};
  aut.slice(0.2);
  BOOST_TEST(aut.decision() == "annealing from elite 0 at 5");
  for (auto used = 0.2; used < 0.87; used += 1e-2)
    aut.slice(used);
  BOOST_TEST(!aut.reheats());
  aut.slice(0.89);
  BOOST_TEST(aut.reheats());
  BOOST_TEST((aut.part() == local_part::annealing));
}

BOOST_AUTO_TEST_SUITE_END()
