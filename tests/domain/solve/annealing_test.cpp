// SPDX-License-Identifier: Apache-2.0
// Annealing hears a stop within few moves, and one that is never said changes
// nothing.

#include "domain/solve/annealing.hpp"
#include "domain/solve/local_search.hpp"
#include "tests/support/made_problem.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(annealing_test)

using namespace nightfloat;
using namespace nightfloat::domain::solve;

namespace {

/// Picks between two questions are fewer, and few of them are no moves.
constexpr auto moves_between = std::uint64_t{1'000};

struct fixture {
  problem x = test::make_problem({.people = 8, .days = 28}).what;
  tables laid{x};
  grid start = grid(x.allowed.size(), off);
  int asked = 0;

  std::function<bool()> after(int questions) {
    asked = 0;
    return [this, questions] {
      return ++asked > questions;
    };
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(stopped, fixture)

BOOST_AUTO_TEST_CASE(a_step_ends_where_it_is_told_to) {
  for (auto questions : {0, 1, 7}) {
    auto aut = annealing{laid, start, 1};
    aut.step(20'000, 10, after(questions));
    BOOST_TEST(asked == questions + 1);
    BOOST_TEST(aut.moves()
               <= moves_between * (static_cast<std::uint64_t>(questions) + 1));
  }
}

BOOST_AUTO_TEST_CASE(a_stop_that_is_never_said_changes_nothing) {
  auto one = annealing{laid, start, 1};
  auto other = annealing{laid, start, 1};
  for (auto i = 0; i < 5; ++i) {
    one.step(20'000, 10);
    other.step(20'000, 10, after(1'000'000));
    BOOST_TEST(asked > 20);
  }
  BOOST_TEST(one.moves() == 100'000U);
  BOOST_TEST(other.moves() == one.moves());
  BOOST_TEST((one.now().roster() == other.now().roster()));
  BOOST_TEST((one.best() == other.best()));
}

BOOST_AUTO_TEST_CASE(a_slice_of_the_local_search_hears_it) {
  auto aut = local_search{laid, start, 1};
  aut.slice(0, after(1));
  BOOST_TEST((aut.part() == local_part::annealing));
  auto tried = std::uint64_t{0};
  for (const auto& one : aut.moves())
    tried += one.tried;
  BOOST_TEST(tried <= 2 * moves_between);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
