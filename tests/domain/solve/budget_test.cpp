// SPDX-License-Identifier: Apache-2.0
// One budget for several searches: they share it, and what one leaves is for
// the next.

#include "domain/solve/budget.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(budget_test)

using namespace nightfloat::domain::solve;

namespace {

/// Nothing costs nothing less than it does: a search goes on to its end.
problem endless() {
  auto x = shaped({"Ann", "Bob"}, 6, {"-", "day"});
  x.contracts.emplace_back();
  x.contracts[0].clashes.push_back({0, 1, 3, 3, soft(1)});
  return x;
}

} // namespace

BOOST_AUTO_TEST_CASE(moves_are_shared_out_and_added_up) {
  auto whole = search_options{};
  whole.moves_max = 200'000;
  auto aut = search_budget{whole};
  auto x = endless();
  auto first = search_with(aut, 0.5, x, {});
  BOOST_REQUIRE(first);
  BOOST_TEST(first->last.moves >= 100'000u);
  BOOST_TEST(first->last.moves < 150'000u);
  BOOST_TEST(!aut.over());
  auto second = search_with(aut, 1, x, {});
  BOOST_REQUIRE(second);
  BOOST_TEST(aut.over());
  BOOST_TEST(aut.total().moves == first->last.moves + second->last.moves);
  // One trace after the other.
  BOOST_TEST(second->trace.front().moves == first->last.moves);
  BOOST_TEST(second->trace.front().used >= 0.5);
  BOOST_TEST(std::ranges::is_sorted(second->trace, {}, &trace_point::used));
}

BOOST_AUTO_TEST_CASE(time_is_shared_out_by_what_is_left) {
  auto clock = 0.0;
  auto whole = search_options{};
  whole.used = [&] {
    return clock;
  };
  auto aut = search_budget{whole};
  auto first = aut.take(0.5);
  BOOST_TEST(first.used() == 0);
  clock = 0.25;
  BOOST_TEST(first.used() == 0.5);
  auto second = aut.take(1);
  BOOST_TEST(second.seed != first.seed);
  clock = 0.625;
  BOOST_TEST(second.used() == 0.5);
  BOOST_TEST(!aut.over());
  clock = 1;
  BOOST_TEST(aut.over());
}

BOOST_AUTO_TEST_CASE(whoever_says_stop_ends_it) {
  auto whole = search_options{};
  whole.moves_max = 1'000;
  whole.cancelled = [] {
    return true;
  };
  BOOST_TEST(search_budget{whole}.over());
}

BOOST_AUTO_TEST_SUITE_END()
