// SPDX-License-Identifier: Apache-2.0
// Why somebody is on a rotation, and what the year plan lacks.
#include "domain/stage/duty_why.hpp"
#include "tests/support/ward.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(plan_why_test)

using namespace nightfloat;
using namespace nightfloat::domain;
using namespace nightfloat::domain::stage;

namespace {

constexpr auto one_day = date::duration{1};

/// Everybody on the ward, whose shifts want two people, and an elective to
/// which they could go.
struct planned {
  programme where = test::ward(3);
  roster what;

  planned() {
    where.rotations[0].name = "Ward";
    where.rotations.push_back({.id = {2},
                               .code = "E",
                               .name = "Elective",
                               .kind = rotation_kind::elective,
                               .people_max = 9});
    for (auto who : {1U, 2U, 3U})
      what.plan.push_back({.person = {who},
                           .rotation = {1},
                           .first = where.info.first,
                           .last = where.info.last});
  }

  frame framed() const {
    return *make_frame(where, {}, {});
  }

  unmet_reasons unmet() const {
    auto why = why_unmet(framed(), what);
    BOOST_REQUIRE_MESSAGE(why, (why ? "" : why.error().detail));
    return *why;
  }
};

std::string lines(const unmet_reasons& x) {
  auto out = std::string{};
  for (const auto& one : x.sets)
    for (const auto& line : one.requirements)
      out += line + "\n";
  return out;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(plans, planned)

BOOST_AUTO_TEST_CASE(a_week_has_other_rotations_at_a_price) {
  auto day = where.info.first + 8 * one_day;
  auto why = why_duty(framed(), what, {1}, day);
  BOOST_REQUIRE_MESSAGE(why, (why ? "" : why.error().detail));
  // Of the day they are off, of the week on the ward.
  BOOST_REQUIRE(why->size() == 2U);
  const auto& week = why->back();
  BOOST_TEST(week.person == "R1");
  BOOST_TEST(week.day == "the week of 2026-07-13");
  BOOST_TEST((week.sentence.find("R1 is on Ward on the week of 2026-07-13: on "
                                 "Elective ")
              == 0U),
             week.sentence);
  BOOST_REQUIRE(week.shifts.size() == 1U);
  BOOST_TEST(week.shifts[0].what == "Elective");
  // Two stay, which is enough; with one it would not be.
  BOOST_TEST(week.shifts[0].broken == 0);
  what.plan[1].rotation = {2};
  why = why_duty(framed(), what, {1}, day);
  BOOST_REQUIRE(why);
  // The rotation's own bound, and what its shifts ask for.
  BOOST_TEST(why->back().shifts[0].broken == 2);
  BOOST_REQUIRE(why->back().people.size() == 1U);
  BOOST_TEST(why->back().people[0].what == "R2 for R1");
  BOOST_TEST(why->back().people[0].broken == 0);
}

BOOST_AUTO_TEST_CASE(a_week_by_hand_is_no_choice) {
  for (auto& row : what.plan)
    row.source = duty_source::manual;
  auto why = why_duty(framed(), what, {1}, where.info.first + 8 * one_day);
  BOOST_REQUIRE(why);
  BOOST_REQUIRE(why->size() == 1U);
  BOOST_TEST(why->front().day == "2026-07-14");
}

BOOST_AUTO_TEST_CASE(who_is_on_no_rotation_has_nothing_to_explain) {
  what.plan.pop_back();
  auto why = why_duty(framed(), what, {3}, where.info.first + 8 * one_day);
  BOOST_REQUIRE(!why);
  BOOST_TEST((why.error().code == ec::not_found));
}

BOOST_AUTO_TEST_CASE(a_rotation_with_too_few_people_is_unmet) {
  BOOST_TEST(unmet().plan_gaps == 0U);
  where.rotations[0].people_min = 4;
  auto why = unmet();
  BOOST_TEST(why.plan_gaps == 1U);
  BOOST_TEST(why.broken == 0U);
  BOOST_TEST((lines(why).find("needs 4 people") != std::string::npos),
             lines(why));
}

BOOST_AUTO_TEST_CASE(a_requirement_that_nobody_meets_is_unmet) {
  where.requirements.push_back({.id = {1},
                                .name = "weeks of elective",
                                .kind = requirement_kind::weeks_min,
                                .weeks = 3,
                                .fulfilled_by = {{2}}});
  auto why = unmet();
  BOOST_TEST(why.plan_gaps == 3U);
  // All of them away leaves nobody for the ward.
  BOOST_TEST(
    (lines(why).find("weeks of elective, the least") != std::string::npos),
    lines(why));
  // A week each, one after another, is another plan.
  where.requirements[0].weeks = 1;
  why = unmet();
  BOOST_TEST(why.plan_gaps == 3U);
  BOOST_TEST(why.sets.empty());
  BOOST_TEST(why.possible + why.unknown == 2U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
