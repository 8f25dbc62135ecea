// SPDX-License-Identifier: Apache-2.0
// How many teachers who learns asks for.

#include "tests/support/binding.hpp"

BOOST_AUTO_TEST_SUITE(supervision_test)

using namespace nightfloat;
using namespace nightfloat::domain;
using namespace nightfloat::domain::stage;
using namespace nightfloat::test;
using solve::hard;
using solve::soft;
using enum domain::weekday;

namespace {

/// Five residents and two teachers for two half days; who teaches does not
/// learn.
struct lesson : stage_scene {
  lesson()
    : stage_scene{column_width::half_day,
                  2,
                  {resident("a"), resident("b"), resident("c"), resident("d"),
                   resident("e"), teacher("f"), teacher("g")}} {
    only("cPE", {0, 1, 2, 3, 4});
    only("S", {5, 6});
  }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(teachers_are_as_many_as_those_settled_ask_for, lesson) {
  lock({"cc", "cc", "cc", "cc", "cW"});
  lines good = {"cc", "cc", "cc", "cc", "cW", "SS", "S."};
  lines bad = {"cc", "cc", "cc", "cc", "cW", "S.", ".."};
  binds(*this, {.name = "SupervisionRatio"}, good, bad, soft(1000 * 2));
  binds(*this, {.name = "FacultySupervision"}, good, bad, soft(100 * 2));
}

BOOST_FIXTURE_TEST_CASE(who_is_no_row_asks_too, lesson) {
  lock({"WW", "WW", "WW", "WW", "WW"});
  layout.asked = {5, 0};
  lines good = {"WW", "WW", "WW", "WW", "WW", "S.", "S."};
  lines bad = {"WW", "WW", "WW", "WW", "WW", "S.", ".."};
  binds(*this, {.name = "SupervisionRatio"}, good, bad, soft(1000));
  // There is always one on a working day.
  costs(*this, {.name = "FacultySupervision"}, good, soft(100));
}

BOOST_AUTO_TEST_CASE(faculty_in_their_own_clinic_do_not_ask) {
  auto scene
    = stage_scene{column_width::half_day, 1, {teacher("f"), teacher("g")}};
  BOOST_TEST(
    refusal(scene, {.name = "SupervisionRatio"}).find("plans for no residents")
    != lines::value_type::npos);
  scene.layout.asked = {4};
  binds(scene, {.name = "SupervisionRatio"}, {"c", "S"}, {"c", "c"},
        soft(1000));
}

BOOST_FIXTURE_TEST_CASE(procedures_ask_for_a_teacher_more, lesson) {
  layout.tasks[task_of('P')].units = 5;
  lock({"PP", "WW", "WW", "WW", "WW"});
  costs(*this, {.name = "SupervisionRatio"},
        {"PP", "WW", "WW", "WW", "WW", "SS", "S."}, soft(1000));
}

BOOST_FIXTURE_TEST_CASE(learners_are_as_few_as_those_settled_can_teach,
                        lesson) {
  lock({"  ", "  ", "  ", "  ", "  ", "SS", ".S"});
  binds(*this, {.name = "SupervisionRatio", .tasks = {"c"}},
        {"cc", "cc", "cc", "cc", ".c", "SS", ".S"},
        {"cc", "cc", "cc", "cc", "cc", "SS", ".S"}, soft(1000));
}

BOOST_FIXTURE_TEST_CASE(where_nothing_is_settled_it_cannot_be_said, lesson) {
  BOOST_TEST(refusal(*this, {.name = "SupervisionRatio"})
               .find("neither who asks nor who is there is settled")
             != lines::value_type::npos);
}

BOOST_FIXTURE_TEST_CASE(who_learns_is_with_a_teacher_of_the_subject, lesson) {
  auto what = constraint{
    .name = "SMResidentFacultyAlignment", .tasks = {"P"}, .then = {"S"}};
  auto settled = lesson{};
  settled.lock({"PP", "PW", "WW", "WW", "WW"});
  binds(settled, what, {"PP", "PW", "WW", "WW", "WW", "SS", ".."},
        {"PP", "PW", "WW", "WW", "WW", "S.", ".."}, soft(50));
  lock({"  ", "  ", "  ", "  ", "  ", "S.", ".."});
  binds(*this, what, {"P.", "P.", "..", "..", "..", "S.", ".."},
        {"P.", ".P", ".P", "..", "..", "S.", ".."}, soft(50 * 2));
}

BOOST_FIXTURE_TEST_CASE(a_teacher_has_two_learners_at_most, lesson) {
  lock({"EE", "EE", "E.", "..", ".."});
  binds(*this, {.name = "LearnerSupervision", .tasks = {"E"}},
        {"EE", "EE", "E.", "..", "..", "SS", "S."},
        {"EE", "EE", "E.", "..", "..", "S.", ".."}, hard(2));
}

BOOST_AUTO_TEST_CASE(learners_have_their_morning) {
  auto scene = stage_scene{
    column_width::half_day, 6, {resident("a", 1, "TY"), resident("b")}};
  binds(scene,
        {.name = "LearnerASMWednesday",
         .who = people_filter{.track = "TY"},
         .tasks = {"education"}},
        {"....E.", "....W."}, {"....W.", "....W."}, hard(1));
}

BOOST_AUTO_TEST_CASE(learners_on_the_ward_are_not_in_clinic) {
  auto scene = stage_scene{
    column_width::half_day, 4, {resident("a", 1, "TY"), resident("b")}};
  scene.put_on({"II", "II"});
  binds(scene,
        {.name = "LearnerFMITBlocking", .who = people_filter{.track = "TY"}},
        {"EEcc", "cccc"}, {"ccEE", "cccc"}, hard(2));
}

BOOST_AUTO_TEST_CASE(learners_are_spread_over_the_tracks) {
  auto people = std::vector{resident("a", 1, "TY"), resident("b", 1, "TY"),
                            resident("c", 1, "TY"), resident("d")};
  auto scene = stage_scene{column_width::week, 1, people};
  scene.only("cPE", {0, 1, 2});
  binds(scene,
        {.name = "LearnerTrackBalance",
         .who = people_filter{.track = "TY"},
         .tasks = {"c", "P"}},
        {"c", "P", "c", "."}, {"c", "c", "c", "."}, soft(10 * 2));
}

BOOST_AUTO_TEST_SUITE_END()
