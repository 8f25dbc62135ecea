// SPDX-License-Identifier: Apache-2.0
// What the search believes of its changes is what the plain evaluation says.

#include "domain/solve/evaluate.hpp"
#include "domain/solve/state.hpp"
#include "tests/support/random_problem.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(state_test)

using namespace nightfloat::domain::solve;
using nightfloat::test::number_from;
using nightfloat::test::random_problem;

namespace {

change draw(random_problem& from, const problem& x) {
  auto out = change{};
  out.who = from.random().below(x.people.size());
  out.first = from.below(static_cast<std::size_t>(x.days));
  out.count = 1
              + from.below(static_cast<std::size_t>(
                std::min(block_max, x.days - out.first)));
  for (auto i = 0; i < out.count; ++i)
    out.to[static_cast<std::size_t>(i)] = from.one_of(
      x.allowed[x.cell_at(out.who, out.first + i)], x.tasks.size());
  return out;
}

grid with(const problem& x, grid roster, const change& what) {
  for (auto i = 0; i < what.count; ++i)
    roster[x.cell_at(what.who, what.first + i)]
      = what.to[static_cast<std::size_t>(i)];
  return roster;
}

/// By kind of rule.
std::array<score, rule_kinds>
parts_between(const problem& x, const grid& before, const grid& after) {
  auto out = evaluate(x, after).parts;
  auto was = evaluate(x, before).parts;
  for (auto i = std::size_t{0}; i < rule_kinds; ++i)
    out[i] -= was[i];
  return out;
}

/// Each two days of calendar weeks that follow each other clash, but some, and
/// whoever weighs anything in a spread weighs the same.
problem weeks_apart(random_problem& from) {
  constexpr auto days = 70;
  auto x = shaped({"a", "b", "c", "d"}, days, {"-", "call", "ward"});
  auto& rules = x.contracts.emplace_back();
  for (auto a = 0; a < days; ++a)
    for (auto b = a - a % 7 + 7; b < std::min(days, a - a % 7 + 14); ++b)
      if (!from.random().chance(100))
        rules.clashes.push_back(from.random().chance(500)
                                  ? clash_rule{a, b, 2, 2, soft(8)}
                                  : clash_rule{b, a, 2, 2, soft(8)});
  // One of them is said twice, and one asks for two kinds of day.
  rules.clashes.push_back({3, 9, 2, 2, soft(8)});
  rules.clashes.push_back({3, 10, 2, 4, soft(8)});
  for (auto first : {0, 3}) {
    auto& spread = x.spreads.emplace_back();
    spread.weights = {3, 3, first == 0 ? 0 : 3, 3};
    for (auto day = first; day < days; day += 2)
      spread.days.push_back(day);
    spread.tasks = 2;
    spread.divisor = 2;
    spread.price = soft(25);
  }
  return x;
}

/// More rules than a word has bits: two groups each week, of days and of pairs
/// of days, and orders beyond them.
problem weeks_counted(random_problem& from) {
  constexpr auto weeks = 40;
  auto x = shaped({"a", "b"}, 7 * weeks, {"-", "call", "ward"});
  auto& rules = x.contracts.emplace_back();
  rules.runs.push_back({.tasks = only(1), .max = 2, .longer = soft(3)});
  for (auto week = 0; week < weeks; ++week) {
    auto days = group_rule{};
    auto pairs = group_rule{};
    for (auto day = 7 * week; day < 7 * week + 7; ++day)
      if (from.random().chance(800))
        days.spans.push_back({day, day});
    for (auto day : {7 * week + 1, 7 * week + 4})
      pairs.spans.push_back({day, day + 1});
    days.tasks = only(from.random().chance(500) ? 1 : 2);
    days.max = from.below(5);
    days.over = soft(5);
    pairs.tasks = only(off) | only(2);
    pairs.max = from.below(2);
    pairs.over = soft(7);
    pairs.partial = soft(1);
    rules.groups.push_back(days);
    rules.groups.push_back(pairs);
  }
  rules.orders.push_back({only(1), 3, only(2), soft(11)});
  rules.orders.push_back({only(2), 90, only(1), soft(2)});
  for (auto& one : x.people) {
    one.run_before.assign(rules.runs.size(), 0);
    one.group_before.assign(rules.groups.size(), 0);
  }
  return x;
}

} // namespace

