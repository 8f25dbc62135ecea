// SPDX-License-Identifier: Apache-2.0
#pragma once

// What every constraint has to show: a roster that breaks it costs what is
// expected and in its name, one that does not costs nothing, the search gets
// from the one to the other, and at weight 0 it does nothing.

#include "domain/solve/evaluate.hpp"
#include "domain/solve/search.hpp"
#include "domain/stage/constraints.hpp"
#include "tests/support/stage_scene.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace nightfloat::test {

using lines = std::vector<std::string>;

inline std::string text(domain::solve::score x) {
  return std::to_string(x.hard()) + " hard, " + std::to_string(x.soft())
         + " soft";
}

/// The constraint's problem, or the test ends.
inline domain::solve::problem with(const stage_scene& in,
                                   const domain::stage::constraint& what) {
  auto out = in.problem;
  auto ok = domain::stage::apply(what, in.layout, out);
  BOOST_REQUIRE_MESSAGE(ok, (ok ? "" : ok.error().detail));
  auto sound = domain::solve::check(out);
  BOOST_REQUIRE_MESSAGE(sound, (sound ? "" : sound.error().detail));
  return out;
}

inline void costs(const stage_scene& in, const domain::stage::constraint& what,
                  const lines& roster, domain::solve::score price) {
  using namespace domain;
  auto set = stage::constraint_set{};
  set.constraints.push_back(what);
  auto x = in.problem;
  auto done = stage::apply(set, in.layout, x);
  BOOST_REQUIRE_MESSAGE(done, (done ? "" : done.error().detail));
  auto grid = in.roster(roster);
  auto total = solve::evaluate(x, grid).total;
  BOOST_TEST((total == price), what.name << " costs " << text(total)
                                         << ", expected " << text(price));
  auto whose = stage::cost_by_constraint(*done, x, grid);
  BOOST_TEST_REQUIRE(whose.size() == (price == solve::score{} ? 0U : 1U));
  if (whose.empty())
    return;
  BOOST_TEST(whose[0].constraint
             == (what.label.empty() ? what.name : what.label));
  BOOST_TEST((whose[0].price == price));
}

/// What the search makes of `from`.
inline domain::solve::score reached(const domain::solve::problem& x,
                                    const domain::solve::grid& from) {
  auto options = domain::solve::search_options{};
  options.moves_max = 60'000;
  options.threads = 1;
  options.start = from;
  auto got = domain::solve::search(x, options);
  BOOST_REQUIRE_MESSAGE(got, (got ? "" : got.error().detail));
  return got->last.best;
}

/// `bad` costs `price`; `good` and what the search finds cost nothing.
inline void binds(const stage_scene& in, domain::stage::constraint what,
                  const lines& good, const lines& bad,
                  domain::solve::score price) {
  using namespace domain;
  BOOST_TEST_CONTEXT(what.name) {
    costs(in, what, good, {});
    costs(in, what, bad, price);
    auto x = with(in, what);
    BOOST_TEST(
      (solve::evaluate(in.problem, in.roster(bad)).total == solve::score{}));
    auto found = reached(x, in.roster(bad));
    BOOST_TEST((found == solve::score{}),
               "the search is left with " << text(found));
    what.weight = 0;
    costs(in, what, bad, {});
  }
}

/// Why it cannot be applied; it must say whose.
inline std::string refusal(const stage_scene& in,
                           const domain::stage::constraint& what) {
  auto x = in.problem;
  auto ok = domain::stage::apply(what, in.layout, x);
  BOOST_REQUIRE(!ok);
  BOOST_TEST(ok.error().detail.find("constraint " + what.name)
               != std::string::npos,
             ok.error().detail);
  return ok.error().detail;
}

} // namespace nightfloat::test
