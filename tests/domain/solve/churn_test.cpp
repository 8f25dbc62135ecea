// SPDX-License-Identifier: Apache-2.0
// Near a roster: what is past stays, what changes has a price, caps hold or it
// is said that they do not.

#include "domain/solve/churn.hpp"
#include "tests/support/random_problem.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(churn_test)

using namespace nightfloat;
using namespace nightfloat::domain::solve;
using nightfloat::test::number_from;
using nightfloat::test::random_problem;

namespace {

/// Two weeks of five people, two wanted by day and one by night, no day after
/// a night, no more than five days running; everything hard.
problem ward() {
  auto x = shaped({"Ann", "Bob", "Cat", "Dan", "Eve"}, 14,
                  {"-", "day", "night"});
  auto rules = contract{};
  rules.next.resize(9);
  rules.next[2 * 3 + 1] = hard();
  rules.runs.push_back({only(1) | only(2), 0, 5, {}, hard()});
  x.contracts = {rules};
  for (auto& one : x.people)
    one.run_before = {0};
  for (auto day = 0; day < 14; ++day) {
    x.demands.push_back({day, only(1), {{2, hard()}}, {}});
    x.demands.push_back({day, only(2), {{1, hard()}}, {}});
  }
  return x;
}

search_options moves(std::uint64_t n, std::uint64_t seed = 1) {
  auto out = search_options{};
  out.moves_max = n;
  out.seed = seed;
  return out;
}

grid solved(const problem& x) {
  auto found = search(x, moves(200'000));
  BOOST_REQUIRE(found);
  BOOST_REQUIRE(found->last.best.hard() == 0);
  return found->best;
}

void require(const result<void>& x) {
  BOOST_REQUIRE_MESSAGE(x, x.error().detail);
}

churn_result near(const problem& x, const grid& base, const churn_caps& caps,
                  score price, std::uint64_t n = 200'000) {
  auto found = search_near(x, base, caps, price, moves(n));
  BOOST_REQUIRE_MESSAGE(found, found.error().detail);
  return std::move(*found);
}

/// Ann is away from day 6 to 8; the changes that this asks for alone.
std::int32_t away(problem& x, const grid& base) {
  auto out = 0;
  for (auto day = 6; day < 9; ++day) {
    x.allowed[x.cell_at(0, day)] = only(off);
    out += base[x.cell_at(0, day)] != off ? 1 : 0;
  }
  return out;
}

/// The ward and a roster of it that breaks nothing.
struct fixture {
  problem x = ward();
  grid base = solved(x);
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(near_a_roster, fixture)

BOOST_AUTO_TEST_CASE(an_absence_is_absorbed_with_the_least_changes) {
  auto forced = away(x, base);
  BOOST_REQUIRE(forced > 0);
  auto unpriced = search(x, moves(200'000, 7));
  BOOST_REQUIRE(unpriced);
  require(price_changes(x, base, soft(10), 0));
  auto found = near(x, base, {}, soft(10));
  BOOST_TEST(found.found.last.best.hard() == 0);
  auto changes = static_cast<std::int32_t>(found.changes.size());
  BOOST_TEST(found.found.last.best.soft() == 10 * changes);
  // The bound is of these prices: no roster has fewer changes.
  BOOST_REQUIRE(found.found.last.bound);
  BOOST_TEST(found.found.last.bound->soft() == 10 * changes);
  BOOST_TEST(changes >= forced);
  BOOST_TEST(
    std::ranges::count_if(found.changes, [](const auto& c) { return c.forced; })
    == forced);
  auto anew = changes_between(x, base, unpriced->best);
  BOOST_TEST(found.changes.size() < anew.size());
}

BOOST_AUTO_TEST_CASE(the_past_stays_and_what_is_frozen_where_it_may) {
  away(x, base);
  require(price_changes(x, base, soft(1), 0));
  // Her absence begins within what is past, where nothing can be done.
  require(keep_past(x, base, 7));
  require(freeze(x, base, 7, 10));
  auto found = near(x, base, {}, soft(1), 50'000);
  for (const auto& one : found.changes) {
    BOOST_TEST(one.day >= 7);
    BOOST_TEST((one.day >= 10 || one.forced));
  }
  BOOST_TEST(found.found.best[x.cell_at(0, 6)] == base[x.cell_at(0, 6)]);
}

BOOST_AUTO_TEST_CASE(a_cap_that_prices_can_hold_is_held) {
  // Changes are worth making: each cell wants something else a little.
  for (auto at = std::size_t{0}; at < base.size(); ++at)
    x.cell[at * 3 + base[at]] = soft(3);
  require(price_changes(x, base, soft(1), 0));
  auto free = near(x, base, {}, soft(1));
  BOOST_REQUIRE(free.changes.size() > 12u);
  BOOST_TEST(free.searches == 1u);
  auto capped = near(x, base, {.changes_max = 6}, soft(1), 400'000);
  BOOST_TEST(capped.caps_hold);
  BOOST_TEST(capped.changes.size() <= 6u);
  BOOST_TEST(capped.price_most.soft() > 1);
  BOOST_TEST((capped.found.last.best == evaluate(x, capped.found.best).total));
  BOOST_TEST(capped.found.last.best.hard() == 0);
  // All searches were work, and the first one was at the price asked for.
  BOOST_TEST(capped.searches > 1u);
  BOOST_TEST(capped.found.profile.restarts == capped.found.last.restarts);
  BOOST_TEST(capped.found.profile.bytes() > 0u);
  auto tried = std::uint64_t{0};
  for (const auto& one : capped.found.profile.moves)
    tried += one.tried;
  BOOST_TEST(tried > 0u);
  BOOST_TEST(tried <= capped.found.last.moves);
  BOOST_TEST(std::ranges::count(capped.found.trace, "start", &trace_point::by)
             == 1);
  auto each = near(x, base, {.changes_max_each = 2}, soft(1), 400'000);
  BOOST_TEST(each.caps_hold);
  for (auto who = 0U; who < 5; ++who)
    BOOST_TEST(std::ranges::count(each.changes, who, &cell_change::who) <= 2);
}

BOOST_AUTO_TEST_CASE(a_cap_that_cannot_hold_is_told) {
  auto forced = away(x, base);
  require(price_changes(x, base, soft(1), 0));
  auto found = near(x, base, {.changes_max = forced}, soft(1));
  // Rules come first: somebody has to stand in for her.
  BOOST_TEST(!found.caps_hold);
  BOOST_TEST(found.found.last.best.hard() == 0);
  BOOST_TEST(over_caps(x, base, found.found.best, {.changes_max = forced}) > 0);
}

BOOST_AUTO_TEST_CASE(a_cap_that_holds_at_once_is_searched_on_at_that_price) {
  require(price_changes(x, base, soft(1), 0));
  auto found = near(x, base, {.changes_max = 3}, soft(1), 20'000);
  BOOST_TEST(found.caps_hold);
  BOOST_TEST(found.changes.empty());
  BOOST_TEST(found.price_most.soft() == 1);
}

BOOST_AUTO_TEST_CASE(tasks_of_one_name_or_family_are_no_change) {
  auto y = shaped({"a"}, 2, {"-", "ward", "ward"});
  BOOST_TEST(changes_between(y, {1, 1}, {2, off}).size() == 1u);
  require(price_changes(y, {1, 1}, soft(5), 1));
  BOOST_TEST(y.cell[y.cell_at(0, 0) * 3].soft() == 0);
  BOOST_TEST(y.cell[y.cell_at(0, 1) * 3].soft() == 5);
  BOOST_TEST(y.cell[y.cell_at(0, 1) * 3 + 2].soft() == 0);
  y.tasks = {"-", "even", "odd"};
  BOOST_TEST(!is_same(y, 1, 2));
  y.families = {only(1) | only(2)};
  BOOST_TEST(is_same(y, 1, 2));
  BOOST_TEST(!is_same(y, off, 2));
}

BOOST_AUTO_TEST_CASE(a_place_is_worth_three_changes_where_nobody_says) {
  auto y = shaped({"a"}, 1, {"-", "ward"});
  y.contracts.emplace_back();
  BOOST_TEST(usual_change_price(y).soft() == 1);
  y.demands = {{0, only(1), {{1, soft(100)}}, {}}};
  BOOST_TEST(usual_change_price(y).soft() == 25);
  // What is dearer and no place says nothing of places.
  y.cell[1] = soft(1'000);
  BOOST_TEST(usual_change_price(y).soft() == 25);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused_by_name) {
  auto said = [](const auto& refused) {
    BOOST_REQUIRE(!refused);
    return refused.error().detail;
  };
  BOOST_TEST(said(price_changes(x, {1}, soft(1), 0))
             == "changes: the roster to stay near has 1 cells, not 70");
  BOOST_TEST(said(keep_past(x, grid(70, 3), 1)).find("has a task")
             != std::string::npos);
  BOOST_TEST(said(keep_past(x, base, 15)).find("beyond the horizon (15 of 14")
             != std::string::npos);
  BOOST_TEST(said(freeze(x, base, -1, 3)).find("a frozen day")
             != std::string::npos);
  BOOST_TEST(said(price_changes(x, base, soft(-1), 0)).find("price of one")
             != std::string::npos);
  BOOST_TEST(said(price_changes(x, base, hard(), 0)).find("price of one")
             != std::string::npos);
  BOOST_TEST(said(search_near(x, base, {.changes_max = -1}, soft(1), moves(1)))
               .find("at most -1")
             != std::string::npos);
  BOOST_TEST(said(search_near(x, base, {}, soft(1), {})).find("say one")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(prices_are_what_the_changes_cost) {
  auto seed = number_from("NIGHTFLOAT_SEED", 1);
  auto count = number_from("NIGHTFLOAT_COUNT", 100);
  for (auto i = std::uint64_t{0}; i < count; ++i) {
    BOOST_TEST_INFO_SCOPE("NIGHTFLOAT_SEED=" << seed + i);
    auto from = random_problem{seed + i};
    auto y = from.draw(3, 8, 4);
    for (auto t = std::size_t{0}; t < 4; ++t)
      y.tasks[t] = std::to_string(t);
    auto was = from.roster(y);
    auto is = from.roster(y);
    auto before = evaluate(y, is).total;
    require(price_changes(y, was, soft(11), 0));
    auto changes = changes_between(y, was, is).size();
    BOOST_REQUIRE(evaluate(y, is).total - before
                  == soft(11) * static_cast<std::int64_t>(changes));
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
