// SPDX-License-Identifier: Apache-2.0
// Who is in clinic when, and who is not.

#include "tests/support/binding.hpp"

BOOST_AUTO_TEST_SUITE(clinic_test)

using namespace nightfloat;
using namespace nightfloat::domain;
using namespace nightfloat::domain::stage;
using namespace nightfloat::test;
using solve::hard;
using solve::soft;
using enum domain::weekday;

namespace {

/// Monday to Wednesday: the last two columns are Wednesday's halves.
struct three_days : stage_scene {
  explicit three_days(std::int32_t days_later = 0)
    : stage_scene{column_width::half_day,
                  6,
                  {resident("a"), resident("b", 2), teacher("f"), teacher("g")},
                  days_later} {
    only("S", {2, 3});
  }
};

/// Columns of the other two rows that nobody asks about.
const auto off = std::string(6, '.');

} // namespace

BOOST_FIXTURE_TEST_CASE(interns_have_their_clinic, three_days) {
  auto what = constraint{.name = "InternContinuity"};
  binds(*this, what, {"....c.", "....W.", off, off},
        {"....W.", "....W.", off, off}, hard(1));
  costs(*this, what, {"....V.", off, off, off}, {});
  costs(*this, what, {"....I.", off, off, off}, {});
  costs(*this, what, {"......", off, off, off}, hard(1));
}

BOOST_FIXTURE_TEST_CASE(academic_time_is_no_clinic, three_days) {
  binds(*this, {.name = "ResidentAcademicTime"},
        {"cccc.c", "....E.", "....c.", off}, {"cccccc", "....c.", off, off},
        hard(2));
}

BOOST_FIXTURE_TEST_CASE(clinic_is_on_the_days_allowed, three_days) {
  demand('c', 1);
  binds(*this,
        {.name = "ResidentClinicDayPreference",
         .who = people_filter{.codes = {"a"}},
         .weekdays = {tuesday}},
        {"..cc..", "cc..cc", off, off}, {"cccc..", "....cc", off, off},
        soft(10 * 2));
}

BOOST_AUTO_TEST_CASE(two_or_three_clinics_a_week) {
  auto scene
    = stage_scene{column_width::half_day, 28, {resident("a"), resident("b")}};
  auto week = std::string(14, '.');
  auto with_clinics = [&](std::size_t n) {
    return std::string(n, 'c') + week.substr(n);
  };
  auto what = constraint{.name = "ResidentWeeklyClinic"};
  binds(scene, what,
        {with_clinics(2) + with_clinics(3), with_clinics(3) + with_clinics(2)},
        {with_clinics(0) + with_clinics(3), with_clinics(1) + with_clinics(5)},
        soft(50 * (2 + 1 + 2)));
  // Where somebody is away, as many as can be.
  scene.away(0, 0, 6);
  costs(scene, what,
        {week + with_clinics(2), with_clinics(2) + with_clinics(2)}, {});
}

BOOST_FIXTURE_TEST_CASE(wednesday_morning_is_of_interns, three_days) {
  demand('c', 1);
  binds(*this, {.name = "WednesdayAMInternOnly"},
        {"....c.", "cccc.c", off, off}, {"......", "cccccc", off, off},
        soft(50));
  costs(*this, {.name = "WednesdayAMInternOnly"},
        {off, "cccc.c", "....c.", off}, {});
}

BOOST_FIXTURE_TEST_CASE(wednesday_afternoon_is_for_the_lecture, three_days) {
  binds(*this, {.name = "WednesdayPMLec"}, {".....E", ".....N", off, off},
        {".....c", ".....E", off, off}, hard(1));
}

BOOST_FIXTURE_TEST_CASE(one_teacher_on_wednesday_afternoons, three_days) {
  auto what = constraint{.name = "WednesdayPMSingleFaculty"};
  binds(*this, what, {off, off, ".....S", "SSSSS."},
        {off, off, ".....S", "SSSSSS"}, soft(50));
  costs(*this, what, {off, off, off, off}, soft(50));
  // The fifth Wednesday of the month is none of the first three.
  auto later = three_days{21};
  costs(later, what, {off, off, off, off}, {});
}

BOOST_AUTO_TEST_CASE(the_last_wednesday_has_one_teacher_and_another) {
  auto what = constraint{.name = "InvertedWednesday"};
  auto scene = three_days{21};
  binds(scene, what, {off, off, "....S.", ".....S"},
        {off, off, "....SS", "......"}, soft(50));
  costs(scene, what, {off, off, "....S.", "....S."}, soft(50 * 2));
  auto earlier = three_days{};
  costs(earlier, what, {off, off, "....SS", off}, {});
}

BOOST_AUTO_TEST_SUITE_END()
