// SPDX-License-Identifier: Apache-2.0
// When a search is said to be stuck, and what it is told to do: on made-up
// series of costs, and on rosters whose ways out are known.

#include "domain/solve/escape.hpp"
#include "domain/solve/evaluate.hpp"
#include "domain/solve/local_search.hpp"
#include "tests/support/made_problem.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>

BOOST_AUTO_TEST_SUITE(stuck_test)

using namespace nightfloat;
using namespace nightfloat::domain::solve;

namespace {

constexpr auto options = stuck_options{.better_least = 1e-3,
                                       .moves_least = 1'000,
                                       .share_least = 0.1,
                                       .gap_target = 0.01,
                                       .wait_most = 0.3};

/// Moves are ten thousand a whole budget.
stuck_sample at(double used, double cost, std::optional<double> bound = {}) {
  return {used, static_cast<std::uint64_t>(std::lround(used * 10'000)), cost,
          bound};
}

stuck_watch begun(double cost = 1'000) {
  auto out = stuck_watch{options};
  out.begin(at(0, cost));
  return out;
}

/// Of each cycle, over a whole budget.
std::vector<std::string> decisions(local_search& of) {
  auto out = std::vector<std::string>{};
  for (auto used = 0.0; used < 1; used += 1e-3) {
    auto cycles = of.cycles();
    of.slice(used);
    if (of.cycles() != cycles)
      out.push_back(of.decision());
  }
  return out;
}

bool any_begins(const std::vector<std::string>& all, const char* with) {
  return std::ranges::any_of(
    all, [&](const auto& x) { return x.starts_with(with); });
}

} // namespace

BOOST_AUTO_TEST_CASE(a_plateau_is_long_in_moves_and_in_time) {
  auto aut = begun();
  aut.sample(at(0.09, 1'000));
  BOOST_TEST(!aut.plateau());
  aut.sample(at(0.1, 1'000));
  BOOST_TEST(aut.plateau());
  auto slow = begun();
  slow.sample({0.5, 999, 1'000, {}});
  BOOST_TEST(!slow.plateau());
  auto quick = begun();
  quick.sample({0.09, 1'000'000, 1'000, {}});
  BOOST_TEST(!quick.plateau());
}

BOOST_AUTO_TEST_CASE(a_series_that_falls_has_no_plateau_one_that_creeps_has) {
  auto falls = begun();
  auto creeps = begun();
  for (auto i = 1; i <= 20; ++i) {
    falls.sample(at(0.02 * i, 1'000 - 2.0 * i));
    creeps.sample(at(0.02 * i, 1'000 - 0.02 * i));
    BOOST_TEST(!falls.plateau());
  }
  BOOST_TEST(creeps.plateau());
}

BOOST_AUTO_TEST_CASE(what_is_much_is_held_against_what_lies_over_the_bound) {
  auto near = begun();
  // A half unit of ten over the bound, and of a thousand over nothing.
  near.sample(at(0.05, 999.5, 990));
  near.sample(at(0.12, 999.5, 990));
  BOOST_TEST(!near.plateau());
  auto far = begun();
  far.sample(at(0.05, 999.5));
  far.sample(at(0.12, 999.5));
  BOOST_TEST(far.plateau());
}

BOOST_AUTO_TEST_CASE(a_gap_that_is_good_enough_is_accepted) {
  auto aut = begun();
  aut.sample(at(0.5, 1'000, 991));
  BOOST_TEST(!aut.plateau());
  BOOST_TEST((aut.decide({}) == stuck_decision::accept));
  aut.sample(at(0.5, 1'000, 989));
  BOOST_TEST(aut.plateau());
  BOOST_TEST((aut.decide({}) != stuck_decision::accept));
}

BOOST_AUTO_TEST_CASE(a_short_wait_goes_on_and_the_plateau_begins_anew) {
  auto aut = begun();
  aut.sample(at(0.2, 1'000));
  // One move in a thousand leads out, ten of those in a whole budget.
  BOOST_TEST(std::abs(aut.expected_wait({.out = 1e-3}) - 0.1) < 1e-9);
  BOOST_TEST((aut.decide({.out = 1e-3}) == stuck_decision::go_on));
  BOOST_TEST(!aut.plateau());
  aut.sample(at(0.31, 1'000));
  BOOST_TEST(aut.plateau());
}

BOOST_AUTO_TEST_CASE(a_long_wait_is_held_against_what_is_left) {
  auto early = begun();
  early.sample(at(0.2, 1'000));
  auto late = begun();
  late.sample(at(0.9, 1'000));
  auto chance = escape_chance{.out = 5e-4};
  BOOST_TEST((early.decide(chance) == stuck_decision::go_on));
  BOOST_TEST((late.decide(chance) == stuck_decision::widen));
}

BOOST_AUTO_TEST_CASE(larger_neighbourhoods_and_restarts_take_turns) {
  auto aut = begun();
  aut.sample(at(0.2, 1'000));
  BOOST_TEST(std::isinf(aut.expected_wait({})));
  for (auto units : {1, 1, 2, 1, 1, 2, 4}) {
    BOOST_TEST((aut.decide({}) == stuck_decision::widen));
    BOOST_TEST((aut.decide({}) == stuck_decision::restart));
    BOOST_TEST(aut.restart_units() == static_cast<std::uint64_t>(units));
  }
}

BOOST_AUTO_TEST_CASE(a_roster_that_costs_nothing_is_left_by_no_cold_move) {
  auto x = shaped({"a", "b"}, 7, {"-", "day"});
  x.contracts = {contract{}};
  for (auto day = 0; day < 7; ++day)
    x.cell[x.cell_at(0, day) * 2 + 1] = x.cell[x.cell_at(1, day) * 2] = soft(9);
  auto laid = tables{x};
  auto best = grid(14, off);
  std::fill(best.begin() + 7, best.end(), task{1});
  BOOST_REQUIRE((evaluate(x, best).total == score{}));
  auto random = domain::random_source{1};
  auto cold = escape_of(laid, state{laid, best}, 0.1, 1'000, random);
  BOOST_TEST(cold.out == 0);
}

BOOST_AUTO_TEST_CASE(where_nothing_costs_every_move_leads_out) {
  auto x = shaped({"a", "b", "c"}, 5, {"-", "day"});
  x.contracts = {contract{}};
  auto laid = tables{x};
  auto random = domain::random_source{1};
  auto free = escape_of(laid, state{laid, grid(15, off)}, 1, 1, random);
  BOOST_TEST(free.out > 0);
}

BOOST_AUTO_TEST_CASE(who_looks_for_a_way_out_hears_that_it_is_to_stop) {
  auto x = shaped({"a", "b", "c"}, 5, {"-", "day"});
  x.contracts = {contract{}};
  auto laid = tables{x};
  auto random = domain::random_source{1};
  auto asked = 0;
  auto stopped = escape_of(laid, state{laid, grid(15, off)}, 1, 1, random,
                           escape_draws, [&] { return ++asked > 0; });
  BOOST_TEST(asked == 1);
  BOOST_TEST(stopped.out == 0);
}

BOOST_AUTO_TEST_CASE(a_local_search_says_that_it_was_stuck_and_what_it_does) {
  auto made = test::make_problem({.people = 8, .wanted = 1'000, .slack = 0});
  auto laid = tables{made.what};
  auto aut = local_search{laid, made.roster, 1};
  auto said = decisions(aut);
  BOOST_TEST(any_begins(said, "stuck, widen: rows from elite"));
  BOOST_TEST(any_begins(said, "stuck, restart: "));
  BOOST_TEST(aut.best_cost().hard() == 0);
}

BOOST_AUTO_TEST_CASE(where_every_roster_breaks_something_it_is_stuck_as_well) {
  auto made = test::make_problem({.people = 8, .wanted = 1'000, .slack = 0});
  // One head more than there are people, which the bound weighs as it does.
  made.what.demands.push_back({0, only(1), {{9, hard()}}, {}});
  auto laid = tables{made.what};
  auto aut = local_search{laid, made.roster, 1};
  aut.know(soft(10'000));
  BOOST_TEST(any_begins(decisions(aut), "stuck, "));
  BOOST_TEST(aut.best_cost().hard() > 0);
}

BOOST_AUTO_TEST_SUITE_END()
