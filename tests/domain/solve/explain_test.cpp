// SPDX-License-Identifier: Apache-2.0
// Why this person: every price is what the whole roster would cost more, and
// nobody is left out.

#include "domain/solve/evaluate.hpp"
#include "domain/solve/explain.hpp"
#include "tests/support/random_problem.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(explain_test)

using namespace nightfloat::domain::solve;
using nightfloat::test::number_from;
using nightfloat::test::random_problem;

namespace {

/// Ann by day and Bob by night, Cat is free, Dan is away.
problem ward() {
  auto x = shaped({"Ann", "Bob", "Cat", "Dan"}, 1, {"-", "day", "night"});
  x.contracts.emplace_back();
  x.demands = {{0, only(1), {{1, soft(100)}}, {{1, soft(7)}}},
               {0, only(2), {{1, hard()}}, {}}};
  x.allowed[3] = only(off);
  x.cell[x.cell_at(2, 0) * 3 + 1] = soft(5);
  return x;
}

score delta(const problem& x, const grid& before, const grid& after) {
  return evaluate(x, after).total - evaluate(x, before).total;
}

/// The cheapest way by trying all of them.
std::optional<score> cheapest(const problem& x, const grid& roster,
                              std::uint32_t who, std::uint32_t from,
                              std::int32_t day) {
  auto out = std::optional<score>{};
  auto to = roster[x.cell_at(from, day)];
  for (auto other = task{0}; other < x.tasks.size(); ++other) {
    if (other == to || !has(x.allowed[x.cell_at(from, day)], other))
      continue;
    auto after = roster;
    after[x.cell_at(who, day)] = to;
    after[x.cell_at(from, day)] = other;
    auto price = delta(x, roster, after);
    out = out ? std::min(*out, price) : price;
  }
  return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_cell_says_what_else_and_who_else) {
  auto x = ward();
  auto laid = tables{x};
  auto aut = explainer{laid, {1, 2, off, off}};
  auto why = aut.cell(0, 0);
  BOOST_REQUIRE(why.tasks.size() == 2u);
  BOOST_TEST(why.tasks[0].price.total.soft() == 100);
  BOOST_REQUIRE(why.people.size() == 2u);
  // Bob by day and Ann by night costs nothing; Cat has a wish against it.
  BOOST_TEST(why.people[0].who == 1u);
  BOOST_TEST(why.people[0].other_to == 2);
  BOOST_TEST(why.people[1].who == 2u);
  BOOST_TEST(why.people[1].price.total.soft() == 5);
  BOOST_TEST(why.barred == 1u);
  BOOST_TEST(sentence(why, x, plain_naming(x))
             == "Ann is on day on day 0: off costs 100 more (demand +100); the "
                "next best is Bob on day in the place of Ann, who is then on "
                "night, costs the same");
}

BOOST_AUTO_TEST_CASE(a_demand_says_who_could_have_been_there) {
  auto x = ward();
  auto laid = tables{x};
  auto aut = explainer{laid, {1, 2, off, off}};
  auto why = aut.demand(1);
  BOOST_TEST(why.there == std::vector<std::uint32_t>{1});
  BOOST_REQUIRE(why.people.size() == 2u);
  BOOST_TEST(why.people[0].instead_of == 1u);
  // Cat alone at night is one head more, which costs nothing here.
  BOOST_TEST(why.people[1].who == 2u);
  BOOST_TEST(why.people[1].instead_of == fault::nobody);
  BOOST_TEST(why.barred == 1u);
  auto said = sentence(why, x, plain_naming(x));
  BOOST_TEST(said.starts_with("night on day 0 has Bob; the next best is Ann"),
             said);
}

BOOST_AUTO_TEST_CASE(a_demand_knows_whose_heads_it_counts) {
  auto x = ward();
  x.classes = {0, 0, 1, 0};
  x.demands[1].classes = 1;
  auto laid = tables{x};
  auto aut = explainer{laid, {1, 2, 2, off}};
  auto why = aut.demand(1);
  // Cat is there and does not count; Ann would.
  BOOST_TEST(why.there == std::vector<std::uint32_t>{1});
  BOOST_REQUIRE(why.people.size() == 1u);
  BOOST_TEST(why.people[0].who == 0u);
  BOOST_TEST(why.barred == 2u);
}

BOOST_AUTO_TEST_CASE(where_nobody_else_may_that_is_said) {
  auto x = ward();
  x.allowed = {only(1), only(2), only(off), only(off)};
  auto laid = tables{x};
  auto aut = explainer{laid, {1, 2, off, off}};
  auto said = sentence(aut.cell(0, 0), x, plain_naming(x));
  BOOST_TEST(said
             == "Ann is on day on day 0: nothing else is allowed there; "
                "nobody else may be there");
}

BOOST_AUTO_TEST_CASE(what_a_change_breaks_is_told_rule_by_rule) {
  auto x = ward();
  auto before = grid{1, 2, off, off};
  auto after = with(x, before, 0, {2, 1, 0, off, {}});
  BOOST_TEST(after == (grid{off, 2, 1, off}), boost::test_tools::per_element());
  auto found = differences(x, before, after);
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST((found[0].kind == rule_kind::cell));
  BOOST_TEST(found[0].who == 2u);
  BOOST_TEST(found[0].price.soft() == 5);
  found = differences(x, before, {1, off, off, off});
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(found[0].price.hard() == 1);
}

BOOST_AUTO_TEST_CASE(every_price_is_that_of_the_whole_roster) {
  auto seed = number_from("NIGHTFLOAT_SEED", 1);
  auto count = number_from("NIGHTFLOAT_COUNT", 60);
  for (auto i = std::uint64_t{0}; i < count; ++i) {
    BOOST_TEST_INFO_SCOPE("NIGHTFLOAT_SEED=" << seed + i);
    auto from = random_problem{seed + i};
    auto x = from.draw(4, 9, 4);
    auto laid = tables{x};
    auto roster = from.roster(x);
    auto aut = explainer{laid, roster};
    auto who = from.random().below(4);
    auto day = from.below(9);
    auto why = aut.cell(who, day);
    for (const auto& one : why.tasks) {
      auto after = roster;
      after[x.cell_at(who, day)] = one.to;
      BOOST_REQUIRE(one.price.total == delta(x, roster, after));
    }
    for (const auto& one : why.people) {
      BOOST_REQUIRE(one.price.total
                    == delta(x, roster, with(x, roster, day, one)));
      BOOST_REQUIRE(one.price.total == *cheapest(x, roster, one.who, who, day));
    }
    for (auto k = 0U; k < x.demands.size(); ++k) {
      auto reasons = aut.demand(k);
      BOOST_REQUIRE(
        reasons.there.size() + reasons.people.size() + reasons.barred == 4u);
      for (const auto& one : reasons.people)
        BOOST_REQUIRE(
          one.price.total
          == delta(x, roster, with(x, roster, x.demands[k].day, one)));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
