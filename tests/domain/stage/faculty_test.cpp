// SPDX-License-Identifier: Apache-2.0
// What faculty do beside teaching: their own clinics and days.

#include "tests/support/binding.hpp"

BOOST_AUTO_TEST_SUITE(faculty_test)

using namespace nightfloat;
using namespace nightfloat::domain;
using namespace nightfloat::domain::stage;
using namespace nightfloat::test;
using solve::hard;
using solve::soft;
using enum domain::weekday;

namespace {

struct teachers : stage_scene {
  teachers()
    : stage_scene{column_width::half_day,
                  14,
                  {teacher("pd", faculty_role::pd),
                   teacher("apd", faculty_role::apd),
                   teacher("sm", faculty_role::sports_med),
                   teacher("lab", faculty_role::core, "research")}} {
  }
};

const auto none = std::string(14, '.');

/// So many clinics from Monday on.
std::string clinics(std::size_t n) {
  return std::string(n, 'c') + none.substr(n);
}

} // namespace

BOOST_FIXTURE_TEST_CASE(own_clinics_have_a_least_and_a_most, teachers) {
  auto what = constraint{.name = "FacultyClinicCap", .min = 1, .max = 3};
  binds(*this, what, {clinics(1), clinics(2), clinics(3), clinics(3)},
        {clinics(0), clinics(5), clinics(3), clinics(3)}, soft(50 * (1 + 2)));
  // A cap of none is a cap.
  what.min.reset();
  what.max = 0;
  binds(*this, what, {none, none, none, none}, {none, clinics(1), none, none},
        soft(50));
  BOOST_TEST(
    refusal(*this, {.name = "FacultyClinicCap"}).find("max: is missing")
    != lines::value_type::npos);
}

BOOST_FIXTURE_TEST_CASE(each_role_has_its_own_cap, teachers) {
  auto what = constraint{.name = "FacultyRoleClinic",
                         .who = people_filter{.faculty = {faculty_role::apd}},
                         .max = 2};
  binds(*this, what, {clinics(9), clinics(2), none, none},
        {clinics(9), clinics(4), none, none}, soft(100 * 2));
}

BOOST_FIXTURE_TEST_CASE(each_duty_has_its_own_clinics, teachers) {
  auto what = constraint{.name = "FacultyPrimaryDutyClinic",
                         .who = people_filter{.track = "research"},
                         .min = 1,
                         .max = 1};
  binds(*this, what, {none, none, none, clinics(1)},
        {none, none, none, clinics(0)}, soft(100));
  costs(*this, what, {none, none, none, clinics(3)}, soft(100 * 2));
}

BOOST_FIXTURE_TEST_CASE(some_work_on_their_days_only, teachers) {
  demand('S', 1);
  auto what = constraint{.name = "FacultyDayAvailability",
                         .who = people_filter{.track = "research"},
                         .weekdays = {tuesday}};
  binds(*this, what, {"SS..SSSSSSSSSS", none, none, "..SS.........."},
        {none, "....SSSSSSSSSS", none, "SSSS.........."}, soft(100 * 2));
}

BOOST_FIXTURE_TEST_CASE(clinics_are_near_the_target_of_the_duty, teachers) {
  binds(*this, {.name = "FacultyClinicEquity", .target = 2},
        {clinics(2), clinics(2), clinics(2), clinics(2)},
        {clinics(1), clinics(2), clinics(4), clinics(2)}, soft(15 * (1 + 2)));
}

BOOST_FIXTURE_TEST_CASE(a_week_of_ones_own_is_kept, teachers) {
  auto what = constraint{.name = "FacultyWeeklyTemplate",
                         .who = people_filter{.codes = {"pd"}},
                         .tasks = {"A"},
                         .weekdays = {monday, tuesday},
                         .part = half::am};
  binds(*this, what, {"A.V...........", none, none, none},
        {"c.S...........", none, none, none}, soft(10 * 2));
}

BOOST_FIXTURE_TEST_CASE(sports_medicine_has_its_own_clinic_only, teachers) {
  demand('c', 1);
  auto what = constraint{.name = "SMFacultyNoRegularClinic"};
  binds(*this, what, {clinics(12), none, none, "............cc"},
        {clinics(12), none, "............cc", none}, soft(50 * 2));
  layout.tasks[task_of('P')].traits |= is_clinic;
  what.except = {"P"};
  costs(*this, what, {clinics(14), none, "PPPPPPPPPPPPPP", none}, {});
}

BOOST_AUTO_TEST_SUITE_END()
