// SPDX-License-Identifier: Apache-2.0
// What little may change is spent on what is worth it: a cell that should be
// another is found, wherever it is, and no cap is ever exceeded.

#include "domain/solve/near_descent.hpp"
#include "tests/support/random_problem.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(near_descent_test)

using namespace nightfloat;
using namespace nightfloat::domain::solve;
using nightfloat::test::number_from;
using nightfloat::test::random_problem;

namespace {

constexpr auto people = std::size_t{40};
constexpr auto days = 120;

/// One of forty a day, in turns.
problem turns() {
  auto x = shaped(std::vector<std::string>(people, "x"), days, {"-", "on"});
  x.contracts.emplace_back();
  for (auto d = 0; d < days; ++d)
    x.demands.push_back({d, only(1), {{1, hard()}}, {{1, hard()}}});
  return x;
}

grid in_turns(const problem& x) {
  auto out = grid(people * days, off);
  for (auto d = 0; d < days; ++d)
    out[x.cell_at(static_cast<std::size_t>(d) % people, d)] = 1;
  return out;
}

std::int64_t differ(const grid& a, const grid& b) {
  auto out = std::int64_t{0};
  for (auto i = std::size_t{0}; i < a.size(); ++i)
    out += a[i] != b[i] ? 1 : 0;
  return out;
}

near_descent descended(const tables& x, const grid& base, std::int64_t most,
                       bool hard_only = false) {
  auto out = near_descent{x, base, leash{x.what, base, most, {}}, hard_only};
  while (out.step(1'000)) {
  }
  BOOST_TEST((out.cost() == evaluate(x.what, out.roster()).total));
  BOOST_TEST(differ(base, out.roster()) <= most);
  return out;
}

} // namespace

/// Two cells of nearly five thousand: who must not is replaced.
BOOST_AUTO_TEST_CASE(a_cell_that_costs_is_given_to_another) {
  auto x = turns();
  auto base = in_turns(x);
  auto bad = x.cell_at(90 % people, 90);
  x.cell.assign(x.allowed.size() * 2, {});
  x.cell[bad * 2 + 1] = soft(50);
  auto laid = tables{x, true};
  auto out = descended(laid, base, 2);
  BOOST_TEST((out.cost() == score{}));
  BOOST_TEST(differ(base, out.roster()) == 2);
  // One is too few: the place would be open.
  BOOST_TEST((descended(laid, base, 1).roster() == base));
  BOOST_TEST((descended(laid, base, 2, true).roster() == base));
}

/// A fault that is of no day: somebody has one too many.
BOOST_AUTO_TEST_CASE(one_too_many_of_a_year_is_found) {
  auto x = turns();
  auto rule = total_rule{};
  rule.weights = {0, 1};
  rule.max = 3;
  rule.over = soft(20);
  x.contracts[0].totals = {rule};
  for (auto& one : x.people)
    one.total_before = {0};
  x.people[7].total_before = {1};
  x.people[30].total_before = {-1};
  auto base = in_turns(x);
  auto laid = tables{x, true};
  BOOST_TEST((evaluate(x, base).total == soft(20)));
  BOOST_TEST((descended(laid, base, 2).cost() == score{}));
}

/// Where not everything can be had, the dearest is.
BOOST_AUTO_TEST_CASE(the_dearest_comes_first) {
  auto x = turns();
  auto base = in_turns(x);
  x.cell.assign(x.allowed.size() * 2, {});
  for (auto d : {10, 50, 110})
    x.cell[x.cell_at(static_cast<std::size_t>(d) % people, d) * 2 + 1]
      = soft(d);
  auto laid = tables{x, true};
  BOOST_TEST((descended(laid, base, 3).cost() == soft(10 + 50)));
  BOOST_TEST((descended(laid, base, 4).cost() == soft(10)));
}

BOOST_AUTO_TEST_CASE(whatever_the_problem_no_cap_is_exceeded) {
  auto seed = number_from("NIGHTFLOAT_SEED", 20'261'126);
  auto count = number_from("NIGHTFLOAT_COUNT", 60);
  for (auto end = seed + count; seed < end; ++seed) {
    auto random = nightfloat::domain::random_source{seed};
    auto x = random_problem{seed}.draw(
      1 + random.below(5), 1 + static_cast<std::int32_t>(random.below(9)), 3);
    auto base = grid{};
    auto laid = tables{x, true};
    for (auto who = std::size_t{0}; who < x.people.size(); ++who)
      for (auto d = 0; d < x.days; ++d) {
        auto may = laid.may(who, d);
        base.push_back(may[random.below(may.size())]);
      }
    auto was = evaluate(x, base).total;
    auto hold
      = leash{x, base, static_cast<std::int64_t>(random.below(9)),
              std::vector<std::int64_t>(x.people.size(), 1 + random.below(3))};
    auto a = near_descent{laid, base, hold, false};
    while (a.step(50)) {
      auto near = hold;
      near.begin_at(a.roster());
      BOOST_TEST(near.over() == 0, "seed " << seed);
    }
    hold.begin_at(a.roster());
    BOOST_TEST(hold.over() == 0, "seed " << seed);
    BOOST_TEST((a.cost() == evaluate(x, a.roster()).total), "seed " << seed);
    BOOST_TEST((a.cost() <= was), "seed " << seed);
    // However it is stepped.
    auto b = near_descent{laid, base, hold, false};
    while (b.step(1'000'000)) {
    }
    BOOST_TEST((a.roster() == b.roster()), "seed " << seed);
  }
}

BOOST_AUTO_TEST_SUITE_END()
