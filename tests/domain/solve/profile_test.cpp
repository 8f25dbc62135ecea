// SPDX-License-Identifier: Apache-2.0
// What a search says that it did adds up, and its seconds are the caller's.

#include "domain/solve/column_search.hpp"
#include "domain/solve/search.hpp"
#include "tests/support/made_problem.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <numeric>

BOOST_AUTO_TEST_SUITE(profile_test)

using namespace nightfloat;
using namespace nightfloat::domain::solve;
using nightfloat::test::make_problem;

namespace {

/// So tight that every part has something to do.
problem tight() {
  return make_problem({.people = 12, .wanted = 1'000, .slack = 0}).what;
}

search_result searched(const search_options& options) {
  auto found = search(tight(), options);
  BOOST_REQUIRE_MESSAGE(found, found.error().detail);
  return std::move(*found);
}

std::uint64_t bytes_of_part(const search_profile& x, const std::string& part) {
  auto at = std::ranges::find(x.memory, part, &memory_profile::part);
  return at == x.memory.end() ? 0 : at->bytes;
}

} // namespace

BOOST_AUTO_TEST_CASE(moves_tried_are_the_most_and_the_better_ones_the_fewest) {
  auto got = searched({.moves_max = 600'000});
  auto tried = std::uint64_t{0};
  auto kinds = 0;
  for (const auto& x : got.profile.moves) {
    BOOST_TEST_INFO_SCOPE(x.kind);
    // Some kinds are of plans alone.
    if (x.tried == 0)
      continue;
    ++kinds;
    BOOST_TEST(x.accepted > 0U);
    BOOST_TEST(x.accepted < x.tried);
    BOOST_TEST(x.better <= x.accepted);
    tried += x.tried;
  }
  BOOST_TEST(kinds == 5);
  BOOST_TEST(tried <= got.last.moves);
  BOOST_TEST(got.profile.restarts == got.last.restarts);
  BOOST_TEST(got.profile.restarts > 0U);
  BOOST_TEST(got.profile.rows.tried > 0U);
  BOOST_TEST(got.profile.columns.windows == 0U);
}

BOOST_AUTO_TEST_CASE(exact_parts_count_what_they_walk_price_and_solve) {
  auto problem = make_problem({.people = 12, .wanted = 1'000, .slack = 4}).what;
  auto aut = column_search::make(problem, {.nodes_max = 3});
  BOOST_TEST_REQUIRE(aut.has_value());
  for (auto steps = 0; steps < 20'000 && !aut->settled(); ++steps)
    aut->step();
  auto x = aut->profile();
  BOOST_TEST(x.rounds > 0U);
  BOOST_TEST(x.priced >= x.columns);
  BOOST_TEST(x.columns > 12U);
  BOOST_TEST(x.programmes > 0U);
  BOOST_TEST(x.iterations > x.programmes);
  BOOST_TEST(x.dives == 1U);
  // Each person's row once, or the dive was given up.
  BOOST_TEST((x.propagations == 12U || x.backtracks == 1U));
  BOOST_TEST(x.combinations == 1U);
  auto walked = aut->generation().walked();
  BOOST_TEST(walked.walks >= x.priced);
  BOOST_TEST(walked.states > walked.walks);
}

BOOST_AUTO_TEST_CASE(the_same_moves_give_the_same_counts) {
  auto one = searched({.moves_max = 600'000}).profile;
  auto other = searched({.moves_max = 600'000}).profile;
  BOOST_TEST(one.rows.states == other.rows.states);
  BOOST_TEST(one.columns.iterations == other.columns.iterations);
  BOOST_TEST(one.moves[0].accepted == other.moves[0].accepted);
}

BOOST_AUTO_TEST_CASE(each_piece_of_work_takes_what_the_clock_says) {
  auto now = 0.0;
  auto options = search_options{};
  options.moves_max = 600'000;
  options.clock = [&] {
    return now++;
  };
  auto got = searched(options).profile;
  auto seconds = 0.0;
  for (const auto& x : got.phases) {
    // It is asked before and after, and nobody asks between.
    BOOST_TEST(x.seconds == static_cast<double>(x.steps), x.phase);
    seconds += x.seconds;
  }
  BOOST_TEST(2 * seconds == now);
  BOOST_TEST(got.phases[0].phase == "annealing");
}

BOOST_AUTO_TEST_CASE(without_a_clock_there_are_steps_and_no_seconds) {
  for (const auto& x : searched({.moves_max = 100'000}).profile.phases) {
    BOOST_TEST(x.steps > 0U);
    BOOST_TEST(x.seconds == 0);
  }
}

BOOST_AUTO_TEST_CASE(of_two_searches_work_adds_up_and_memory_does_not) {
  auto one = search_profile{.moves = {{"set", 5, 3, 1}},
                            .restarts = 2,
                            .phases = {{"rows", 4, 0.5}},
                            .memory = {{"tables", 70}, {"rows", 20}}};
  one += {.moves = {{"set", 2, 1, 1}, {"turn", 1, 0, 0}},
          .restarts = 1,
          .phases = {{"bound", 1, 2}, {"rows", 2, 0.25}},
          .memory = {{"tables", 60}, {"rows", 30}}};
  BOOST_REQUIRE(one.moves.size() == 2U);
  BOOST_TEST(one.moves[0].tried == 7U);
  BOOST_TEST(one.moves[0].accepted == 4U);
  BOOST_TEST(one.moves[1].tried == 1U);
  BOOST_TEST(one.restarts == 3U);
  BOOST_REQUIRE(one.phases.size() == 2U);
  BOOST_TEST(one.phases[0].steps == 6U);
  BOOST_TEST(one.phases[0].seconds == 0.75);
  BOOST_TEST(one.bytes() == 100U);
}

BOOST_AUTO_TEST_CASE(memory_is_told_by_part) {
  auto x = tight();
  auto got = searched({.moves_max = 600'000}).profile;
  auto sum = std::uint64_t{0};
  for (const auto& one : got.memory)
    sum += one.bytes;
  BOOST_TEST(got.bytes() == sum);
  // An option a cell at least, and where it is.
  BOOST_TEST(bytes_of_part(got, "tables")
             > x.allowed.size() * (sizeof(task) + sizeof(std::uint32_t)));
  BOOST_TEST(bytes_of_part(got, "annealing") > 2 * x.allowed.size());
  BOOST_TEST(bytes_of_part(got, "columns")
             >= got.columns.columns * static_cast<std::size_t>(x.days));
  for (auto* part : {"row search", "rows", "elite", "column rows", "programme"})
    BOOST_TEST(bytes_of_part(got, part) > 0U, part);
}

BOOST_AUTO_TEST_SUITE_END()
