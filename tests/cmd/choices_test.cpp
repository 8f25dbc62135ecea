// SPDX-License-Identifier: Apache-2.0
// Several rosters held against each other.
#include "cmd/nightfloat/generate_alternatives.hpp"
#include "domain/solve/generation.hpp"
#include "tests/support/ward.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(choices_test)

using namespace nightfloat;
using namespace nightfloat::domain;

namespace {

roster made(const programme& x, std::uint64_t seed) {
  auto g = generation::begin(x, {.seed = seed});
  BOOST_REQUIRE(!!g);
  while (g->step(50'000) == generation::state::more) {
  }
  return g->best();
}

} // namespace

BOOST_AUTO_TEST_CASE(what_is_too_near_an_earlier_one_is_marked) {
  auto x = test::ward(4);
  sort(x);
  auto first = made(x, 1);
  auto all = std::vector<roster>{first, made(x, 2), first};
  auto found = cmd::hold_against_each_other(x, all, {x.info.first, x.info.last},
                                            10);
  BOOST_TEST_REQUIRE(!!found);
  const auto& y = *found;
  BOOST_TEST_REQUIRE(y.size() == 3U);
  BOOST_TEST(y[0].changed[1] > 0U);
  BOOST_TEST(y[0].changed[1] == y[1].changed[0]);
  BOOST_TEST(y[0].permille[1] == y[2].permille[1]);
  BOOST_TEST(y[0].changed[2] == 0U);
  BOOST_TEST(y[0].is_apart);
  BOOST_TEST(y[1].is_apart);
  BOOST_TEST(!y[2].is_apart);
  for (const auto& one : y) {
    BOOST_TEST(one.open_places == 0U);
    BOOST_TEST_REQUIRE(one.groups.size() == 1U);
    BOOST_TEST(one.groups[0].people == 4U);
  }
}

BOOST_AUTO_TEST_CASE(one_alone_is_apart_and_its_places_are_counted) {
  auto x = test::ward(4);
  sort(x);
  auto one = made(x, 1);
  one.duties.pop_back();
  auto found = cmd::hold_against_each_other(x, {{one}},
                                            {x.info.first, x.info.last}, 10);
  BOOST_TEST_REQUIRE(!!found);
  BOOST_TEST(found->front().is_apart);
  BOOST_TEST(found->front().open_places == 1U);
}

BOOST_AUTO_TEST_CASE(a_choice_is_good_when_all_are) {
  auto page = cmd::choices_page{};
  auto one = cmd::generate_page{.state = "completed"};
  one.result.draft = one.result.feasible = true;
  page.rosters = {one, one};
  page.choices = {{}, {}};
  BOOST_TEST(verdict_of(page) == 0);
  page.choices[1].is_apart = false;
  BOOST_TEST(verdict_of(page) == 1);
  page.choices[1].is_apart = true;
  page.rosters[1].result.feasible = false;
  BOOST_TEST(verdict_of(page) == 1);
}

BOOST_AUTO_TEST_CASE(a_failure_names_the_jobs_that_go_on) {
  auto page = cmd::choices_page{};
  BOOST_TEST(cmd::with_jobs({ec::cancelled, "cut"}, page).detail == "cut");
  for (auto job : {7u, 8u, 9u})
    page.rosters.push_back({.job = {job}});
  cmd::take_result(page.rosters[0], {});
  auto why = cmd::with_jobs({ec::cancelled, "cut"}, page);
  BOOST_TEST(why.detail == "cut; jobs submitted: 8, 9");
  BOOST_TEST((why.code == ec::cancelled));
}

BOOST_AUTO_TEST_CASE(a_result_tells_the_gap_that_it_leaves) {
  auto page = cmd::generate_page{};
  auto made = client::generate_result{};
  cmd::take_result(page, made);
  BOOST_TEST(page.state == "completed");
  BOOST_TEST(!page.gap_permille.has_value());
  made.search_cost = {.computed = true, .soft = 100};
  made.search_bound = {.computed = true, .soft = 90};
  cmd::take_result(page, made);
  BOOST_TEST(page.gap_permille.value() == 100u);
}

BOOST_AUTO_TEST_SUITE_END()
