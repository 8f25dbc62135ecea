// SPDX-License-Identifier: Apache-2.0
// Plans: everybody is somewhere all the time, and cover and totals are tight
// at once.

#include "domain/solve/evaluate.hpp"
#include "domain/solve/search.hpp"
#include "domain/solve/tables.hpp"

#include <boost/test/unit_test.hpp>

#include <bit>

BOOST_AUTO_TEST_SUITE(plan_test)

using namespace nightfloat;
using namespace nightfloat::domain::solve;

namespace {

constexpr auto places = task{6};

/// As many people as places, one on each in every week, each the same number
/// of weeks on each and never less than two running; task 0 is of nobody.
problem latin(std::int32_t weeks_each) {
  auto x = shaped({"a", "b", "c", "d", "e", "f"}, places * weeks_each,
                  {"-", "p", "q", "r", "s", "t", "u"});
  auto rules = contract{};
  for (auto t = task{1}; t <= places; ++t) {
    auto total = total_rule{};
    total.weights.assign(x.tasks.size(), 0);
    total.weights[t] = 1;
    total.min = total.max = weeks_each;
    total.under = total.over = hard();
    rules.totals.push_back(total);
    auto run = run_rule{only(t)};
    run.min = 2;
    run.shorter = hard();
    rules.runs.push_back(run);
    for (auto week = 0; week < x.days; ++week)
      x.demands.push_back({week, only(t), {{1, hard()}}, {{1, hard()}}});
  }
  x.contracts = {rules};
  for (auto& one : x.people) {
    one.run_before.assign(rules.runs.size(), 0);
    one.total_before.assign(rules.totals.size(), 0);
  }
  for (auto& set : x.allowed)
    set &= ~only(off);
  return x;
}

search_result found(const problem& x, std::uint64_t moves) {
  auto options = search_options{};
  options.moves_max = moves;
  auto got = search(x, options);
  BOOST_REQUIRE_MESSAGE(got, got.error().detail);
  return std::move(*got);
}

} // namespace

BOOST_AUTO_TEST_CASE(cover_and_totals_that_are_tight_at_once_are_met) {
  auto x = latin(4);
  BOOST_TEST(tables{x}.plan);
  auto got = found(x, 2'000'000);
  BOOST_TEST(got.last.best.hard() == 0);
}

BOOST_AUTO_TEST_CASE(where_a_task_may_not_be_its_kin_is_taken) {
  // Odd weeks know the other half of each family.
  auto x = shaped({"a", "b"}, 8, {"-", "p", "p'", "q", "q'"});
  x.families = {only(1) | only(2), only(3) | only(4)};
  auto rules = contract{};
  auto total = total_rule{{0, 1, 1, 0, 0}, 4, 4, hard(), hard()};
  rules.totals = {total};
  x.contracts = {rules};
  for (auto& one : x.people)
    one.total_before = {0};
  for (auto week = 0; week < 8; ++week) {
    auto here = week % 2 == 0 ? only(1) | only(3) : only(2) | only(4);
    for (auto who = std::size_t{0}; who < 2; ++who)
      x.allowed[x.cell_at(who, week)] = here;
    x.demands.push_back(
      {week, only(1) | only(2), {{1, hard()}}, {{1, hard()}}});
  }
  auto got = found(x, 50'000);
  BOOST_TEST(got.last.best.hard() == 0);
  for (auto cell = std::size_t{0}; cell < x.allowed.size(); ++cell)
    BOOST_TEST(has(x.allowed[cell], got.best[cell]));
}

BOOST_AUTO_TEST_CASE(a_demand_counts_only_those_of_its_classes) {
  auto x = shaped({"junior", "senior"}, 3, {"-", "ward", "clinic"});
  for (auto& set : x.allowed)
    set &= ~only(off);
  x.contracts.resize(1);
  x.classes = {0, 0, 0, 1, 1, 1};
  for (auto day = 0; day < 3; ++day)
    x.demands.push_back({day, only(1), {{1, hard()}}, {}, 0b10});
  auto got = found(x, 20'000);
  BOOST_TEST(got.last.best.hard() == 0);
  for (auto day = 0; day < 3; ++day)
    BOOST_TEST(got.best[x.cell_at(1, day)] == 1);
  // A junior there is nobody.
  auto wrong = grid{1, 1, 1, 2, 2, 2};
  BOOST_TEST(evaluate(x, wrong).total.hard() == 3);
}

BOOST_AUTO_TEST_CASE(families_that_share_a_task_are_refused) {
  auto x = latin(2);
  x.families = {only(1) | only(2), only(2) | only(3)};
  BOOST_TEST(check(x).error().detail.find("families") != std::string::npos);
  x.families.clear();
  x.classes = {0};
  BOOST_TEST(check(x).error().detail.find("classes") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(nothing_to_choose_ends_the_search_at_once) {
  auto x = latin(2);
  for (auto& set : x.allowed)
    set = only(1);
  auto got = found(x, 1'000'000);
  BOOST_TEST(got.last.moves == 0u);
  BOOST_TEST(got.last.best.hard() > 0);
}

BOOST_AUTO_TEST_SUITE_END()