BOOST_AUTO_TEST_CASE(rules_of_many_weeks_cost_what_the_evaluation_says) {
  auto seed = number_from("NIGHTFLOAT_SEED", 1);
  for (auto i = std::uint64_t{0}; i < 40; ++i) {
    BOOST_TEST_INFO_SCOPE("NIGHTFLOAT_SEED=" << seed + i);
    auto from = random_problem{seed + i};
    auto x = i % 2 == 0 ? weeks_apart(from) : weeks_counted(from);
    BOOST_REQUIRE_MESSAGE(check(x), check(x).error().detail);
    auto laid = tables{x};
    auto aut = state{laid, from.roster(x)};
    for (auto step = 0; step < 100; ++step) {
      auto one = draw(from, x);
      auto split = aut.priced(one);
      auto before = aut.roster();
      auto delta = aut.apply(one);
      BOOST_REQUIRE(split.total == delta);
      BOOST_REQUIRE(split.parts == parts_between(x, before, aut.roster()));
      BOOST_REQUIRE(aut.cost() == evaluate(x, aut.roster()).total);
      from.random().chance(500) ? aut.undo() : aut.keep();
      BOOST_REQUIRE(aut.cost() == evaluate(x, aut.roster()).total);
    }
  }
}

BOOST_AUTO_TEST_CASE(days_running_that_clash_with_one_are_looked_at_as_one) {
  auto x = shaped({"a"}, 14, {"-", "call"});
  auto& rules = x.contracts.emplace_back();
  for (auto a = 0; a < 7; ++a)
    for (auto b = 7; b < 14; ++b)
      rules.clashes.push_back({a, b, 2, 2, soft(8)});
  auto laid = tables{x};
  const auto& table = laid.contracts[0];
  BOOST_TEST(table.clashes.size() == 14U);
  BOOST_TEST(table.clashes[0].first == 7);
  BOOST_TEST(table.clashes[0].last == 13);
  BOOST_TEST(table.clashes[13].first == 0);
  BOOST_TEST(table.clashes[13].last == 6);
}

BOOST_AUTO_TEST_CASE(a_change_costs_what_the_evaluation_says) {
  auto seed = number_from("NIGHTFLOAT_SEED", 1);
  auto count = number_from("NIGHTFLOAT_COUNT", 300);
  for (auto i = std::uint64_t{0}; i < count; ++i) {
    BOOST_TEST_INFO_SCOPE("NIGHTFLOAT_SEED=" << seed + i);
    auto from = random_problem{seed + i};
    // Over a word of days, and under.
    auto days = from.random().chance(200) ? 60 + from.below(80)
                                          : 1 + from.below(20);
    auto x = from.draw(1 + from.random().below(5), days,
                       2 + from.random().below(4));
    BOOST_REQUIRE_MESSAGE(check(x), check(x).error().detail);
    auto laid = tables{x};
    auto aut = state{laid, from.roster(x)};
    BOOST_REQUIRE(aut.cost() == evaluate(x, aut.roster()).total);
    for (auto step = 0; step < 40; ++step) {
      auto before = aut.roster();
      auto cost = aut.cost();
      auto one = draw(from, x);
      auto split = aut.priced(one);
      auto delta = aut.apply(one);
      BOOST_REQUIRE(split.total == delta);
      BOOST_REQUIRE(split.parts == parts_between(x, before, aut.roster()));
      BOOST_REQUIRE(aut.roster() == with(x, before, one));
      BOOST_REQUIRE(aut.cost() == evaluate(x, aut.roster()).total);
      BOOST_REQUIRE(aut.cost() == cost + delta);
      aut.apply(draw(from, x));
      if (from.random().chance(500)) {
        aut.undo();
        BOOST_REQUIRE(aut.roster() == before);
        BOOST_REQUIRE(aut.cost() == cost);
      } else {
        aut.keep();
      }
    }
    for (auto d = 0U; d < x.demands.size(); ++d) {
      auto listed = std::ranges::count(aut.dear(), d);
      auto could
        = laid
            .prices[laid.price_from[d] + static_cast<std::size_t>(aut.heads(d))]
          > laid.price_least[d];
      BOOST_REQUIRE(listed == (could ? 1 : 0));
    }
  }
}

