// SPDX-License-Identifier: Apache-2.0
// The whole search: what it promises of every problem, and of some whose best
// roster is known.

#include "domain/solve/evaluate.hpp"
#include "domain/solve/search.hpp"
#include "domain/solve/window_search.hpp"
#include "tests/support/made_problem.hpp"
#include "tests/support/random_problem.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>

BOOST_AUTO_TEST_SUITE(search_test)

using namespace nightfloat;
using namespace nightfloat::domain::solve;
using nightfloat::test::make_problem;
using nightfloat::test::number_from;
using nightfloat::test::random_problem;

namespace {

/// Two weeks for five people: two of them by day and one by night, no more
/// than five days running, no day after a night.
problem ward() {
  auto x = shaped({"a", "b", "c", "d", "e"}, 14, {"-", "day", "night"});
  auto rules = contract{};
  rules.next.resize(9);
  rules.next[2 * 3 + 1] = hard();
  auto run = run_rule{};
  run.tasks = only(1) | only(2);
  run.max = 5;
  run.longer = hard();
  rules.runs = {run};
  x.contracts = {rules};
  for (auto& one : x.people)
    one.run_before = {0};
  for (auto day = 0; day < 14; ++day) {
    x.demands.push_back({day, only(1), {{2, soft(100)}}, {{2, soft(1)}}});
    x.demands.push_back({day, only(2), {{1, soft(100)}}, {{1, soft(1)}}});
  }
  return x;
}

search_options moves(std::uint64_t n, std::uint64_t seed = 1) {
  auto out = search_options{};
  out.moves_max = n;
  out.seed = seed;
  return out;
}

search_result found(const problem& x, const search_options& options) {
  auto got = search(x, options);
  BOOST_REQUIRE_MESSAGE(got, got.error().detail);
  return std::move(*got);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_roster_that_costs_nothing_is_found_and_ends_the_search) {
  auto got = found(ward(), moves(50'000'000));
  BOOST_TEST(got.last.best.soft() == 0);
  BOOST_TEST(got.last.best.hard() == 0);
  BOOST_REQUIRE(got.last.bound);
  BOOST_TEST(got.last.bound->soft() == 0);
  BOOST_TEST(got.last.moves < 50'000'000U);
}

BOOST_AUTO_TEST_CASE(
  what_it_costs_is_what_the_evaluation_says_and_over_the_bound) {
  auto seed = number_from("NIGHTFLOAT_SEED", 1);
  auto count = number_from("NIGHTFLOAT_COUNT", 40);
  for (auto i = std::uint64_t{0}; i < count; ++i) {
    BOOST_TEST_INFO_SCOPE("NIGHTFLOAT_SEED=" << seed + i);
    auto from = random_problem{seed + i};
    auto x = from.draw(1 + from.random().below(5), 1 + from.below(20),
                       2 + from.random().below(4));
    auto got = found(x, moves(60'000, seed + i));
    BOOST_TEST_REQUIRE((got.last.best == evaluate(x, got.best).total));
    BOOST_TEST_REQUIRE((!got.last.bound || *got.last.bound <= got.last.best));
    for (auto at = std::size_t{0}; at < got.best.size(); ++at)
      BOOST_TEST_REQUIRE(has(x.allowed[at], got.best[at]));
  }
}

BOOST_AUTO_TEST_CASE(the_same_seed_and_moves_give_the_same_roster) {
  auto from = random_problem{7};
  auto x = from.draw(6, 28, 4);
  auto one = found(x, moves(400'000, 3));
  auto again = found(x, moves(400'000, 3));
  BOOST_TEST((one.best == again.best));
  BOOST_TEST(one.last.moves == again.last.moves);
  BOOST_REQUIRE(one.trace.size() == again.trace.size());
  for (auto i = std::size_t{0}; i < one.trace.size(); ++i)
    BOOST_TEST((one.trace[i].cost == again.trace[i].cost));
}

BOOST_AUTO_TEST_CASE(by_moves_no_clock_decides_anything_and_one_thread_works) {
  auto from = random_problem{7};
  auto x = from.draw(6, 28, 4);
  auto with_clock = moves(400'000, 3);
  auto asked = 0;
  with_clock.used = [&] {
    ++asked;
    return 0.9;
  };
  auto one = found(x, with_clock);
  BOOST_TEST(asked == 0);
  BOOST_TEST(one.threads == 1U);
  BOOST_TEST((one.best == found(x, moves(400'000, 3)).best));
}

BOOST_AUTO_TEST_CASE(two_threads_share_what_they_find) {
  auto options = search_options{};
  auto told = std::size_t{0};
  auto asked = std::atomic<std::uint64_t>{0};
  options.threads = 2;
  options.used = [&] {
    return static_cast<double>(++asked) / 4'000;
  };
  options.improved = [&](const search_progress&, const grid&) {
    ++told;
  };
  auto x = ward();
  auto got = found(x, options);
  BOOST_TEST(got.threads == 2U);
  BOOST_TEST((got.last.best == evaluate(x, got.best).total));
  auto better = std::size_t{0};
  for (auto i = std::size_t{1}; i < got.trace.size(); ++i)
    better += got.trace[i].cost < got.trace[i - 1].cost ? 1 : 0;
  BOOST_TEST(told == better);
}

BOOST_AUTO_TEST_CASE(who_cancels_gets_the_best_so_far) {
  auto options = moves(1'000'000'000);
  auto cancelled = false;
  options.cancelled = [&] {
    return cancelled;
  };
  options.improved = [&](const search_progress& at, const grid&) {
    cancelled = at.best.hard() == 0;
  };
  auto x = ward();
  x.demands.push_back({0, only(2), {{3, soft(5)}}, {}});
  auto got = found(x, options);
  BOOST_TEST(got.last.best.hard() == 0);
  BOOST_TEST(got.last.moves < 1'000'000'000U);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_met_comes_back_with_its_faults) {
  auto x = ward();
  // Somebody is locked to a night before a day.
  x.allowed[x.cell_at(0, 3)] = only(2);
  x.allowed[x.cell_at(0, 4)] = only(1);
  auto got = found(x, moves(300'000));
  BOOST_TEST(got.last.best.hard() == 1);
  // It is proved that no roster breaks less.
  BOOST_REQUIRE(got.last.bound);
  BOOST_TEST(got.last.bound->hard() == 1);
  BOOST_TEST(got.last.bound->soft() <= got.last.best.soft());
  auto why = faults(x, got.best);
  BOOST_REQUIRE(!why.empty());
  BOOST_TEST((why.front().kind == rule_kind::next));
  BOOST_TEST(why.front().who == 0U);
  BOOST_TEST(why.front().day == 4);
}

BOOST_AUTO_TEST_CASE(it_goes_on_from_the_roster_that_is_given) {
  auto x = ward();
  auto best = found(x, moves(50'000'000)).best;
  auto options = moves(1);
  options.start = best;
  BOOST_TEST(found(x, options).last.best.soft() == 0);
  // What a cell does not allow is put right, not refused.
  options.start[0] = 9;
  BOOST_TEST((found(x, options).best.at(0) < 3));
  options.start.pop_back();
  auto got = search(x, options);
  BOOST_REQUIRE(!got);
  BOOST_TEST(got.error().code == ec::invalid_argument);
}

BOOST_AUTO_TEST_CASE(without_a_budget_or_people_there_is_no_search) {
  auto got = search(ward(), {});
  BOOST_REQUIRE(!got);
  BOOST_TEST(got.error().code == ec::invalid_argument);
  got = search(shaped({}, 7, {"-"}), moves(10));
  BOOST_REQUIRE(!got);
  BOOST_TEST(got.error().detail.find("nobody") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_window_counts_as_moves_and_ends_with_them) {
  auto x = make_problem({.people = 4, .days = 84, .slack = 1}).what;
  auto start = grid(x.allowed.size(), off);
  auto step = [&](std::uint64_t moves_max, window_search& aut) {
    auto options = moves(moves_max);
    auto shared = incumbent{options, start, evaluate(x, start).total};
    aut.step(shared, {});
    return shared.progress().moves;
  };
  auto whole = window_search{x, 1};
  auto counted = step(1'000'000'000, whole);
  BOOST_TEST(counted > 0U);
  BOOST_TEST(counted == whole.walked().states / work_of_move);
  BOOST_TEST(whole.profile().rounds > 0U);
  // By moves, on nothing else.
  auto again = window_search{x, 1};
  BOOST_TEST(step(1'000'000'000, again) == counted);
  BOOST_TEST(again.profile().nodes == whole.profile().nodes);
  auto hasty = window_search{x, 1};
  BOOST_TEST(step(1, hasty) < counted);
  BOOST_TEST(hasty.profile().combinations == 0U);
}

BOOST_AUTO_TEST_CASE(a_window_is_searched_whatever_the_roster_costs) {
  auto x = ward();
  auto dear = hard(1'100'000);
  auto options = moves(1'000'000);
  auto shared = incumbent{options, grid(x.allowed.size(), off), dear};
  auto aut = window_search{x, 1};
  aut.step(shared, {});
  BOOST_TEST((shared.cost() < dear));
}

BOOST_AUTO_TEST_CASE(how_far_it_is_is_told_where_no_better_roster_is_found) {
  auto options = moves(1'000);
  auto told = std::vector<search_progress>{};
  options.progressed = [&](const search_progress& x) {
    told.push_back(x);
  };
  auto aut = incumbent{options, {1, 1}, soft(5)};
  aut.bound(soft(2));
  BOOST_REQUIRE(told.size() == 1U);
  BOOST_TEST((told[0].bound == soft(2)));
  aut.bound(soft(1));
  BOOST_TEST(told.size() == 1U);
  aut.count(100);
  BOOST_REQUIRE(told.size() == 2U);
  BOOST_TEST(told[1].moves == 100U);
  BOOST_TEST(told[1].used == 0.1);
  BOOST_TEST((told[1].best == soft(5)));
}

BOOST_AUTO_TEST_CASE(a_better_roster_comes_with_its_cost) {
  auto options = moves(1);
  auto aut = incumbent{options, {1, 1}, soft(5)};
  BOOST_TEST(!aut.better(soft(5)).has_value());
  BOOST_TEST(aut.offer({1, 2}, soft(3), "test"));
  auto better = aut.better(soft(5));
  BOOST_REQUIRE(better);
  BOOST_TEST((better->roster == grid{1, 2}));
  BOOST_TEST((better->cost == soft(3)));
}

BOOST_AUTO_TEST_SUITE_END()
