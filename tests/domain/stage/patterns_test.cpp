// SPDX-License-Identifier: Apache-2.0
// What comes round, and what stays together: weeks of clinic, weeks of
// attending, week-ends, holidays.

#include "tests/support/binding.hpp"

BOOST_AUTO_TEST_SUITE(patterns_test)

using namespace nightfloat;
using namespace nightfloat::domain;
using namespace nightfloat::domain::stage;
using namespace nightfloat::test;
using solve::hard;
using solve::soft;
using enum domain::weekday;

namespace {

struct one : stage_scene {
  explicit one(std::int32_t days, std::int32_t days_later = 0)
    : stage_scene{column_width::day, days, {resident("a")}, days_later} {
    frame.where.holidays = {{layout.columns[1].day, "Thanksgiving"},
                            {layout.columns[2].day, "Day after"},
                            {layout.columns[4].day, "Christmas"}};
  }
};

} // namespace

BOOST_AUTO_TEST_CASE(clinic_comes_every_fifth_week) {
  auto scene = stage_scene{column_width::week, 10, {resident("a")}};
  auto what = constraint{.name = "ClinicWeekCycle"};
  binds(scene, what, {"IIcIIIIcII"}, {"IIcIIIcIII"}, soft(50));
  // None in any of six times five weeks.
  binds(scene, what, {"cIIIIcIIII"}, {"IIIIIIIIII"}, soft(50 * 6));
}

BOOST_AUTO_TEST_CASE(two_weeks_in_four_may_be_of_clinic) {
  auto scene = stage_scene{column_width::week, 8, {resident("a")}};
  binds(scene, {.name = "ClinicWeekCycle", .target = 2, .days = 4},
        {"IIccIIcc"}, {"IIIIIIcc"}, soft(50 * (2 + 2 + 2 + 1)));
}

BOOST_AUTO_TEST_CASE(a_cycle_that_cannot_be_is_refused) {
  auto scene = stage_scene{column_width::week, 4, {resident("a")}};
  BOOST_TEST(refusal(scene, {.name = "ClinicWeekCycle"}).find("days: the weeks")
             != lines::value_type::npos);
  auto full = constraint{.name = "ClinicWeekCycle", .target = 4, .days = 4};
  BOOST_TEST(
    refusal(scene, full).find("target: has to lie between 1 and days - 1 (3)")
    != lines::value_type::npos);
}

BOOST_AUTO_TEST_CASE(a_week_of_attending_is_a_whole_one) {
  auto scene = stage_scene{column_width::day, 14, {teacher("f"), teacher("g")}};
  scene.demand('S', 1);
  binds(scene, {.name = "WholeWeeks"}, {"SSSSSSS.......", ".......SSSSSSS"},
        {"SSSSSSSSS.....", ".........SSSSS"}, soft(20 * 2));
}

BOOST_AUTO_TEST_CASE(a_week_may_end_on_friday_and_one_that_is_cut_is_none) {
  // From Wednesday on.
  auto scene = stage_scene{column_width::day, 12, {teacher("f")}, 2};
  auto what
    = constraint{.name = "WholeWeeks",
                 .weekdays = {monday, tuesday, wednesday, thursday, friday}};
  binds(scene, what, {"S....SSSSS.."}, {"S....SSSS..."}, soft(20));
  what.weekdays = {monday, friday};
  BOOST_TEST(refusal(scene, what).find("weekdays: have to follow")
             != lines::value_type::npos);
}

BOOST_AUTO_TEST_CASE(who_has_a_saturday_has_the_sunday) {
  auto scene
    = stage_scene{column_width::day, 7, {resident("a"), resident("b")}};
  scene.demand('C', 1);
  binds(scene, {.name = "WeekendPairing"}, {"C.C..CC", ".C.CC.."},
        {"C.C..C.", ".C.CC.C"}, soft(20 * 2));
}

BOOST_AUTO_TEST_CASE(calls_of_two_kinds_make_one_weekend) {
  auto scene = stage_scene{column_width::day, 7, {resident("a")}};
  auto what = constraint{.name = "WeekendPairing", .tasks = {"C", "N"}};
  binds(scene, what, {".....CN"}, {".....C."}, soft(20));
}

BOOST_AUTO_TEST_CASE(a_week_off_is_no_week_without_clinic) {
  auto scene = stage_scene{column_width::week, 10, {resident("a")}};
  binds(scene, {.name = "ClinicWeekCycle"}, {"II.IIIIcII"}, {"IIIIIIIcII"},
        soft(50 * 3));
}

BOOST_AUTO_TEST_CASE(who_works_one_holiday_is_off_on_the_other) {
  auto scene = one{7};
  auto what = constraint{.name = "HolidayPairing",
                         .named = {"Thanksgiving", "Christmas"}};
  binds(scene, what, {"WWWW.WW"}, {"WWWWWWW"}, soft(100));
  // With the day after it is one holiday still.
  what.days = 2;
  binds(scene, what, {"WWWW..W"}, {"WWWWW.W"}, soft(100));
}

BOOST_AUTO_TEST_CASE(last_years_holiday_is_remembered) {
  auto scene
    = stage_scene{column_width::day, 7, {resident("a"), resident("b")}};
  scene.frame.where.holidays = {{scene.layout.columns[3].day, "Christmas"}};
  scene.demand('W', 1);
  auto what = constraint{.name = "HolidayPairing",
                         .history = {{"a", 1, {}}},
                         .named = {"Christmas"}};
  binds(scene, what, {"WWW....", "...WWWW"}, {"WWWWWWW", "......."}, soft(100));
}

BOOST_AUTO_TEST_CASE(a_holiday_that_nobody_knows_is_refused) {
  auto scene = one{7};
  auto what = constraint{.name = "HolidayPairing", .named = {"Christmass"}};
  BOOST_TEST(refusal(scene, what).find("named: the programme has no holiday")
             != lines::value_type::npos);
  // One that lies elsewhere binds nothing.
  scene.frame.where.holidays.push_back(
    {scene.layout.columns[6].day + date::duration{90}, "Easter"});
  what.named = {"Easter"};
  costs(scene, what, {"WWWWWWW"}, {});
}

BOOST_AUTO_TEST_SUITE_END()
