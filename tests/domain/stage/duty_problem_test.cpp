// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/validate.hpp"
#include "domain/sample.hpp"
#include "domain/solve/annealing.hpp"
#include "domain/solve/evaluate.hpp"
#include "domain/stage/duty_problem.hpp"
#include "domain/stage/duty_roster.hpp"
#include "domain/stage/duty_start.hpp"
#include "domain/stage/part.hpp"
#include "tests/support/random_ward.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(duty_problem_test)

using namespace nightfloat;
using namespace nightfloat::domain;
using namespace nightfloat::domain::stage;

namespace {

/// What the rules cost; places that are open or too many are no rule.
std::int64_t broken(const duty_problem& x, const solve::grid& roster) {
  auto all = solve::evaluate(x.what, roster);
  return all.total.hard()
         - all.parts[static_cast<std::size_t>(solve::rule_kind::demand)].hard();
}

/// Breaches that are the roster's, and warnings that are as hard here; that two
/// halves of a day have no night between them is none.
std::vector<finding> breaches(const programme& x, const roster& what,
                              bool half_days) {
  auto all = validate(x, what, *x.pack, {x.info.first, x.info.last});
  std::erase_if(all, [&](const finding& f) {
    return f.rule == "coverage" || f.rule == "supervision"
           || (!is_breach(f.severity) && (f.rule != "rest" || half_days)
               && f.rule != "night_float");
  });
  return all;
}

roster roster_of(const duty_problem& x, const solve::grid& grid,
                 const roster& planned, std::vector<duty> fixed) {
  auto out = roster{.duties = std::move(fixed), .plan = planned.plan};
  for (const auto& d : duties_of_grid(x, grid, planned.plan))
    out.duties.push_back(d);
  sort(out);
  number_shifts(*x.meaning.of, out.duties);
  return out;
}

/// As much work as there may be: every place is wanted, rules are dearer.
solve::grid fullest(const duty_problem& x, std::uint64_t seed,
                    std::uint64_t moves) {
  auto laid = solve::tables{x.what};
  auto start = duty_start{x, laid, x.start, seed};
  while (start.step(10'000)) {
  }
  auto search = solve::annealing{laid, start.roster(), seed};
  for (auto t : {20.0, 5.0, 1.0})
    search.step(moves / 3, t);
  return search.best();
}

} // namespace

namespace {

/// Holds one random programme: full rosters, and full ones around fixed work.
/// False: the search left a rule broken.
bool hold_one(std::uint64_t seed, bool half_days) {
  BOOST_TEST_CONTEXT("NIGHTFLOAT_SEED=" << seed) {
    auto x = test::make_random_ward(seed, 42, half_days);
    BOOST_REQUIRE(!check(*x.where.pack).has_error());
    auto compiled = make_frame(x.where, {}, {});
    BOOST_REQUIRE_MESSAGE(compiled, compiled.error().detail);
    auto fixed = std::vector<duty>{};
    auto roll = test::dice{seed};
    for (auto round = 0; round < 2; ++round) {
      auto parts = half_days && round == 1 ? half_days_part
                                           : nights_part | days_part;
      auto made = make_duty_problem(
        *compiled, x.planned.plan, fixed,
        {templates_of(*compiled, static_cast<part_set>(parts)),
         half_days && round == 1 ? column_width::half_day : column_width::day});
      BOOST_REQUIRE_MESSAGE(made, made.error().detail);
      if (made->empty())
        return true;
      auto ok = solve::check(made->what);
      BOOST_REQUIRE_MESSAGE(ok, ok.error().detail);
      auto grid = fullest(*made, seed, 20'000);
      // What fixed work costs by itself, where rules are stricter here, work
      // can only add to. A search that did not come so far says nothing.
      if (broken(*made, grid) > broken(*made, made->start))
        return false;
      auto done = roster_of(*made, grid, x.planned, fixed);
      for (const auto& f : breaches(x.where, done, half_days))
        BOOST_TEST(false, f.sentence);
      fixed.clear();
      for (auto d : done.duties)
        if (!roll.one_in(3)) {
          d.source = duty_source::manual;
          fixed.push_back(d);
        }
    }
  }
  return true;
}

void hold(bool half_days) {
  auto first = test::number_from("NIGHTFLOAT_SEED", 1);
  auto count = test::number_from("NIGHTFLOAT_COUNT", 60);
  auto held = std::uint64_t{0};
  for (auto seed = first; seed < first + count; ++seed)
    held += hold_one(seed, half_days);
  BOOST_TEST(held * 10 >= count * 9);
}

} // namespace

BOOST_AUTO_TEST_CASE(what_breaks_nothing_here_breaks_no_rule) {
  hold(false);
}

BOOST_AUTO_TEST_CASE(half_days_break_no_rule_beside_the_days) {
  hold(true);
}

BOOST_AUTO_TEST_SUITE_END()
