// SPDX-License-Identifier: Apache-2.0
// What has to be done, by whom and how often.

#include "tests/support/binding.hpp"

BOOST_AUTO_TEST_SUITE(coverage_test)

using namespace nightfloat;
using namespace nightfloat::domain;
using namespace nightfloat::domain::stage;
using namespace nightfloat::test;
using solve::hard;
using solve::soft;
using enum domain::weekday;

BOOST_AUTO_TEST_CASE(nobody_works_on_leave) {
  auto scene
    = stage_scene{column_width::day, 4, {resident("a"), resident("b", 2)}};
  scene.demand('W', 1);
  scene.away(0, 1, 2);
  binds(scene, {.name = "Availability"}, {"W..W", ".WW."}, {"WW.W", "..W."},
        hard(1));
  auto weeks = stage_scene{column_width::week, 2, {resident("a")}};
  weeks.away(0, 2, 5);
  auto what = constraint{.name = "Availability", .days = 4};
  binds(weeks, what, {".I"}, {"II"}, hard(1));
  what.days = 5;
  costs(weeks, what, {"II"}, {});
  // A day off does not cost the week: a working week of leave does.
  what.days.reset();
  costs(weeks, what, {"II"}, {});
  auto long_leave = stage_scene{column_width::week, 2, {resident("a")}};
  long_leave.away(0, 0, 5);
  binds(long_leave, what, {".I"}, {"II"}, hard(1));
}

BOOST_AUTO_TEST_CASE(the_last_week_has_the_rest_of_the_calendar) {
  auto scene = stage_scene{column_width::week, 2, {resident("a")}};
  scene.frame = make_frame(scene.frame.where, scene.frame.first,
                           scene.frame.day(19))
                  .value();
  scene.away(0, 14, 18);
  auto what = constraint{.name = "Availability"};
  costs(scene, what, {"I."}, {});
  costs(scene, what, {"II"}, hard(1));
}

BOOST_AUTO_TEST_CASE(what_the_programme_asks_for_is_filled) {
  auto people = std::vector{resident("a"), resident("b"), resident("c")};
  auto what = constraint{.name = "Coverage"};
  auto days = stage_scene{column_width::day, 7, people};
  binds(days, what, {"WWWWW..", "WWWWW..", "ccccc.."},
        {"WWWWW..", ".W.WW..", "ccccc.."}, soft(1000 * 2));
  auto halves = stage_scene{column_width::half_day, 2, people};
  binds(halves, what, {"WW", "WW", ".c"}, {"WW", "W.", "c."}, soft(1000 * 2));
  auto weeks = stage_scene{column_width::week, 3, people};
  binds(weeks, what, {"III", "NNN", "..."}, {"II.", "N..", "N.."},
        soft(1000 * 3));
  what.tasks = {"S"};
  what.min = 2;
  costs(weeks, what, {"SSS", ".SS", "..."}, soft(1000));
  what.min.reset();
  BOOST_TEST(refusal(weeks, what).find("min: is missing")
             != lines::value_type::npos);
}

BOOST_AUTO_TEST_CASE(half_a_day_across_noon_is_asked_for_once) {
  auto scene = stage_scene{column_width::half_day, 2, {resident("a")}};
  scene.frame.where.templates[1].start = 600;
  auto what = constraint{.name = "Coverage", .tasks = {"c"}};
  costs(scene, what, {"c."}, {});
  costs(scene, what, {".c"}, soft(1000));
}

BOOST_AUTO_TEST_CASE(a_count_out_of_bounds_costs_ten_times_off_the_target) {
  auto scene = stage_scene{column_width::half_day, 6, {resident("a")}};
  auto what = constraint{.name = "ActivityRequirement",
                         .tasks = {"c"},
                         .min = 2,
                         .max = 4,
                         .target = 3};
  binds(scene, what, {"ccc..."}, {"c....."}, soft(500 + 50 * 2));
  binds(scene, what, {"c.c.c."}, {"cccccc"}, soft(500 * 2 + 50 * 3));
  BOOST_TEST(refusal(scene, {.name = "ActivityRequirement", .tasks = {"c"}})
               .find("min: is missing")
             != lines::value_type::npos);
}

BOOST_AUTO_TEST_CASE(what_is_owed_to_graduate_is_made_up_for) {
  auto scene
    = stage_scene{column_width::day, 4, {resident("a", 3), resident("b")}};
  auto what = constraint{.name = "GraduationRequirements",
                         .who = people_filter{.pgy_min = 3},
                         .tasks = {"P"},
                         .target = 4,
                         .history = {{"a", 1, {}}, {"b", 3, {}}}};
  binds(scene, what, {"PPPP", "...."}, {"P...", "PPP."}, soft(5 * 2));
}

BOOST_AUTO_TEST_CASE(each_week_has_its_split_of_half_days) {
  auto scene = stage_scene{column_width::half_day, 20, {resident("a")}};
  auto what = constraint{
    .name = "HalfDayRequirement", .tasks = {"clinic"}, .target = 4};
  // Of the second week there are three days: no least, but a most.
  binds(scene, what, {"cccc................"}, {"cc............cccccc"},
        soft(50 * 2 + 50 * 2));
  // Nor is there a least where all there is are three days.
  auto days = stage_scene{column_width::half_day, 6, {resident("a")}};
  costs(days, what, {"......"}, {});
  costs(days, what, {"cccccc"}, soft(50 * 2));
}

BOOST_AUTO_TEST_CASE(one_person_likes_or_dislikes) {
  auto scene
    = stage_scene{column_width::half_day, 4, {resident("a"), resident("b")}};
  scene.demand('c', 1);
  auto what = constraint{.name = "Preferences",
                         .who = people_filter{.codes = {"a"}},
                         .tasks = {"c"},
                         .weekdays = {tuesday},
                         .part = half::pm};
  binds(scene, what, {"ccc.", "...c"}, {"cccc", "...."}, soft(2));
  what.avoid = false;
  binds(scene, what, {"...c", "ccc."}, {"cccc", "...."}, soft(2 * 3));
}

BOOST_AUTO_TEST_CASE(protected_time_is_kept_free) {
  auto scene
    = stage_scene{column_width::half_day, 6, {resident("a"), resident("b")}};
  auto what = constraint{.name = "ProtectedSlot",
                         .tasks = {"E"},
                         .weekdays = {wednesday},
                         .part = half::am};
  binds(scene, what, {"WWWWEW", "....V."}, {"WWWWWW", "......"}, hard(2));
  scene.away(1, 2, 2);
  costs(scene, what, {"WWWWEW", "......"}, {});
  scene.only("E", {});
  BOOST_TEST(
    refusal(scene, what).find("tasks: nobody whom it means may do that")
    != lines::value_type::npos);
}

BOOST_AUTO_TEST_CASE(weekends_are_worked_where_the_rotation_says_so) {
  auto scene
    = stage_scene{column_width::day, 7, {resident("a"), resident("b")}};
  auto what = constraint{.name = "WeekendWork"};
  binds(scene, what, {"WWWWWC.", "WWWWW.N"}, {"WWWWWcC", "WWWWWWN"}, hard(2));
  scene.put_on({"IIIIIII", "OOOOOOO"});
  what.on = {"inpatient"};
  binds(scene, what, {"WWWWWWW", "WWWWW.."}, {"WWWWWWW", "WWWWWcW"}, hard(2));
}

BOOST_AUTO_TEST_SUITE_END()
