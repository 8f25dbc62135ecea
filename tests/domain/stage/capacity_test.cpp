// SPDX-License-Identifier: Apache-2.0
// How many at most may be at a place.

#include "tests/support/binding.hpp"

BOOST_AUTO_TEST_SUITE(capacity_test)

using namespace nightfloat;
using namespace nightfloat::domain;
using namespace nightfloat::domain::stage;
using namespace nightfloat::test;
using solve::hard;
using solve::soft;
using enum domain::weekday;

BOOST_AUTO_TEST_CASE(a_task_takes_no_more_than_it_has_room_for) {
  auto people = std::vector{resident("a"), resident("b"), resident("c")};
  auto scene = stage_scene{column_width::half_day, 2, people};
  auto what = constraint{.name = "ClinicCapacity"};
  binds(scene, what, {"cc", "..", "WW"}, {"cc", "cc", "c."}, hard(3));
  what.max = 2;
  costs(scene, what, {"cc", "cc", "c."}, hard(1));
  auto weeks = stage_scene{column_width::week, 2, people};
  binds(weeks, {.name = "ClinicCapacity", .tasks = {"inpatient", "N"}},
        {"IN", "I.", "N."}, {"IN", "IN", "IN"}, hard(1 + 2));
}

BOOST_AUTO_TEST_CASE(what_everybody_attends_has_room_for_all) {
  auto people = std::vector{resident("a"), resident("b"), resident("c")};
  auto scene = stage_scene{column_width::half_day, 2, people};
  scene.frame.where.templates[1].people_needed = 0;
  costs(scene, {.name = "ClinicCapacity", .tasks = {"c", "W"}},
        {"cW", "cW", "cW"}, hard(1));
  BOOST_TEST(refusal(scene, {.name = "ClinicCapacity"}).find("max: is missing")
             != lines::value_type::npos);
}

BOOST_AUTO_TEST_CASE(a_clinic_has_six_rooms) {
  auto people = std::vector<scene_person>{};
  for (auto code : {"a", "b", "c", "d", "e", "f", "g", "h"})
    people.push_back(resident(code));
  auto scene = stage_scene{column_width::half_day, 1, people};
  auto what = constraint{.name = "MaxPhysiciansInClinic"};
  binds(scene, what, {"c", "c", "c", "c", "c", "c", "W", "W"},
        {"c", "c", "c", "c", "c", "c", "c", "c"}, hard(2));
  what.max = 1;
  costs(scene, what, {"c", "c", ".", ".", ".", ".", ".", "."}, hard(1));
}

BOOST_AUTO_TEST_CASE(a_place_for_one_has_one) {
  auto scene
    = stage_scene{column_width::half_day, 2, {resident("a"), resident("b")}};
  binds(scene, {.name = "OnePersonPerBlock", .tasks = {"c", "P"}}, {"cc", ".W"},
        {"cc", "Pc"}, hard(2));
}

BOOST_AUTO_TEST_CASE(only_heads_of_those_meant_count) {
  auto scene = stage_scene{
    column_width::half_day,
    2,
    {resident("a"), resident("b"), resident("c", 2), teacher("f")}};
  // What was there counts everybody as before.
  scene.demand('c', 2);
  auto what = constraint{
    .name = "OnePersonPerBlock",
    .who = people_filter{.role = person_role::resident, .pgy_max = 1},
    .tasks = {"c"}};
  binds(scene, what, {"c.", ".c", "cc", "cc"}, {"cc", "cc", "..", "cc"},
        hard(2));
  auto x = with(scene, what);
  BOOST_REQUIRE(apply(constraint{.name = "OnePersonPerBlock",
                                 .who = people_filter{.codes = {"b", "c"}},
                                 .tasks = {"c"}},
                      scene.layout, x));
  auto grid = scene.roster({"cc", "c.", "cc", ".c"});
  auto total = solve::evaluate(x, grid).total;
  BOOST_TEST(total.hard() == 2);
  BOOST_TEST(total.soft() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
