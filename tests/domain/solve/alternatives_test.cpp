// SPDX-License-Identifier: Apache-2.0
// Rosters to choose from: near the best, far from each other, and told where
// that cannot be.

#include "domain/solve/alternatives.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(alternatives_test)

using namespace nightfloat;
using namespace nightfloat::domain::solve;

namespace {

/// One of four people on each of ten days; who does not matter, but working
/// two days running costs a little.
problem ward() {
  auto x = shaped({"Ann", "Bob", "Cat", "Dan"}, 10, {"-", "day"});
  auto rules = contract{};
  rules.next.resize(4);
  rules.next[3] = soft(5);
  x.contracts = {rules};
  for (auto day = 0; day < 10; ++day) {
    x.demands.push_back({day, only(1), {{1, soft(100)}}, {{1, soft(100)}}});
    // A day costs the same whoever works it, so that the best is not 0.
    for (auto who = std::size_t{0}; who < 4; ++who)
      x.cell[x.cell_at(who, day) * 2 + 1] = soft(10);
  }
  return x;
}

alternatives_options three(double within, double apart) {
  auto out = alternatives_options{};
  out.how.moves_max = 400'000;
  out.within_percent = within;
  out.apart_percent = apart;
  return out;
}

alternatives_result found(const problem& x, const alternatives_options& how) {
  auto out = find_alternatives(x, how);
  BOOST_REQUIRE_MESSAGE(out, out.error().detail);
  return std::move(*out);
}

} // namespace

BOOST_AUTO_TEST_CASE(each_is_near_the_best_and_far_from_the_others) {
  auto x = ward();
  auto aut = found(x, three(5, 25));
  BOOST_REQUIRE(aut.all.size() == 3u);
  BOOST_TEST(aut.all[0].roster == aut.best.best,
             boost::test_tools::per_element());
  BOOST_TEST(aut.all[0].cost.total.soft() == 100);
  BOOST_TEST(aut.best.profile.restarts == aut.best.last.restarts);
  for (auto i = std::size_t{0}; i < 3; ++i) {
    const auto& one = aut.all[i];
    BOOST_TEST(one.is_near_best);
    BOOST_TEST(one.is_apart);
    BOOST_TEST(one.cost.total.soft() <= 105);
    BOOST_TEST((one.cost.total == evaluate(x, one.roster).total));
    BOOST_REQUIRE(one.apart.size() == 3u);
    for (auto k = std::size_t{0}; k < 3; ++k) {
      BOOST_TEST(one.apart[k]
                 == percent_apart(x, one.roster, aut.all[k].roster));
      BOOST_TEST(one.apart[k] >= (i == k ? 0 : 25));
    }
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_both_says_which_it_is_not) {
  auto x = ward();
  // Only Ann may work on all days but the last two.
  for (auto who = std::size_t{1}; who < 4; ++who)
    for (auto day = 0; day < 8; ++day)
      x.allowed[x.cell_at(who, day)] = only(off);
  auto aut = found(x, three(5, 50));
  BOOST_REQUIRE(aut.all.size() >= 2u);
  BOOST_TEST(aut.all[1].is_near_best);
  BOOST_TEST(!aut.all[1].is_apart);
  BOOST_TEST(aut.all[1].apart[0] > 0);
}

BOOST_AUTO_TEST_CASE(where_there_is_but_one_there_are_no_others) {
  auto x = shaped({"Ann"}, 2, {"-", "day"});
  x.contracts.emplace_back();
  x.allowed = {only(1), only(off)};
  auto aut = found(x, three(100, 1));
  BOOST_TEST(aut.all.size() == 1u);
}

BOOST_AUTO_TEST_CASE(one_alone_is_the_best) {
  auto how = three(5, 10);
  how.count = 1;
  auto aut = found(ward(), how);
  BOOST_TEST(aut.all.size() == 1u);
  BOOST_TEST(aut.all[0].is_near_best);
}

BOOST_AUTO_TEST_CASE(what_is_asked_for_has_bounds) {
  auto said = [](alternatives_options how) {
    auto out = find_alternatives(ward(), how);
    BOOST_REQUIRE(!out);
    return out.error().detail;
  };
  auto how = three(5, 10);
  how.count = 21;
  BOOST_TEST(said(how)
             == "alternatives: 21 rosters are asked for, 1 to 20 can be had");
  BOOST_TEST(said(three(-1, 10)).find("a percent") != std::string::npos);
  BOOST_TEST(said(three(1, 101)).find("a percent") != std::string::npos);
  how = three(5, 10);
  how.how.moves_max = 0;
  BOOST_TEST(said(how).find("say one") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
