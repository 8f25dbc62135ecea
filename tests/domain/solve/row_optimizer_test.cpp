// SPDX-License-Identifier: Apache-2.0
// The best row of one person is the best of all rows: each small problem is
// also solved by trying them all.

#include "domain/solve/evaluate.hpp"
#include "domain/solve/row_optimizer.hpp"
#include "tests/support/made_problem.hpp"
#include "tests/support/random_rows.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <optional>

BOOST_AUTO_TEST_SUITE(row_optimizer_test)

using namespace nightfloat::domain;
using namespace nightfloat::domain::solve;
using nightfloat::test::number_from;
using nightfloat::test::random_rows;

namespace {

/// Every row of one person in turn.
class all_rows {
public:
  all_rows(const problem& x, const row_query& query)
    : x_{x}, query_{query}, row_(static_cast<std::size_t>(x.days)) {
    from(0);
  }

  double least = never_broken;
  std::vector<task> row;

private:
  void from(std::int32_t day) {
    if (day == x_.days) {
      auto costs = cost();
      if (costs < least) {
        least = costs;
        row = row_;
      }
      return;
    }
    auto at = static_cast<std::size_t>(day);
    auto free = day >= query_.first && day < query_.last;
    for (auto t = task{0}; t < x_.tasks.size(); ++t)
      if (free ? has(x_.allowed[x_.cell_at(query_.who, day)], t)
               : t == query_.fixed[at]) {
        row_[at] = t;
        from(day + 1);
      }
  }

  double cost() const {
    auto rules = evaluate_rules(x_, query_.who, row_);
    auto out = static_cast<double>(rules.soft());
    if (rules.hard() != 0)
      out += static_cast<double>(rules.hard()) * query_.hard_weight;
    for (auto i = std::size_t{0}; i < row_.size(); ++i)
      out += query_.prices[i * x_.tasks.size() + row_[i]];
    return out;
  }

  const problem& x_;
  const row_query& query_;
  std::vector<task> row_;
};

/// Nothing of a small problem has to be left out.
constexpr auto roomy = row_limits{.states_max = 400'000'000};

bool near(double a, double b) {
  return a == b || std::abs(a - b) <= 1e-6;
}

struct drawn {
  problem what;
  std::vector<double> prices;
};

drawn draw(random_rows& from, std::size_t people, std::int32_t days,
           std::size_t tasks) {
  auto out = drawn{from.draw(people, days, tasks), {}};
  for (auto n = static_cast<std::size_t>(days) * tasks; n > 0; --n)
    out.prices.push_back(40 * from.random().unit() - 20);
  return out;
}

/// Fails unless what is found is what trying all rows finds.
void same_as_all(row_optimizer& aut, const problem& x, const row_query& query) {
  auto found = aut.best(query);
  auto want = all_rows{x, query};
  BOOST_TEST_REQUIRE(near(found.bound, want.least),
                     "bound " << found.bound << ", least " << want.least);
  BOOST_TEST_REQUIRE(near(found.cost, want.least),
                     "cost " << found.cost << ", least " << want.least);
  BOOST_TEST_REQUIRE(found.exact());
  BOOST_TEST_REQUIRE(found.row.empty() == want.row.empty());
}

} // namespace

BOOST_AUTO_TEST_CASE(no_row_is_better_than_what_is_found) {
  auto seed = number_from("NIGHTFLOAT_SEED", 1);
  auto count = number_from("NIGHTFLOAT_COUNT", 300);
  for (auto i = std::uint64_t{0}; i < count; ++i) {
    BOOST_TEST_INFO_SCOPE("NIGHTFLOAT_SEED=" << seed + i);
    auto from = random_rows{seed + i};
    auto x = draw(from, 2, 7, 3);
    auto aut = row_optimizer{x.what, roomy};
    // Twice: what was learnt changes nothing.
    for (auto who : {0U, 1U, 0U})
      for (auto weight : {never_broken, 25.0, 100.0})
        same_as_all(aut, x.what,
                    {.who = who, .prices = x.prices, .hard_weight = weight});
  }
}

