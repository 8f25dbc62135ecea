// SPDX-License-Identifier: Apache-2.0
// The door to Clp and CBC: what it answers, and that no number gets through
// which they would abort on.

#include "domain/solve/cbc_mip.hpp"
#include "domain/solve/random.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>
#include <numeric>

BOOST_AUTO_TEST_SUITE(cbc_test)

using namespace nightfloat;
using namespace nightfloat::domain::solve;

namespace {

constexpr auto no_number = std::numeric_limits<double>::quiet_NaN();

/// At least 4 of one thing and 3 of another; a pack of both costs 3.
const std::vector<lp_bounds> rows = {{4, unbounded}, {3, unbounded}};
const std::vector<lp_column> columns
  = {{2, {}, {{0, 1}}}, {2, {}, {{1, 1}}}, {3, {}, {{0, 1}, {1, 1}}}};

cbc_lp made(std::span<const lp_column> with) {
  auto out = cbc_lp::make(rows);
  BOOST_REQUIRE(out);
  BOOST_REQUIRE(out->add(with));
  return std::move(*out);
}

/// Things of some weight and worth, one each at most, within a weight.
linear_programme knapsack() {
  auto out = linear_programme{{{-unbounded, 10}}, {}};
  for (auto [weight, worth] :
       {std::pair{6.0, 10.0}, {5.0, 7.0}, {5.0, 6.5}, {2.0, 1.0}})
    out.columns.push_back({-worth, {0, 1}, {{0, weight}}});
  return out;
}

/// Packs of three of 24 things by chance: each thing in one pack, cheaply.
linear_programme packs() {
  auto random = domain::random_source{3};
  auto out = linear_programme{std::vector<lp_bounds>(24, {1, 1}), {}};
  for (auto i = 0; i < 300; ++i) {
    auto things = std::vector<std::uint32_t>(24);
    std::iota(things.begin(), things.end(), 0U);
    random.shuffle(things);
    auto pack = lp_column{1.0 + random.below(40), {0, 1}, {}};
    for (auto k = std::size_t{0}; k < 3; ++k)
      pack.entries.push_back({things[k], 1});
    out.columns.push_back(std::move(pack));
  }
  return out;
}

const std::vector<std::uint32_t> all = {0, 1, 2, 3};

} // namespace

BOOST_AUTO_TEST_SUITE(linear_programmes)

BOOST_AUTO_TEST_CASE(the_least_cost_and_what_one_more_would_cost) {
  auto aut = made(columns);
  BOOST_TEST((aut.solve() == lp_status::solved));
  BOOST_TEST(aut.objective() == 11);
  BOOST_TEST(aut.values()[0] == 1);
  BOOST_TEST(aut.values()[2] == 3);
  BOOST_TEST(aut.duals()[0] == 2);
  BOOST_TEST(aut.duals()[1] == 1);
  BOOST_TEST(aut.reduced_costs()[1] == 1);
}

BOOST_AUTO_TEST_CASE(a_column_more_or_less_is_solved_from_there) {
  auto aut = made(std::span{columns}.first(2));
  BOOST_TEST((aut.solve() == lp_status::solved));
  BOOST_TEST(aut.objective() == 14);
  BOOST_REQUIRE(aut.add(std::span{columns}.subspan(2)));
  BOOST_TEST((aut.solve() == lp_status::solved));
  BOOST_TEST(aut.objective() == 11);
  aut.bound(2, {0, 1});
  BOOST_TEST((aut.solve() == lp_status::solved));
  BOOST_TEST(aut.objective() == 13);
  const auto last = std::vector<std::uint32_t>{2};
  aut.remove(last);
  BOOST_TEST(aut.columns() == 2U);
  BOOST_TEST((aut.solve() == lp_status::solved));
  BOOST_TEST(aut.objective() == 14);
}

BOOST_AUTO_TEST_CASE(what_has_no_solution_says_which_way) {
  auto nothing = made({});
  BOOST_TEST((nothing.solve() == lp_status::infeasible));
  auto free = columns;
  free[0].cost = -1;
  auto endless = made(free);
  BOOST_TEST((endless.solve() == lp_status::endless));
  auto aut = made(columns);
  BOOST_TEST((aut.solve([] { return true; }) == lp_status::stopped));
}

