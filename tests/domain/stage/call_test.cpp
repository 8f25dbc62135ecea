// SPDX-License-Identifier: Apache-2.0
// Call nights: who takes them, and how far from each other.

#include "tests/support/binding.hpp"

BOOST_AUTO_TEST_SUITE(call_test)

using namespace nightfloat;
using namespace nightfloat::domain;
using namespace nightfloat::domain::stage;
using namespace nightfloat::test;
using solve::hard;
using solve::soft;
using enum domain::weekday;

namespace {

/// A week of three residents with a call each night.
struct week : stage_scene {
  week()
    : stage_scene{column_width::day,
                  7,
                  {resident("a"), resident("b", 2), resident("c", 3)}} {
  }
};

/// Faculty: the director, the chief of the department, one of the core, one
/// who comes for clinics only.
struct faculty_week : stage_scene {
  faculty_week()
    : stage_scene{column_width::day,
                  7,
                  {teacher("pd", faculty_role::pd),
                   teacher("chief", faculty_role::dept_chief), teacher("core"),
                   teacher("adjunct", faculty_role::adjunct)}} {
  }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(each_night_before_a_working_day_has_one, week) {
  auto what = constraint{.name = "OvernightCallCoverage"};
  binds(*this, what, {"C..C...", ".C.....", "..C...C"},
        {"C..C...", "CC....C", "......C"}, soft(500 * 3));
  what.weekdays = {friday, saturday};
  what.weight = 7;
  what.max = 2;
  binds(*this, what, {"....C..", "....CC.", "......."},
        {"....C..", "....C..", "....C.."}, soft(7 * 2));
}

BOOST_FIXTURE_TEST_CASE(nights_are_given_to_those_who_may, faculty_week) {
  away(2, 2, 2);
  put_on({"", "IIIIIII"});
  auto what = constraint{.name = "OvernightCallGeneration", .on = {"I"}};
  binds(*this, what, {"C.C...C", ".......", ".C.C...", "......."},
        {"C.....C", ".C.....", "..C....", "...C..."}, soft(500 * 3));
}

BOOST_FIXTURE_TEST_CASE(adjunct_faculty_take_no_call, faculty_week) {
  demand('C', 1);
  binds(*this, {.name = "AdjunctCallExclusion"},
        {"CCCCCCC", ".......", ".......", "......."},
        {"CCCC...", ".......", "......C", "....CC."}, soft(500 * 2));
}

BOOST_FIXTURE_TEST_CASE(nobody_on_leave_is_on_call, week) {
  demand('C', 1);
  away(0, 1, 3);
  binds(*this, {.name = "CallAvailability"}, {"C...CCC", ".CCC...", "......."},
        {"CC.CCCC", "..C....", "......."}, hard(2));
}

BOOST_FIXTURE_TEST_CASE(two_calls_cost_less_the_farther_they_are_apart, week) {
  auto what = constraint{.name = "NoConsecutiveCall", .weight = 50};
  binds(*this, what, {"C...C..", ".C...C.", "......C"},
        {"CC.....", "..C.C..", "...C..C"}, soft(50 + 25 + 12));
  costs(*this, what, {"CCC....", ".......", "......."}, soft(50 * 2 + 25));
  what.days = 1;
  costs(*this, what, {"C.C....", ".......", "......."}, {});
}

BOOST_FIXTURE_TEST_CASE(the_call_before_the_first_day_counts, week) {
  problem.people[0].last = task_of('C');
  problem.people[0].last_known = true;
  costs(*this, {.name = "NoConsecutiveCall"}, {"C......", ".......", "......."},
        soft(100));
}

BOOST_FIXTURE_TEST_CASE(weekdays_are_liked_or_not, faculty_week) {
  demand('C', 1);
  auto what = constraint{.name = "FacultyCallPreference",
                         .who = people_filter{.codes = {"core"}},
                         .weekdays = {monday, friday}};
  binds(*this, what, {"C...C..", ".......", ".CCC.CC", "......."},
        {".......", ".......", "CCCCCCC", "......."}, soft(2));
  what.avoid = false;
  binds(*this, what, {".CCC.CC", ".......", "C...C..", "......."},
        {".CCC...", ".......", "C...CCC", "......."}, soft(2));
}

BOOST_FIXTURE_TEST_CASE(directors_are_off_on_tuesdays, faculty_week) {
  demand('C', 1);
  binds(*this, {.name = "TuesdayCallPreference"},
        {"C.CCCCC", ".......", ".C.....", "......."},
        {"CCCCCCC", ".......", ".......", "......."}, soft(2));
}

BOOST_FIXTURE_TEST_CASE(the_chief_takes_wednesdays, faculty_week) {
  demand('C', 1);
  binds(*this, {.name = "DeptChiefWednesdayPreference"},
        {"CC.CCCC", "..C....", ".......", "......."},
        {"C...CCC", ".CCC...", ".......", "......."}, soft(2));
}

BOOST_FIXTURE_TEST_CASE(no_call_the_night_before_leave, week) {
  demand('C', 1);
  away(0, 3, 4);
  binds(*this, {.name = "CallNightBeforeLeave"},
        {"CC...CC", "..CCC..", "......."}, {"CCC..CC", "...CC..", "......."},
        soft(2));
}

BOOST_AUTO_TEST_CASE(weeks_with_call_do_not_follow_each_other) {
  auto scene
    = stage_scene{column_width::day, 14, {resident("a"), resident("b")}};
  binds(scene, {.name = "CallSpacing"}, {"C.C...........", "........C....C"},
        {"C.C....C......", ".............C"}, soft(8 * 2));
}

BOOST_FIXTURE_TEST_CASE(a_night_before_work_ends_in_its_day_off, week) {
  auto what = constraint{.name = "PostCallAutoAssignment"};
  binds(*this, what, {"CT..CcC", ".CV....", "......."},
        {"Cc..CcC", ".C.....", "......."}, soft(35 * 2));
  // Without such a task it is to be off.
  auto plain = week{};
  plain.layout.tasks[plain.task_of('T')].traits = 0;
  costs(plain, what, {"C...C..", "CT.....", "......."}, soft(35));
  what.then = {"off"};
  costs(*this, what, {"CT.....", ".......", "......."}, soft(35));
  problem.people[0].last = task_of('C');
  problem.people[0].last_known = true;
  costs(*this, {.name = "PostCallAutoAssignment"},
        {"W......", ".......", "......."}, soft(35));
  what.weekdays = {friday};
  costs(*this, what, {"W......", ".......", "......."}, {});
}

BOOST_AUTO_TEST_CASE(the_halves_after_a_night_have_their_own_tasks) {
  auto scene = stage_scene{column_width::half_day, 6, {resident("a")}};
  auto what = constraint{.name = "PostCallAutoAssignment", .then = {"T", "A"}};
  binds(scene, what, {".CTA.."}, {".CcT.."}, soft(35 * 2));
  costs(scene, what, {".CT.Wc"}, soft(35));
}

BOOST_AUTO_TEST_CASE(calls_far_apart_cost_nothing) {
  auto scene = stage_scene{column_width::day, 80, {resident("a")}};
  auto row = std::string(80, '.');
  row[0] = row[66] = 'C';
  costs(scene, {.name = "NoConsecutiveCall", .days = 70}, {row}, {});
}

BOOST_AUTO_TEST_SUITE_END()
