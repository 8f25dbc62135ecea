// SPDX-License-Identifier: Apache-2.0
// Whatever the roster: no way to mend an absence is worse than leaving the
// shifts undone, and what it says of findings is what the validator says.
#include "domain/repair/absence.hpp"
#include "domain/repair/publication.hpp"
#include "domain/rules/validate.hpp"
#include "tests/support/random_scene.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(undone_test)

namespace {

using test::dice;
using test::random_duty;
using test::random_scene;
using test::scene;

std::size_t breaches(const std::vector<finding>& all) {
  return static_cast<std::size_t>(std::ranges::count_if(
    all, [](const finding& x) { return is_breach(x.severity); }));
}

/// The roster with the shifts that change left undone.
roster undone(const roster& what, const absence_answer& x) {
  auto out = what;
  for (const auto& one : x.shifts)
    if (one.state != absence_state::kept)
      std::erase_if(out.duties, [&](const duty& work) {
        return work.person == x.person && work.shift == one.shift;
      });
  return out;
}

roster done(const programme& where, const roster& what, const absence_answer& x,
            const absence_way& way) {
  auto plan = plan_mend(
    where, what,
    {.person = x.person, .first = x.first, .last = x.last, .moves = way.moves});
  BOOST_REQUIRE_MESSAGE(plan, plan.error().detail);
  return apply(what, *plan);
}

/// Everybody is free more often, and shifts ask for people.
scene random_ward(std::uint64_t seed) {
  auto x = random_scene(seed, 40);
  auto roll = dice{seed};
  for (auto& shift : x.where.templates)
    shift.people_needed = static_cast<std::uint16_t>(roll.in(0, 2));
  for (auto i = 4U; i < 9U; ++i) {
    x.where.people.push_back(
      {.id = {i},
       .code = "R" + std::to_string(i),
       .pgy = {{2026, static_cast<std::uint8_t>(roll.in(1, 3))}}});
    x.plan(i, 1, "2026-07-01", "2027-06-30");
    for (auto n = roll.in(0, 25); n > 0; --n) {
      auto work = random_duty(roll, x, i, 40);
      work.shift = {static_cast<unsigned>(x.what.duties.size() + 1)};
      x.what.duties.push_back(work);
    }
  }
  sort(x.where);
  sort(x.what);
  return x;
}

BOOST_AUTO_TEST_CASE(no_way_is_worse_than_leaving_the_shifts_undone) {
  auto seed = test::seed_or(1);
  auto covered = std::size_t{0};
  for (auto i = std::size_t{0}; i < test::count_or(60); ++i, ++seed) {
    auto x = random_ward(seed);
    auto roll = dice{seed};
    auto day = x.where.info.first + roll.in(0, 39) * date::duration{1};
    auto asked
      = absence_question{.person = {static_cast<unsigned>(roll.in(1, 8))},
                         .first = day,
                         .last = day + roll.in(0, 4) * date::duration{1},
                         .seed = seed};
    auto found = mend_absence(x.where, x.what, x.pack, asked);
    BOOST_TEST_CONTEXT("NIGHTFLOAT_SEED=" << seed << " NIGHTFLOAT_COUNT=1") {
      BOOST_REQUIRE(found);
      auto grown = with_absence(x.where, asked.person, asked.first, asked.last);
      auto base
        = breaches(validate(grown, undone(x.what, *found), x.pack, x.all()));
      auto near = window{
        std::max(asked.first - 62 * date::duration{1}, x.where.info.first),
        std::min(asked.last + 62 * date::duration{1}, x.where.info.last)};
      auto before = validate(grown, x.what, x.pack, near);
      for (const auto& way : found->ways) {
        covered += way.moves.size() - way.open.size();
        auto after = done(x.where, x.what, *found, way);
        BOOST_TEST(breaches(validate(grown, after, x.pack, x.all())) <= base);
        // What it says of findings is what the validator says.
        auto now = validate(grown, after, x.pack, near);
        BOOST_TEST(now.size() + way.gone.size()
                   == before.size() + way.come.size());
        for (const auto& one : way.come)
          BOOST_TEST(std::ranges::count(now, one) == 1, one.sentence);
        for (const auto& one : way.gone)
          BOOST_TEST(std::ranges::count(now, one) == 0, one.sentence);
      }
      auto again = mend_absence(x.where, x.what, x.pack, asked);
      BOOST_REQUIRE(again);
      BOOST_TEST((*again == *found));
    }
  }
  // One alone proves nothing of that.
  BOOST_TEST((test::count_or(60) < 60 || covered > 60));
}

} // namespace

BOOST_AUTO_TEST_SUITE_END()

} // namespace nightfloat::domain
