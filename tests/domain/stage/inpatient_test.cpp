// SPDX-License-Identifier: Apache-2.0
// The ward team and night float: who, and what goes with it.

#include "tests/support/binding.hpp"

BOOST_AUTO_TEST_SUITE(inpatient_test)

using namespace nightfloat;
using namespace nightfloat::domain;
using namespace nightfloat::domain::stage;
using namespace nightfloat::test;
using solve::hard;
using solve::soft;
using enum domain::weekday;

namespace {

/// A week of days; the first is on the ward until Thursday.
struct ward_week : stage_scene {
  ward_week()
    : stage_scene{column_width::day, 7, {teacher("f"), teacher("g")}} {
    put_on({"IIII...", "OOOOOOO"});
  }
};

} // namespace

BOOST_AUTO_TEST_CASE(the_ward_has_one_of_each_year) {
  auto scene = stage_scene{
    column_width::week, 2, {resident("a"), resident("b"), resident("c", 2)}};
  scene.demand('I', 2);
  auto what = constraint{.name = "ResidentInpatientHeadcount",
                         .label = "one PGY-1 on the ward",
                         .who = people_filter{.pgy_min = 1, .pgy_max = 1}};
  binds(scene, what, {"I.", ".I", "II"}, {"II", "I.", ".I"}, hard(1));
  what.tasks = {"X"};
  auto x = scene.problem;
  auto refused = apply(what, scene.layout, x);
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().detail.find("constraint one PGY-1 on the ward "
                                         "(ResidentInpatientHeadcount): tasks")
             == 0U);
}

BOOST_AUTO_TEST_CASE(one_at_a_time_is_on_nights) {
  auto scene = stage_scene{
    column_width::week, 2, {resident("a"), resident("b"), resident("c", 2)}};
  binds(scene,
        {.name = "ResidentInpatientHeadcount",
         .tasks = {"night_float"},
         .min = 1,
         .max = 1},
        {"N.", ".N", ".."}, {"N.", "N.", "N."}, hard(2 + 1));
}

BOOST_AUTO_TEST_CASE(after_nights_comes_a_day_of_rest) {
  auto days = stage_scene{column_width::day, 5, {resident("a")}};
  auto what = constraint{.name = "NightFloatPostCall"};
  binds(days, what, {"NNTWN"}, {"NNWWN"}, soft(200));
  costs(days, what, {"NV..."}, {});
  auto halves = stage_scene{column_width::half_day, 6, {resident("a")}};
  binds(halves, what, {"NNT.WW"}, {"NNWW.."}, soft(200 * 2));
  costs(halves, what, {"NNTW.."}, soft(200));
  costs(halves, what, {"NNNNTT"}, {});
}

BOOST_AUTO_TEST_CASE(night_float_takes_the_whole_day) {
  auto scene
    = stage_scene{column_width::half_day, 4, {resident("a"), resident("b")}};
  binds(scene, {.name = "NightFloatSlot"}, {"NN..", "WWNN"}, {"N...", ".NNN"},
        hard(2));
}

BOOST_FIXTURE_TEST_CASE(the_ward_week_has_no_clinic_and_no_weeknight,
                        ward_week) {
  binds(*this, {.name = "FMITWeekBlocking"}, {"W..Wc.C", "cccCC.."},
        {"c..CcCC", "ccccC.."}, soft(200 * 2));
  put_on({"IIIIIII"});
  costs(*this, {.name = "FMITWeekBlocking"}, {"....CC.", "......."}, {});
  costs(*this, {.name = "FMITWeekBlocking"}, {"....c.C", "......."},
        soft(200 * 2));
}

BOOST_FIXTURE_TEST_CASE(the_ward_week_has_friday_and_saturday_night,
                        ward_week) {
  put_on({"IIIIIII", "OOOOOOO"});
  binds(*this, {.name = "FMITMandatoryCall"}, {"....CC.", "......C"},
        {"....C..", "....CC."}, soft(200));
}

BOOST_FIXTURE_TEST_CASE(the_day_after_the_ward_is_free, ward_week) {
  binds(*this, {.name = "PostFMITRecovery"}, {"WWWW.WW", "WWWWWWW"},
        {"WWWWWWW", "WWWWWWW"}, soft(200));
  auto halves = stage_scene{column_width::half_day, 6, {teacher("f")}};
  halves.put_on({"II"});
  binds(halves, {.name = "PostFMITRecovery"}, {"WW..WW"}, {"WWWWWW"},
        soft(200 * 2));
}

BOOST_FIXTURE_TEST_CASE(no_call_on_the_sunday_after_the_ward, ward_week) {
  demand('C', 1);
  binds(*this, {.name = "PostFMITSundayBlocking"}, {"CCCCCC.", "......C"},
        {"CCCCCCC", "......."}, soft(80));
}

BOOST_FIXTURE_TEST_CASE(calls_are_far_from_the_ward_week, ward_week) {
  auto what = constraint{.name = "FMITCallProximity"};
  binds(*this, what, {"C.C....", "...CCCC"}, {"....C.C", "......."},
        soft(10'000 + 2'500));
  put_on({"....III"});
  costs(*this, what, {"...C...", "......."}, soft(10'000));
  what.days = 2;
  costs(*this, what, {".C.....", "......."}, {});
}

BOOST_AUTO_TEST_CASE(who_is_on_the_ward_is_known_by_locked_cells_too) {
  auto scene = stage_scene{column_width::day, 6, {teacher("f")}};
  auto what = constraint{.name = "PostFMITRecovery"};
  BOOST_TEST(refusal(scene, what).find("on: who is on inpatient is not settled")
             != lines::value_type::npos);
  scene.lock({"III"});
  scene.only("I", {});
  scene.lock({"III"});
  binds(scene, what, {"III.WW"}, {"IIIWWW"}, soft(200));
  what.on = {"N"};
  scene.only("N", {});
  costs(scene, what, {"IIIWWW"}, {});
}

BOOST_AUTO_TEST_CASE(a_level_of_load_asks_for_so_many_on_the_ward) {
  auto scene
    = stage_scene{column_width::week, 2, {resident("a"), resident("b")}};
  auto what
    = constraint{.name = "FMITContinuityTurf", .target = 2, .steps = {0, 1, 2}};
  binds(scene, what, {"II", "II"}, {"II", ".."}, hard(2));
  what.target = 3;
  BOOST_TEST(refusal(scene, what).find("target: there is no level 3")
             != lines::value_type::npos);
}

BOOST_AUTO_TEST_CASE(the_ward_takes_a_fifth_of_the_faculty_and_none_of_four) {
  auto scene = stage_scene{
    column_width::day,
    3,
    {teacher("a"), teacher("b"), teacher("c"), teacher("d"), teacher("e")}};
  scene.away(0, 2, 2);
  auto off = std::string("...");
  binds(scene, {.name = "FMITStaffingFloor"}, {"II.", off, off, off, off},
        {"II.", "I..", "..I", off, off}, hard(2));
}

BOOST_AUTO_TEST_SUITE_END()
