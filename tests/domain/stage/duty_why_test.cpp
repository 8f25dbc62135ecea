// SPDX-License-Identifier: Apache-2.0
// Why somebody works what they work, and why nobody does.
#include "domain/solve/generation.hpp"
#include "domain/stage/duty_why.hpp"
#include "domain/stage/open_bound.hpp"
#include "tests/support/ward.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(duty_why_test)

using namespace nightfloat;
using namespace nightfloat::domain;
using namespace nightfloat::domain::stage;
using test::ward;

namespace {

constexpr auto one_day = date::duration{1};

roster made(const programme& x) {
  auto g = generation::begin(x, {});
  BOOST_REQUIRE_MESSAGE(g, (g ? "" : g.error().detail));
  while (g->step(50'000) == generation::state::more) {
  }
  return g->best();
}

frame framed(const programme& x) {
  return *make_frame(x, {}, {});
}

/// Who works on that day of the ward, and nobody else does.
const duty& worked(const roster& of, const frame& x, std::int32_t day) {
  auto found = std::ranges::find_if(of.duties, [&](const duty& d) {
    return x.site.local_date(d.start) == x.day(day);
  });
  BOOST_REQUIRE((found != of.duties.end()));
  return *found;
}

void send_away(programme& x, std::uint32_t who, date day) {
  x.absences.push_back(
    {.id = {static_cast<std::uint32_t>(x.absences.size()) + 1},
     .person = {who},
     .first = day,
     .last = day});
}

} // namespace

BOOST_AUTO_TEST_CASE(everybody_else_has_a_price_and_who_may_not_is_counted) {
  auto x = ward(4);
  auto in = framed(x);
  auto base = made(x);
  const auto& one = worked(base, in, 8);
  auto why = why_duty(in, base, one.person, x.info.first + 8 * one_day);
  BOOST_TEST_REQUIRE(!!why);
  BOOST_TEST_REQUIRE(why->size() == 1U);
  const auto& told = why->front();
  BOOST_TEST(told.day == "2026-07-14");
  BOOST_TEST_REQUIRE(told.shifts.size() == 1U);
  BOOST_TEST(told.shifts[0].what == "off");
  // A place that is left open is a hard unit.
  BOOST_TEST(told.shifts[0].broken == 1);
  BOOST_TEST_REQUIRE(!told.shifts[0].rules.empty());
  BOOST_TEST(
    (told.shifts[0].rules[0].find("DAY needs 1 person, 2026-07-14") == 0U),
    told.shifts[0].rules[0]);
  BOOST_TEST(told.people.size() == 3U);
  BOOST_TEST(told.barred == 0U);
  for (auto i = std::size_t{1}; i < told.people.size(); ++i)
    BOOST_TEST((std::pair{told.people[i - 1].broken, told.people[i - 1].cost}
                <= std::pair{told.people[i].broken, told.people[i].cost}));
  // One of the others goes away.
  auto other = one.person == person_id{1} ? 2U : 1U;
  send_away(x, other, x.info.first + 8 * one_day);
  why = why_duty(framed(x), base, one.person, x.info.first + 8 * one_day);
  BOOST_TEST_REQUIRE(!!why);
  BOOST_TEST(why->front().people.size() == 2U);
  BOOST_TEST(why->front().barred == 1U);
}

BOOST_AUTO_TEST_CASE(a_price_is_what_the_roster_would_cost) {
  auto x = ward(4);
  auto in = framed(x);
  auto base = made(x);
  auto day = x.info.first + 8 * one_day;
  const auto& one = worked(base, in, 8);
  auto set = constraint_set{.name = "house"};
  set.constraints.push_back({.name = "Preferences",
                             .label = "not on Tuesdays",
                             .stage = stage_kind::call,
                             .weight = 7,
                             .who = people_filter{.pgy_max = 8},
                             .tasks = {"DAY"},
                             .weekdays = {weekday::tuesday}});
  auto plain = why_duty(in, base, one.person, day);
  auto wished = why_duty(in, base, one.person, day, set);
  BOOST_TEST_REQUIRE((plain && wished));
  BOOST_TEST(wished->front().shifts[0].cost
             == plain->front().shifts[0].cost - 7);
}

BOOST_AUTO_TEST_CASE(somebody_who_is_off_is_told_what_they_could_work) {
  auto x = ward(4);
  auto in = framed(x);
  auto base = made(x);
  auto at_work = worked(base, in, 8).person;
  auto idle = person_id{at_work == person_id{1} ? 2U : 1U};
  auto why = why_duty(in, base, idle, x.info.first + 8 * one_day);
  BOOST_TEST_REQUIRE(!!why);
  BOOST_TEST(why->front().people.empty());
  BOOST_TEST_REQUIRE(why->front().shifts.size() == 1U);
  BOOST_TEST(why->front().shifts[0].what == "DAY");
}

BOOST_AUTO_TEST_CASE(what_is_no_choice_says_why_not) {
  auto x = ward(4);
  auto base = made(x);
  auto day = x.info.first + 8 * one_day;
  auto one = worked(base, framed(x), 8).person;
  auto code = "R" + std::to_string(one.value);
  auto refused = why_duty(framed(x), base, one, x.info.last + one_day);
  BOOST_TEST_REQUIRE(!refused);
  BOOST_TEST(refused.error().detail
             == "explain: nothing of " + code
                  + " on 2026-07-27 is a choice of the search, that is not a "
                    "day of the programme");
  auto kept = base;
  std::ranges::find_if(kept.duties,
                       [&](const duty& d) {
                         return d.person == one
                                && framed(x).site.local_date(d.start) == day;
                       })
    ->source
    = duty_source::manual;
  refused = why_duty(framed(x), kept, one, day);
  BOOST_TEST_REQUIRE(!refused);
  BOOST_TEST(refused.error().detail
             == "explain: nothing of " + code
                  + " on 2026-07-14 is a choice of the search, their duty is "
                    "set by hand, and no search may move it");
  send_away(x, one.value, day);
  refused = why_duty(framed(x), base, one, day);
  BOOST_TEST_REQUIRE(!refused);
  BOOST_TEST((refused.error().code == ec::not_found));
  BOOST_TEST(
    (refused.error().detail.find("approved leave") != std::string::npos));
}

BOOST_AUTO_TEST_CASE(leave_of_everybody_is_the_reason_of_an_open_place) {
  auto x = ward(3);
  for (auto who : {1U, 2U, 3U})
    send_away(x, who, x.info.first + 8 * one_day);
  auto base = made(x);
  auto why = why_unmet(framed(x), base);
  BOOST_TEST_REQUIRE(!!why);
  BOOST_TEST(why->open_places == 1U);
  BOOST_TEST_REQUIRE(why->sets.size() == 1U);
  const auto& told = why->sets[0];
  BOOST_TEST(told.minimal);
  BOOST_TEST_REQUIRE(told.requirements.size() == 2U);
  auto has = [&](const std::string& what) {
    return std::ranges::any_of(told.requirements, [&](const auto& line) {
      return line.find(what) != std::string::npos;
    });
  };
  BOOST_TEST(has("DAY on 2026-07-14 needs 1 person"));
  BOOST_TEST(has("R1, R2, R3 may only be off on 2026-07-14"),
             told.requirements[0] + " / " + told.requirements[1]);
  BOOST_TEST(why->unknown == 0U);
}

BOOST_AUTO_TEST_CASE(a_shift_that_nobody_may_work_is_open_and_says_so) {
  auto x = ward(4);
  x.templates[0].credential = "acls";
  auto base = made(x);
  auto why = why_unmet(framed(x), base);
  BOOST_TEST_REQUIRE(!!why);
  BOOST_TEST(why->open_places == 21U);
  BOOST_TEST_REQUIRE(why->sets.size() == 1U);
  BOOST_TEST(why->sets[0].minimal);
  BOOST_TEST_REQUIRE(why->sets[0].requirements.size() == 2U);
  BOOST_TEST(why->sets[0].requirements[0]
             == "DAY on 2026-07-06 to 2026-07-26 needs 1 person");
  BOOST_TEST(why->sets[0].requirements[1]
             == "nobody may work DAY: rotation, PGY, credentials, leave or "
                "other work forbid it");
  // What is there by hand fills its place.
  base.duties.push_back({.person = {1},
                         .shift = {1},
                         .start = framed(x).start(0, 0),
                         .end = framed(x).start(0, 0) + minutes{720},
                         .from = {1},
                         .source = duty_source::manual});
  BOOST_TEST(why_unmet(framed(x), base)->open_places == 20U);
}

BOOST_AUTO_TEST_CASE(what_another_roster_fills_is_possible) {
  auto x = ward(4);
  auto base = made(x);
  BOOST_TEST(why_unmet(framed(x), base)->open_places == 0U);
  base.duties.pop_back();
  auto why = why_unmet(framed(x), base);
  BOOST_TEST_REQUIRE(!!why);
  BOOST_TEST(why->open_places == 1U);
  BOOST_TEST(why->sets.empty());
  BOOST_TEST(why->possible == 1U);
  // Stopped before anything is known: not proved either way.
  why = why_unmet(framed(x), base, {}, [] { return true; });
  BOOST_TEST_REQUIRE(!!why);
  BOOST_TEST(why->unknown + why->possible == 1U);
}

BOOST_AUTO_TEST_CASE(a_hard_constraint_is_a_reason_by_name) {
  auto x = ward(4);
  auto base = made(x);
  auto set
    = constraint_set{"house",
                     {{.name = "Preferences",
                       .label = "quiet Sundays",
                       .stage = stage_kind::call,
                       .hard = true,
                       .who = people_filter{.role = person_role::resident},
                       .weekdays = {weekday::sunday}}}};
  auto why = why_unmet(framed(x), base, set);
  BOOST_TEST_REQUIRE(!!why);
  BOOST_TEST(why->open_places == 0U);
  BOOST_TEST(why->broken == 3U);
  BOOST_TEST_REQUIRE(!why->sets.empty());
  auto all = std::string{};
  for (const auto& line : why->sets[0].requirements)
    all += line + "\n";
  BOOST_TEST((all.find("needs 1 person") != std::string::npos), all);
  BOOST_TEST((all.find("may only be off (constraint quiet Sundays)")
              != std::string::npos),
             all);
  set.constraints[0].hard = false;
  why = why_unmet(framed(x), base, set);
  BOOST_TEST_REQUIRE(!!why);
  BOOST_TEST(why->broken == 0U);
  BOOST_TEST(why->sets.empty());
}

BOOST_AUTO_TEST_CASE(a_hard_constraint_of_the_plan_is_a_reason_by_name) {
  auto x = ward(4);
  x.rotations[0].name = "Ward";
  auto base = made(x);
  BOOST_TEST_REQUIRE(!base.plan.empty());
  auto set = constraint_set{"house",
                            {{.name = "ResidentInpatientHeadcount",
                              .label = "one at a time",
                              .stage = stage_kind::year,
                              .tasks = {"W"}}}};
  auto why = why_unmet(framed(x), base, set);
  BOOST_TEST_REQUIRE(!!why);
  BOOST_TEST(why->open_places == 0U);
  // Four people have nowhere else to be: three too many, three weeks.
  BOOST_TEST(why->broken == 9U);
  BOOST_TEST_REQUIRE(!why->sets.empty());
  auto all = std::string{};
  for (const auto& one : why->sets)
    for (const auto& line : one.requirements)
      all += line + "\n";
  BOOST_TEST((all.find("Ward on the week of 2026-07-06") != std::string::npos),
             all);
  BOOST_TEST((all.find("takes 1 person at most (constraint one at a time)")
              != std::string::npos),
             all);
  // A wish is no reason.
  set.constraints[0].hard = false;
  set.constraints[0].weight = 1;
  why = why_unmet(framed(x), base, set);
  BOOST_TEST_REQUIRE(!!why);
  BOOST_TEST(why->broken == 0U);
  BOOST_TEST(why->sets.empty());
}

BOOST_AUTO_TEST_CASE(a_requirement_of_the_plan_is_told_by_its_name) {
  auto x = ward(2);
  x.rotations[0].name = "Ward";
  // Whoever is there, the ward asks for nobody of its rotation.
  x.templates[0].rotation = {};
  x.rotations.push_back({.id = {2}, .code = "E", .name = "Elective"});
  x.rotations[1].kind = rotation_kind::elective;
  x.rotations[1].people_max = 9;
  x.requirements.push_back({.id = {1},
                            .name = "weeks of ward",
                            .kind = requirement_kind::weeks_exact,
                            .weeks = 3,
                            .fulfilled_by = {{1}}});
  auto base = made(x);
  auto set = constraint_set{"house",
                            {{.name = "ResidentInpatientHeadcount",
                              .label = "one at a time",
                              .stage = stage_kind::year,
                              .tasks = {"W"}}}};
  auto why = why_unmet(framed(x), base, set);
  BOOST_TEST_REQUIRE(!!why);
  BOOST_TEST(why->broken == 3U);
  auto all = std::string{};
  for (const auto& one : why->sets)
    for (const auto& line : one.requirements)
      all += line + "\n";
  BOOST_TEST(
    (all.find("R1, R2: weeks of ward, the least") != std::string::npos), all);
  BOOST_TEST((all.find("(constraint one at a time)") != std::string::npos),
             all);
}

BOOST_AUTO_TEST_CASE(a_bound_is_what_no_matching_fills) {
  auto x = ward(3);
  x.templates.push_back({.id = {2},
                         .code = "EVE",
                         .rotation = {1},
                         .start = 840,
                         .length = 540,
                         .people_needed = 2});
  auto day = x.info.first + 8 * one_day;
  send_away(x, 1, day);
  send_away(x, 2, day + one_day);
  send_away(x, 3, day + one_day);
  auto base = made(x);
  auto least = least_open(framed(x), every_part, base.plan, {});
  BOOST_TEST_REQUIRE(!!least);
  // Two of three can fill two of three places, then one of three one.
  BOOST_TEST(*least == 1 + 2);
  auto g = generation::begin(x, {});
  BOOST_TEST_REQUIRE(!!g);
  while (g->step(50'000) == generation::state::more) {
  }
  auto bound = g->open_bound();
  BOOST_TEST_REQUIRE(!!bound);
  BOOST_TEST(bound->least == 3);
  BOOST_TEST(bound->open >= bound->least);
  BOOST_TEST(bound->plan_searched);
}

/// Half days of which nobody may work more than six in a row.
BOOST_AUTO_TEST_CASE(no_bound_has_days_that_were_taken_off_beforehand) {
  auto x = ward(2);
  x.pack = house_strict();
  x.templates[0].length = 240;
  auto base = made(x);
  auto least = least_open(framed(x), every_part, base.plan, {});
  BOOST_TEST_REQUIRE(!!least);
  BOOST_TEST(*least == 0);
}

BOOST_AUTO_TEST_CASE(a_bound_is_told_as_what_it_is) {
  BOOST_TEST(bound_words({0, 4, true})
             == "bound on open places not computed: for every place there is "
                "somebody, and what rules from day to day leave open is not "
                "known");
  BOOST_TEST(bound_words({3, 5, true})
             == "bound: at least 3 places stay open under this year plan, 5 "
                "do");
  BOOST_TEST(bound_words({1, 1, false})
             == "bound: at least 1 place stays open, as many as do");
}

BOOST_AUTO_TEST_SUITE_END()
