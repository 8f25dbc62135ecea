// SPDX-License-Identifier: Apache-2.0
// Even shares: of work, of nights of a kind, of all that weighs.

#include "tests/support/binding.hpp"

BOOST_AUTO_TEST_SUITE(equity_test)

using namespace nightfloat;
using namespace nightfloat::domain;
using namespace nightfloat::domain::stage;
using namespace nightfloat::test;
using solve::hard;
using solve::soft;
using enum domain::weekday;

namespace {

struct two : stage_scene {
  explicit two(std::int32_t days = 7)
    : stage_scene{column_width::day, days, {resident("a"), resident("b", 2)}} {
  }
};

} // namespace

BOOST_AUTO_TEST_CASE(work_is_even_or_near_its_target) {
  auto scene = two{4};
  scene.demand('W', 1);
  binds(scene, {.name = "Equity"}, {"WW..", "..WW"}, {"WWWW", "...."},
        soft(10 * 4));
  auto what = constraint{.name = "Equity", .target = 2};
  binds(scene, what, {"WW..", "..WW"}, {"WWW.", "...W"}, soft(10 * 2));
  what.history = {{"b", 1, {}}};
  costs(two{4}, what, {"WW..", "...W"}, {});
}

BOOST_AUTO_TEST_CASE(who_cannot_do_it_has_no_share) {
  auto scene = stage_scene{
    column_width::day, 4, {resident("a"), resident("b"), teacher("f")}};
  scene.only("W", {0, 1});
  binds(scene, {.name = "Equity", .tasks = {"W"}}, {"WW..", "..WW", "...."},
        {"WWW.", "...W", "...."}, soft(10 * 2));
}

BOOST_AUTO_TEST_CASE(a_rotation_is_not_left_for_another) {
  auto scene = stage_scene{column_width::week, 6, {resident("a")}};
  // A rotation that is two tasks is one rotation.
  scene.layout.tasks[scene.task_of('N')].code = "I";
  binds(scene, {.name = "Continuity"}, {"INI.WW"}, {"INIWWI"}, soft(5 * 2));
}

BOOST_AUTO_TEST_CASE(each_call_over_the_share_costs_more) {
  auto scene = stage_scene{
    column_width::day, 7, {resident("a"), resident("b"), resident("c")}};
  scene.demand('C', 1);
  auto what = constraint{.name = "EscalatingCallEquity"};
  lines good = {"C..C..C", ".C..C..", "..C..C."};
  binds(scene, what, good, {"CCCC...", "....CC.", "......C"}, soft(40));
  binds(scene, what, good, {"CCCCC..", ".....C.", "......C"}, soft(40 * 3));
  binds(scene, what, good, {"CCCCCC.", ".......", "......C"}, soft(40 * 7));
  binds(scene, what, good, {"CCCCCCC", ".......", "......."}, soft(40 * 11));
  // Four before: of eleven nobody does more than four.
  what.history = {{"a", 4, {}}};
  binds(scene, what, {".......", "C.C.C.C", ".C.C.C."},
        {"C.C....", "....C.C", ".C.C.C."}, soft(40 * 3));
  what.steps = {1, 3, 4};
  BOOST_TEST(refusal(scene, what).find("steps: each has to")
             != lines::value_type::npos);
}

/// Two at W on each of five days: four each, not one a day and so three.
BOOST_AUTO_TEST_CASE(a_share_is_of_what_the_programme_asks_for) {
  auto scene = stage_scene{
    column_width::day, 7, {resident("a"), resident("b"), resident("c")}};
  auto what = constraint{.name = "EscalatingCallEquity", .tasks = {"W"}};
  costs(scene, what, {"WWWW...", "WWWW...", "....WW."}, {});
  costs(scene, what, {"WWWWW..", "WWWW...", "......."}, soft(40));
}

BOOST_AUTO_TEST_CASE(sundays_are_even) {
  auto scene = two{14};
  scene.demand('C', 1);
  auto what = constraint{.name = "SundayCallEquity", .weight = 50};
  binds(scene, what, {"CCCCCCCCCCCCC.", ".............C"},
        {"CCCCCCCCCCCCCC", ".............."}, soft(50 * 2));
  what.history = {{"a", 1, {}}, {"b", 3, {}}};
  binds(scene, what, {"CCCCCCCCCCCCCC", ".............."},
        {"CCCCCC.CCCCCC.", "......C......C"}, soft(50 * 2));
}

BOOST_AUTO_TEST_CASE(weekdays_are_even) {
  auto scene = two{};
  scene.demand('C', 1);
  binds(scene, {.name = "WeekdayCallEquity"}, {"CC..CCC", "..CC..."},
        {"CCC.CCC", "...C..."}, soft(5 * 2));
}

BOOST_AUTO_TEST_CASE(holidays_are_even_over_the_years) {
  auto scene = two{};
  scene.demand('C', 1);
  scene.layout.columns[2].holiday = scene.layout.columns[5].holiday = true;
  auto what = constraint{.name = "HolidayCallEquity"};
  binds(scene, what, {"CCC....", "...CCCC"}, {"CCC..C.", "...CC.C"},
        soft(7 * 2));
  // Who had both last year has none now.
  what.history = {{"a", 2, {}}};
  what.target = 2;
  binds(scene, what, {"CC.CC.C", "..C..C."}, {"CCC....", "...CCCC"}, soft(7));
}

BOOST_AUTO_TEST_CASE(all_that_weighs_is_near_its_target) {
  auto scene = two{4};
  auto what = constraint{.name = "IntegratedWorkload",
                         .target = 8,
                         .loads = {{"call", 4}, {"inpatient", 2}, {"c", 2}}};
  binds(scene, what, {"CCWW", "IIcc"}, {"CCC.", "ccc."}, soft(15 * (4 + 2)));
  what.history = {{"b", 8, {}}};
  costs(scene, what, {"CC..", "...."}, {});
  what.loads = {{"x", 1}};
  BOOST_TEST(refusal(scene, what).find("loads: this stage has no such task (x)")
             != lines::value_type::npos);
}

BOOST_AUTO_TEST_CASE(others_who_may_do_it_have_to_be_meant_too) {
  auto scene = two{};
  auto said = refusal(
    scene, {.name = "SundayCallEquity", .who = people_filter{.pgy_min = 2}});
  BOOST_TEST(said.find("who: others may do that too") != said.npos);
}

BOOST_AUTO_TEST_SUITE_END()
