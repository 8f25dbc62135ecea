// SPDX-License-Identifier: Apache-2.0
#include "domain/sample.hpp"
#include "domain/solve/year_problem.hpp"
#include "domain/solve/year_search.hpp"
#include "domain/stage/constraint_costs.hpp"
#include "tests/support/small_programme.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(year_search_test)

using namespace nightfloat;
using namespace nightfloat::domain;

namespace {

frame framed(const programme& x) {
  auto made = make_frame(x, {}, {});
  BOOST_REQUIRE_MESSAGE(made, made.error().detail);
  return std::move(*made);
}

year_search begun(const frame& x, const roster* by_hand = nullptr) {
  auto made = year_search::make(x, by_hand, {.moves_max = 5'000'000});
  BOOST_REQUIRE_MESSAGE(made, made.error().detail);
  return std::move(*made);
}

void finish(year_search& x) {
  while (x.step(50'000)) {
  }
}

} // namespace

BOOST_AUTO_TEST_CASE(a_year_of_the_sample_is_sound_however_it_is_stepped) {
  auto x = framed(*make_sample({.residents = 25, .seed = 1}));
  auto a = begun(x);
  auto b = begun(x);
  finish(a);
  while (b.step(1'000)) {
  }
  BOOST_TEST(a.sound());
  BOOST_TEST((a.rows() == b.rows()));
}

BOOST_AUTO_TEST_CASE(more_rotations_than_bits_of_pgy_and_leave_are_planned) {
  auto x = framed(*make_sample({.residents = 500, .seed = 1}));
  auto problem = make_year_problem(x, nullptr);
  BOOST_REQUIRE_MESSAGE(problem, problem.error().detail);
  BOOST_TEST(problem->what.tasks.size() == x.where.rotations.size() + 1);
  BOOST_TEST(problem->what.people.size() == 500u);
}

BOOST_AUTO_TEST_CASE(what_is_by_hand_stays_and_a_wish_is_searched_for) {
  auto x = framed(*make_sample({.residents = 25, .seed = 1}));
  auto first = begun(x);
  finish(first);
  auto by_hand = roster{};
  by_hand.plan = {first.rows().front()};
  by_hand.plan[0].source = duty_source::manual;
  auto y = begun(x, &by_hand);
  finish(y);
  auto rows = y.rows();
  BOOST_TEST(std::ranges::count(rows, by_hand.plan[0]) == 1);
  auto shift = std::ranges::find_if(x.where.templates, [](const auto& t) {
    return t.role == person_role::resident && t.people_needed > 0;
  });
  BOOST_REQUIRE((shift != x.where.templates.end()));
  auto which = static_cast<std::size_t>(shift - x.where.templates.begin());
  auto moves = y.moves();
  y.want_more(which, 30);
  finish(y);
  BOOST_TEST(y.moves() > moves);
  BOOST_TEST(y.sound());
}

BOOST_AUTO_TEST_CASE(rows_of_faculty_stay_whoever_decided_them) {
  auto x = framed(*make_sample({.residents = 25, .seed = 1}));
  auto teacher = std::ranges::find(x.where.people, person_role::faculty,
                                   &person::role);
  BOOST_REQUIRE((teacher != x.where.people.end()));
  auto row = assignment{.person = teacher->id,
                        .rotation = x.where.rotations.front().id,
                        .first = x.first,
                        .last = x.day(27)};
  auto base = roster{};
  for (auto source :
       {duty_source::solver, duty_source::manual, duty_source::preload}) {
    row.source = source;
    base.plan = {row};
    BOOST_TEST(std::ranges::count(begun(x, &base).rows(), row) == 1);
  }
}

/// A leave of four weeks beside the vacation that is owed, exactly.
BOOST_AUTO_TEST_CASE(leave_over_the_vacation_is_on_no_rotation) {
  auto where = *make_sample({.residents = 25, .seed = 1});
  auto before = framed(where);
  auto who = std::size_t{24};
  auto is_free = [&](std::size_t week) {
    for (auto d = before.weeks[week].first; d <= before.weeks[week + 3].last;
         d += date::duration{1})
      if (before.is_away(who, (d - before.first).count()))
        return false;
    return true;
  };
  auto week = std::size_t{8};
  while (!is_free(week))
    ++week;
  auto leave = absence{.id = {9'999},
                       .person = where.people[who].id,
                       .first = before.weeks[week].first,
                       .last = before.weeks[week + 3].last,
                       .kind = "parental"};
  where.absences.push_back(leave);
  auto x = framed(where);
  auto use = stage::constraint_use::make(
    {"leave", {{.name = "Availability", .stage = stage::stage_kind::year}}});
  BOOST_TEST_REQUIRE(!!use);
  auto made = year_search::make(x, nullptr,
                                {.moves_max = 5'000'000, .constraints = &*use});
  BOOST_TEST_REQUIRE(!!made);
  finish(*made);
  BOOST_TEST(made->sound());
  auto plan = roster{.plan = made->rows()};
  auto all = stage::constraint_costs(x, plan, stage::plan_part,
                                     {"leave", {{.name = "Availability"}}});
  BOOST_TEST_REQUIRE(!!all);
  BOOST_TEST(all->empty());
  // Nobody else is without a rotation.
  auto days = std::int64_t{0};
  for (const auto& row : plan.plan)
    days += (row.last - row.first).count() + 1;
  BOOST_TEST(days == 25 * x.days - 28);
}

BOOST_AUTO_TEST_CASE(one_rotation_for_all_needs_no_search) {
  auto x = framed(tests::small_programme());
  auto y = begun(x);
  BOOST_TEST(!y.step(1'000));
  BOOST_TEST(y.moves() == 0u);
  BOOST_TEST(!y.rows().empty());
}

BOOST_AUTO_TEST_SUITE_END()
