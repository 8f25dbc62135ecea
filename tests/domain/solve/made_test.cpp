// SPDX-License-Identifier: Apache-2.0
// Problems made around a roster: the roster breaks nothing, and the search
// finds one that does not either.

#include "domain/solve/evaluate.hpp"
#include "domain/solve/search.hpp"
#include "tests/support/made_problem.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(made_test)

using namespace nightfloat;
using namespace nightfloat::domain::solve;
using nightfloat::test::make_problem;
using nightfloat::test::number_from;

BOOST_AUTO_TEST_CASE(the_roster_that_it_was_made_around_breaks_nothing) {
  auto seed = number_from("NIGHTFLOAT_SEED", 1);
  auto count = number_from("NIGHTFLOAT_COUNT", 40);
  for (auto i = std::uint64_t{0}; i < count; ++i) {
    BOOST_TEST_INFO_SCOPE("NIGHTFLOAT_SEED=" << seed + i);
    auto made = make_problem({.seed = seed + i,
                              .people = 1 + i % 30,
                              .days = static_cast<std::int32_t>(1 + i * 3),
                              .shifts = 1 + i % 12,
                              .wanted = 1'000,
                              .slack = 0});
    BOOST_TEST_REQUIRE(check(made.what).has_value());
    BOOST_TEST_REQUIRE(evaluate(made.what, made.roster).total.hard() == 0);
    for (auto at = std::size_t{0}; at < made.roster.size(); ++at)
      BOOST_TEST_REQUIRE(has(made.what.allowed[at], made.roster[at]));
  }
}

BOOST_AUTO_TEST_CASE(the_search_finds_one_that_breaks_nothing_either) {
  for (auto wanted : {800U, 900U, 970U}) {
    auto made = make_problem({.wanted = wanted, .slack = 2});
    auto found = search(made.what, {.moves_max = 3'000'000});
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST(evaluate(made.what, found->best).total.hard() == 0);
  }
}

BOOST_AUTO_TEST_SUITE_END()