BOOST_AUTO_TEST_CASE(each_iteration_asks_whether_to_stop) {
  auto x = packs();
  auto aut = cbc_lp::make(x.rows);
  BOOST_REQUIRE(aut);
  BOOST_REQUIRE(aut->add(x.columns));
  auto asked = std::uint64_t{0};
  auto never = [&] {
    ++asked;
    return false;
  };
  aut->solve(never);
  BOOST_TEST(aut->iterations() > 8U);
  BOOST_TEST(2 * asked > aut->iterations());
}

BOOST_AUTO_TEST_CASE(what_is_no_number_is_refused) {
  auto wrong = [](auto change) {
    auto x = columns;
    change(x[1]);
    auto aut = made({});
    auto ok = aut.add(x);
    BOOST_TEST(aut.columns() == 0U);
    return !ok && ok.error().code == ec::invalid_argument
           && ok.error().detail.find("column 1") != std::string::npos;
  };
  BOOST_TEST(wrong([](auto& x) { x.cost = no_number; }));
  BOOST_TEST(wrong([](auto& x) { x.cost = unbounded; }));
  BOOST_TEST(wrong([](auto& x) { x.bounds = {2, 1}; }));
  BOOST_TEST(wrong([](auto& x) { x.bounds.low = no_number; }));
  BOOST_TEST(wrong([](auto& x) { x.entries[0].row = 2; }));
  BOOST_TEST(wrong([](auto& x) { x.entries[0].value = no_number; }));
  BOOST_TEST(wrong([](auto& x) { x.entries.push_back(x.entries[0]); }));
  const auto bad = std::vector<lp_bounds>{{no_number, 0}};
  BOOST_TEST(!cbc_lp::make(bad));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(integer_programmes)

BOOST_AUTO_TEST_CASE(the_best_of_whole_numbers_is_found_and_proved) {
  auto found = solve_whole(knapsack(), all, {});
  BOOST_REQUIRE(found);
  BOOST_TEST(found->proved);
  BOOST_TEST(found->cost == -13.5);
  auto want = std::vector<double>{0, 1, 1, 0};
  BOOST_TEST(found->values == want, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nothing_under_the_cutoff_is_said_so) {
  auto found = solve_whole(knapsack(), all, {.cutoff = -13.5});
  BOOST_REQUIRE(found);
  BOOST_TEST(found->values.empty());
  BOOST_TEST(found->proved);
  found = solve_whole(knapsack(), all, {.cutoff = -13});
  BOOST_REQUIRE(found);
  BOOST_TEST(found->cost == -13.5);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_is_proved_too) {
  auto x = knapsack();
  x.rows[0].low = 11;
  x.rows[0].high = 12;
  for (auto& column : x.columns)
    column.entries[0].value = 5;
  auto found = solve_whole(x, all, {});
  BOOST_REQUIRE(found);
  BOOST_TEST(found->values.empty());
  BOOST_TEST(found->proved);
}

BOOST_AUTO_TEST_CASE(a_search_that_is_stopped_proves_nothing) {
  auto found = solve_whole(knapsack(), all, {}, [] { return true; });
  BOOST_REQUIRE(found);
  BOOST_TEST(!found->proved);
}

BOOST_AUTO_TEST_CASE(a_stop_is_heard_wherever_it_is_said) {
  auto x = packs();
  auto asked = 0;
  auto whole = std::vector<std::uint32_t>(x.columns.size());
  std::iota(whole.begin(), whole.end(), 0U);
  auto count = [&](int after) {
    asked = 0;
    return solve_whole(x, whole, {}, [&, after] { return ++asked > after; });
  };
  BOOST_TEST_REQUIRE(count(1'000'000)->proved);
  auto all_asked = asked;
  BOOST_TEST(all_asked > 10);
  for (auto after = 0; after < all_asked; after += 1 + after) {
    BOOST_TEST_INFO_SCOPE("after " << after << " of " << all_asked);
    BOOST_TEST_REQUIRE(!count(after)->proved);
    // Who has said it is not asked again.
    BOOST_TEST_REQUIRE(asked == after + 1);
  }
}

BOOST_AUTO_TEST_CASE(bad_programmes_are_refused) {
  auto x = knapsack();
  x.columns[2].cost = no_number;
  BOOST_TEST(!solve_whole(x, all, {}));
  const auto other = std::vector<std::uint32_t>{4};
  BOOST_TEST(!solve_whole(knapsack(), other, {}));
  BOOST_TEST(!solve_whole(knapsack(), all, {.start = {1}}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