BOOST_AUTO_TEST_CASE(an_exchange_leaves_what_joins_people_alone) {
  auto seed = number_from("NIGHTFLOAT_SEED", 1);
  auto count = number_from("NIGHTFLOAT_COUNT", 300);
  for (auto i = std::uint64_t{0}; i < count; ++i) {
    BOOST_TEST_INFO_SCOPE("NIGHTFLOAT_SEED=" << seed + i);
    auto from = random_problem{seed + i};
    auto x = from.draw(4, 12, 3);
    x.spreads.clear();
    x.pairs.clear();
    x.classes.clear();
    std::ranges::fill(x.allowed, task_set{0b111});
    auto laid = tables{x};
    auto aut = state{laid, from.roster(x)};
    for (auto step = 0; step < 20; ++step) {
      auto one = draw(from, x);
      auto other = aut.now((one.who + 1) % 4, one.first, one.count);
      auto mine = aut.now(one.who, one.first, one.count);
      std::swap(mine.to, other.to);
      auto delta = aut.cells(mine) + aut.rules(mine) + aut.cells(other)
                   + aut.rules(other);
      aut.apply_priced(mine, delta);
      aut.apply_priced(other, {});
      BOOST_REQUIRE(aut.cost() == evaluate(x, aut.roster()).total);
      from.random().chance(500) ? aut.undo() : aut.keep();
      BOOST_REQUIRE(aut.cost() == evaluate(x, aut.roster()).total);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_ends_early_would_have_been_too_dear) {
  auto seed = number_from("NIGHTFLOAT_SEED", 1);
  auto count = number_from("NIGHTFLOAT_COUNT", 300);
  for (auto i = std::uint64_t{0}; i < count; ++i) {
    BOOST_TEST_INFO_SCOPE("NIGHTFLOAT_SEED=" << seed + i);
    auto from = random_problem{seed + i};
    auto x = from.draw(2, 14, 4);
    auto laid = tables{x};
    auto aut = state{laid, from.roster(x)};
    for (auto step = 0; step < 40; ++step) {
      auto one = draw(from, x);
      auto enough = ceiling{100, from.below(200) - 100};
      auto whole = aut.rules(one);
      auto part = aut.rules(one, enough);
      BOOST_REQUIRE(part == whole || enough.below(part));
      BOOST_REQUIRE(enough.below(part) == enough.below(whole));
      aut.apply(one);
      BOOST_REQUIRE(aut.rules_cost(one.who)
                    == evaluate_rules(x, one.who,
                                      std::span{aut.roster()}.subspan(
                                        x.cell_at(one.who, 0),
                                        static_cast<std::size_t>(x.days))));
      from.random().chance(500) ? aut.undo() : aut.keep();
    }
  }
}

BOOST_AUTO_TEST_CASE(what_comes_before_what_it_needs_costs_by_the_day) {
  auto x = shaped({"a"}, 70, {"-", "ward", "lead"});
  auto& rules = x.contracts.emplace_back();
  rules.orders.push_back({only(1), 2, only(2), soft(5)});
  auto roster = grid(70, 1);
  // One day of the ward lies before the second day, two before the third.
  roster[1] = 2;
  roster[3] = 2;
  BOOST_TEST(evaluate(x, roster).total.soft() == 5);
  auto found = faults(x, roster);
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST((found[0].kind == rule_kind::order));
  BOOST_TEST(found[0].day == 1);
  // The day itself does not count, however far its word is.
  std::ranges::fill(roster, off);
  roster[63] = 1;
  roster[64] = 2;
  roster[65] = 1;
  roster[66] = 2;
  auto laid = tables{x};
  auto aut = state{laid, roster};
  BOOST_TEST(aut.cost().soft() == 5);
  BOOST_TEST(aut.apply({0, 62, 1, {1}}).soft() == -5);
  BOOST_TEST(aut.apply({0, 62, 4, {}}).soft() == 5);
}

BOOST_AUTO_TEST_CASE(an_order_is_of_some_days_at_no_negative_price) {
  auto x = shaped({"a"}, 3, {"-", "ward"});
  x.contracts.emplace_back().orders.push_back({only(1), -1, 1, soft(1)});
  BOOST_TEST(check(x).error().detail.find("fewer than no days")
             != std::string::npos);
  x.contracts[0].orders[0] = {only(1), 1, 1, soft(-1)};
  BOOST_TEST(check(x).error().detail.find("price is negative")
             != std::string::npos);
  x.contracts[0].orders.assign(rules_max / 2 + 1, {only(1), 1, 1, soft(1)});
  BOOST_TEST((check(x).error().code == nightfloat::ec::oversize));
}

BOOST_AUTO_TEST_CASE(one_head_more_or_fewer_is_priced_by_every_demand_on_it) {
  auto x = shaped({"a", "b"}, 1, {"-", "day", "night"});
  x.contracts.emplace_back();
  x.demands = {{0, only(1), {{1, soft(100)}}, {{1, soft(1)}}},
               {0, only(1) | only(2), {{2, soft(7)}}, {}}};
  auto laid = tables{x};
  auto aut = state{laid, {1, off}};
  auto price = [&](std::uint32_t who, task to) {
    return aut.joined({who, 0, 1, {to}}).soft();
  };
  BOOST_TEST(price(1, 1) == 1 - 7);
  BOOST_TEST(price(1, 2) == -7);
  BOOST_TEST(price(0, off) == 100 + 7);
  BOOST_TEST(price(1, off) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
