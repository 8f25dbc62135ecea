// SPDX-License-Identifier: Apache-2.0
// A search that may hold so much memory holds no more, or says why it cannot.

#include "domain/solve/memory.hpp"
#include "domain/solve/search.hpp"
#include "domain/solve/state.hpp"
#include "tests/support/made_problem.hpp"
#include "tests/support/random_problem.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(memory_test)

using namespace nightfloat;
using namespace nightfloat::domain::solve;
using nightfloat::test::make_problem;
using nightfloat::test::number_from;

namespace {

search_result searched(const problem& x, std::size_t memory_max) {
  auto found = search(x, {.moves_max = 400'000, .memory_max = memory_max});
  BOOST_REQUIRE_MESSAGE(found, found.error().detail);
  return std::move(*found);
}

/// Of what no search does without.
std::uint64_t least_of(const search_profile& x) {
  auto out = std::uint64_t{0};
  for (const auto& one : x.memory)
    if (one.part == "tables" || one.part == "annealing"
        || one.part == "row search" || one.part == "elite")
      out += one.bytes;
  return out;
}

void estimated_well(const problem& x) {
  auto found = search(x, {.moves_max = 20'000});
  BOOST_TEST_REQUIRE(found.has_value());
  auto held = least_of(found->profile);
  // Some tables are there however small the problem.
  constexpr auto small = std::uint64_t{100'000};
  BOOST_TEST_REQUIRE(memory_least(x) + small >= held);
  BOOST_TEST_REQUIRE(memory_least(x) <= 10 * held + small);
}

} // namespace

BOOST_AUTO_TEST_CASE(what_is_needed_is_estimated_before_it_is_laid_out) {
  for (auto people : {5U, 60U})
    for (auto days : {14, 182}) {
      BOOST_TEST_INFO_SCOPE(people << " people, " << days << " days");
      estimated_well(
        make_problem({.people = people, .days = days, .shifts = 8}).what);
    }
  auto seed = number_from("NIGHTFLOAT_SEED", 1);
  auto count = number_from("NIGHTFLOAT_COUNT", 20);
  for (auto i = std::uint64_t{0}; i < count; ++i) {
    BOOST_TEST_INFO_SCOPE("NIGHTFLOAT_SEED=" << seed + i);
    auto from = test::random_problem{seed + i};
    estimated_well(from.draw(1 + from.random().below(5), 1 + from.below(20),
                             2 + from.random().below(4)));
  }
}

BOOST_AUTO_TEST_CASE(demands_that_differ_each_have_a_table_of_prices) {
  auto x = make_problem({.people = 100, .days = 14}).what;
  for (auto i = 0; i < 1'000; ++i)
    x.demands.push_back({i % 14, only(1), {{1, soft(1 + i)}}, {}});
  estimated_well(x);
}

BOOST_AUTO_TEST_CASE(demands_of_classes_and_those_that_cost_are_counted) {
  auto x = make_problem({.people = 10, .days = 28}).what;
  auto bytes = [&] {
    auto laid = tables{x};
    auto at = state{laid, grid(x.allowed.size(), off)};
    return std::pair{laid.bytes(), at.bytes()};
  };
  auto before = bytes();
  x.classes.assign(x.allowed.size(), 0);
  auto with_classes = bytes();
  BOOST_TEST(with_classes.first
             >= before.first + x.allowed.size() * sizeof(std::uint32_t));
  // Heads, whether they could cost less, and where that is noted.
  auto demands = x.demands.size();
  x.demands.insert(x.demands.end(), x.demands.begin(), x.demands.end());
  BOOST_TEST(bytes().second
             >= with_classes.second + 3 * demands * sizeof(std::uint32_t));
}

BOOST_AUTO_TEST_CASE(too_little_is_refused_and_the_figure_named) {
  auto x = make_problem({}).what;
  auto least = memory_least(x);
  auto refused = search(x, {.moves_max = 1'000, .memory_max = least - 1});
  BOOST_REQUIRE(!refused);
  BOOST_TEST((refused.error().code == ec::oversize));
  for (auto figure : {least, least - 1})
    BOOST_TEST(refused.error().detail.find(std::to_string(figure))
                 != std::string::npos,
               refused.error().detail);
  BOOST_TEST(search(x, {.moves_max = 1'000, .memory_max = least}).has_value());
}

BOOST_AUTO_TEST_CASE(parts_are_dropped_where_they_would_hold_more) {
  auto x = make_problem({.people = 12, .days = 56, .slack = 1}).what;
  auto free = searched(x, 0);
  for (auto more : {std::size_t{0}, std::size_t{100'000}}) {
    auto most = memory_least(x) + more;
    BOOST_REQUIRE(free.profile.bytes() > most);
    auto held = searched(x, most);
    BOOST_TEST(held.profile.bytes() <= most + 100'000);
    BOOST_TEST(std::ranges::any_of(held.trace, [](const trace_point& at) {
      return at.by.starts_with("columns dropped: ");
    }));
    BOOST_TEST(held.last.best.hard() == 0);
  }
}

BOOST_AUTO_TEST_CASE(more_than_enough_changes_nothing) {
  auto x = make_problem({.people = 12}).what;
  auto free = searched(x, 0);
  auto roomy = searched(x, std::size_t{1} << 40);
  BOOST_TEST((free.best == roomy.best));
  BOOST_TEST((free.last.best == roomy.last.best));
}

BOOST_AUTO_TEST_SUITE_END()