BOOST_AUTO_TEST_CASE(days_that_are_not_free_stay) {
  auto seed = number_from("NIGHTFLOAT_SEED", 1);
  auto count = number_from("NIGHTFLOAT_COUNT", 200);
  for (auto i = std::uint64_t{0}; i < count; ++i) {
    BOOST_TEST_INFO_SCOPE("NIGHTFLOAT_SEED=" << seed + i);
    auto from = random_rows{seed + i};
    auto x = draw(from, 1, 9, 4);
    auto fixed = std::vector<task>(9);
    for (auto& t : fixed)
      t = static_cast<task>(from.random().below(4));
    auto first = static_cast<std::int32_t>(from.random().below(5));
    auto aut = row_optimizer{x.what, roomy};
    auto query = row_query{.prices = x.prices, .hard_weight = 50};
    query.first = first;
    query.last = first + 4;
    query.fixed = fixed;
    same_as_all(aut, x.what, query);
    auto row = aut.best(query).row;
    for (auto day = std::size_t{0}; day < fixed.size(); ++day)
      if (day < static_cast<std::size_t>(first)
          || day >= static_cast<std::size_t>(first) + 4)
        BOOST_TEST(row[day] == fixed[day]);
  }
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_left_out_and_the_bound_says_so) {
  auto x = shaped({"one"}, 10, {"off", "day"});
  x.contracts.emplace_back();
  x.contracts[0].totals.push_back(
    {.weights = {0, 1}, .max = 4, .over = hard()});
  x.people[0].total_before = {0};
  auto prices = std::vector<double>(20);
  for (auto day = std::size_t{0}; day < 10; ++day)
    prices[day * 2 + 1] = -1.0 - static_cast<double>(day);
  auto query = row_query{.prices = prices, .hard_weight = 1'000};
  auto whole = row_optimizer{x}.best(query);
  BOOST_TEST(whole.exact());
  BOOST_TEST(whole.cost == -34);
  auto aut = row_optimizer{x, {.states_max = 20}};
  auto found = aut.best(query);
  BOOST_TEST(!found.exact());
  BOOST_TEST(found.bound == -55);
  BOOST_TEST(found.cost == 5'945);
}

BOOST_AUTO_TEST_CASE(where_all_rows_break_a_hard_rule_there_is_none) {
  auto x = shaped({"one"}, 3, {"off", "day"});
  x.contracts.emplace_back();
  x.contracts[0].next = {score{}, hard(), hard(), score{}};
  x.allowed = {only(0), only(1), only(0)};
  auto prices = std::vector<double>(6);
  auto aut = row_optimizer{x};
  auto found = aut.best({.prices = prices});
  BOOST_TEST(found.row.empty());
  BOOST_TEST(found.bound == never_broken);
  found = aut.best({.prices = prices, .hard_weight = 7});
  BOOST_TEST(found.cost == 14);
}

BOOST_AUTO_TEST_CASE(a_walk_asks_often_and_ends_where_it_is_told_to) {
  auto made = nightfloat::test::make_problem(
    {.people = 1, .days = 182, .shifts = 12, .slack = 40});
  auto prices = std::vector<double>(made.what.cell.size());
  auto aut = row_optimizer{made.what};
  auto asked = 0;
  auto after = 1'000;
  auto stop = std::function<bool()>{[&] {
    return ++asked > after;
  }};
  auto query = row_query{.prices = prices, .stop = &stop};
  BOOST_TEST(!aut.best(query).row.empty());
  BOOST_TEST(asked > 1);
  BOOST_TEST(asked < after);
  after = 0;
  auto found = aut.best(query);
  BOOST_TEST(found.row.empty());
  BOOST_TEST(found.bound == -never_broken);
}

BOOST_AUTO_TEST_CASE(a_stop_is_heard_on_the_way_back_of_a_walk_as_well) {
  // So many states that most days are walked again on the way back.
  auto x = shaped({"one"}, 364, {"off", "day", "night"});
  x.contracts.emplace_back().totals.push_back(
    {.weights = {0, 97, 101}, .min = 15'000, .under = soft(1)});
  x.people[0].total_before = {0};
  BOOST_REQUIRE(check(x));
  auto watch = build_watch{nullptr};
  auto layout = layout_of(x, x.people[0], 1, false, row_limits{}.states_max,
                          watch);
  BOOST_REQUIRE(layout);
  auto aut = row_walk{std::move(*layout), 1'000};
  auto price = std::vector<double>(364 * aut.layout().automaton.classes);
  auto row = std::vector<std::uint16_t>(364);
  auto asked = 0;
  auto most_between = std::uint64_t{0};
  auto walked = [&](int questions) {
    auto memory = walk_memory{};
    auto at_last = std::uint64_t{0};
    auto look = [&] {
      most_between = std::max(most_between, memory.work - at_last);
      at_last = memory.work;
    };
    asked = 0;
    auto stop = std::function<bool()>{[&] {
      look();
      return ++asked > questions;
    }};
    memory.stop = &stop;
    auto least = aut.best(price, memory, row);
    // Of a walk that was stopped: nothing since then.
    auto since = memory.work - at_last;
    look();
    return std::pair{least, since};
  };
  BOOST_TEST_REQUIRE(walked(1'000'000).first == 0);
  auto all_asked = asked;
  BOOST_TEST(all_asked > 20);
  BOOST_TEST(most_between < 1'100'000U);
  for (auto at = 0; at < all_asked; ++at) {
    BOOST_TEST_INFO_SCOPE("at " << at << " of " << all_asked);
    auto [least, since] = walked(at);
    BOOST_TEST(least == -never_broken);
    BOOST_TEST(since == 0U);
  }
}

BOOST_AUTO_TEST_CASE(a_walk_that_was_not_built_is_built_another_time) {
  // Runs of five sets of tasks: more nodes than are built in one go.
  auto x = shaped({"one"}, 56, {"-", "a", "b", "c", "d", "e"});
  auto& rules = x.contracts.emplace_back();
  for (auto t = task{1}; t < 6; ++t)
    rules.runs.push_back({.tasks = only(t) | only(static_cast<task>(t % 5 + 1)),
                          .max = 9,
                          .longer = soft(1)});
  x.people[0].run_before.assign(5, 0);
  auto of_run = std::vector<std::vector<std::int32_t>>(6);
  auto asked = 0;
  auto says = true;
  auto stop = std::function<bool()>{[&] {
    ++asked;
    return says;
  }};
  auto watch = build_watch{&stop};
  BOOST_TEST(!automaton_of(x, x.people[0], 0, false, of_run, watch));
  BOOST_TEST(watch.ended());
  BOOST_TEST(asked == 1);
  says = false;
  auto prices = std::vector<double>(56 * 6);
  auto aut = row_optimizer{x};
  auto query = row_query{.prices = prices, .hard_weight = 10, .stop = &stop};
  says = true;
  BOOST_TEST(aut.best(query).row.empty());
  says = false;
  BOOST_TEST(aut.best(query).cost == 0);
}

BOOST_AUTO_TEST_CASE(a_run_too_long_for_a_node_is_in_no_walk) {
  auto x = shaped({"one"}, 3, {"off", "day"});
  x.contracts.emplace_back().runs.push_back(
    {.tasks = only(1), .min = 65'540, .shorter = soft(1)});
  x.people[0].run_before = {65'541};
  BOOST_REQUIRE(check(x));
  // Work costs, and the run was long enough before.
  auto prices = std::vector<double>{0, 10, 0, 10, 0, 10};
  auto query = row_query{.prices = prices, .hard_weight = 1'000};
  auto aut = row_optimizer{x};
  auto found = aut.best(query);
  BOOST_TEST(all_rows(x, query).least == 0);
  BOOST_TEST(found.bound <= 0);
  BOOST_TEST(found.row.empty());
}

BOOST_AUTO_TEST_CASE(a_group_that_edges_have_no_bit_for_is_left_out) {
  for (auto price : {soft(9), hard()}) {
    auto x = shaped({"one"}, 5, {"off", "day"});
    auto rule = group_rule{};
    rule.tasks = only(1);
    rule.max = 1;
    for (auto day = 0; day < x.days; ++day)
      rule.spans.push_back({day, day});
    x.contracts.emplace_back().groups.assign(33, rule);
    x.contracts[0].groups[32].over = price;
    x.people[0].group_before.assign(33, 0);
    BOOST_REQUIRE(check(x));
    auto prices = std::vector<double>(10);
    for (auto day = std::size_t{0}; day < 5; ++day)
      prices[day * 2 + 1] = -5;
    auto query = row_query{.prices = prices, .hard_weight = 1'000};
    auto aut = row_optimizer{x};
    auto found = aut.best(query);
    BOOST_TEST(!found.row.empty());
    BOOST_TEST(found.bound <= all_rows(x, query).least);
  }
}

BOOST_AUTO_TEST_SUITE_END()
