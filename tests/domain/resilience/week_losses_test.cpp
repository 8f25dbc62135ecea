// SPDX-License-Identifier: Apache-2.0
#include "domain/resilience/contingency.hpp"
#include "tests/support/scene.hpp"

#include <boost/test/unit_test.hpp>

#include <utility>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(week_losses_test)

namespace {

using test::scene;

/// Weeks on the ward and on elective, no shifts.
struct year : scene {
  year() {
    where.templates.clear();
    where.people.resize(3);
    where.info.calendar.start = day("2026-07-01");
    where.rotations[0].people_min = 1;
    plan(1, 1, "2026-07-01", "2026-07-14");
    plan(2, 4, "2026-07-01", "2026-07-14");
    plan(3, 3, "2026-07-01", "2026-07-14");
  }

  contingency weeks() {
    sort(what);
    return n1(where, what, pack, {day("2026-07-01"), day("2026-07-14")});
  }

  static vulnerability of(const contingency& x, unsigned who) {
    for (const auto& one : x.people)
      if (one.person == person_id{who})
        return one;
    return {};
  }
};

BOOST_FIXTURE_TEST_SUITE(loss_of_one, year)

BOOST_AUTO_TEST_CASE(weeks_on_a_rotation_are_cells_too) {
  auto x = weeks();
  BOOST_TEST(x.cells == 2U);
  BOOST_TEST((of(x, 1) == vulnerability{{1}, 2, 2, 0, 0}));
  BOOST_TEST(x.n1_pass);
  where.people.erase(where.people.begin() + 1);
  BOOST_TEST((of(weeks(), 1) == vulnerability{{1}, 2, 0, 2, 2}));
}

BOOST_AUTO_TEST_CASE(a_rotation_keeps_its_least_number) {
  where.rotations[3].people_min = 1;
  BOOST_TEST((of(weeks(), 1) == vulnerability{{1}, 2, 0, 2, 2}));
}

BOOST_AUTO_TEST_CASE(a_stand_in_keeps_the_years_requirements) {
  where.requirements = {{.id = {1},
                         .kind = requirement_kind::weeks_min,
                         .weeks = 1,
                         .fulfilled_by = {{4}}}};
  BOOST_TEST((of(weeks(), 1) == vulnerability{{1}, 2, 1, 0, 1}));
  where.requirements[0].pgy = 3;
  BOOST_TEST((of(weeks(), 1) == vulnerability{{1}, 2, 2, 0, 0}));
}

BOOST_AUTO_TEST_CASE(weeks_are_counted_as_who_plans_them_does) {
  // A day more is no week more.
  what.plan[1].last = day("2026-07-15");
  where.requirements = {{.id = {1},
                         .kind = requirement_kind::weeks_min,
                         .weeks = 2,
                         .fulfilled_by = {{4}}}};
  BOOST_TEST((of(weeks(), 1) == vulnerability{{1}, 2, 0, 0, 2}));
}

BOOST_AUTO_TEST_CASE(a_stand_in_keeps_the_years_order) {
  using enum requirement_kind;
  where.info.calendar.lengths = {1, 3};
  auto owed = [&](requirement_kind kind, std::vector<rotation_id> after = {}) {
    where.requirements = {{.id = {1},
                           .kind = kind,
                           .weeks = 1,
                           .fulfilled_by = {{1}},
                           .after = std::move(after)}};
    return of(weeks(), 1);
  };
  // A week on the ward, not two in a row.
  BOOST_TEST((owed(contiguity_max) == vulnerability{{1}, 2, 1, 0, 1}));
  // Nor two of different blocks.
  BOOST_TEST((owed(block_aligned) == vulnerability{{1}, 2, 1, 0, 1}));
  BOOST_TEST((owed(prerequisite, {{2}}) == vulnerability{{1}, 2, 0, 0, 2}));
  BOOST_TEST((owed(contiguity_min) == vulnerability{{1}, 2, 2, 0, 0}));
}

BOOST_AUTO_TEST_CASE(weeks_in_a_row_are_taken_together) {
  where.requirements = {{.id = {1},
                         .kind = requirement_kind::contiguity_min,
                         .weeks = 2,
                         .fulfilled_by = {{1}}}};
  BOOST_TEST((of(weeks(), 1) == vulnerability{{1}, 2, 2, 0, 0}));
  leave(2, "2026-07-08", "2026-07-08");
  BOOST_TEST((of(weeks(), 1) == vulnerability{{1}, 2, 0, 1, 2}));
}

BOOST_AUTO_TEST_CASE(who_owes_what_nobody_knows_steps_in_nowhere) {
  where.requirements = {{.id = {1},
                         .kind = requirement_kind::contiguity_max,
                         .weeks = 2,
                         .fulfilled_by = {{1}, {99}}}};
  BOOST_TEST((of(weeks(), 1) == vulnerability{{1}, 2, 0, 0, 2}));
}

BOOST_AUTO_TEST_CASE(a_week_of_leave_frees_nobody) {
  leave(2, "2026-07-08", "2026-07-08");
  BOOST_TEST((of(weeks(), 1) == vulnerability{{1}, 2, 1, 1, 1}));
}

BOOST_AUTO_TEST_CASE(who_is_on_leave_all_week_is_not_there) {
  what.plan[1].rotation = {1};
  leave(2, "2026-07-01", "2026-07-07");
  auto x = weeks();
  BOOST_TEST(x.missing == 0U);
  BOOST_TEST((of(x, 1) == vulnerability{{1}, 1, 0, 1, 1}));
  BOOST_TEST(x.people.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_week_begins_with_the_programme) {
  where.info.calendar.start = day("2026-07-06");
  auto x = weeks();
  BOOST_TEST(x.cells == 3U);
  BOOST_TEST(x.base_gaps.empty());
  BOOST_TEST((of(x, 1) == vulnerability{{1}, 3, 3, 0, 0}));
  what.plan.erase(what.plan.begin());
  BOOST_TEST(to_string(weeks().base_gaps.at(0).day) == "2026-07-01");
}

BOOST_AUTO_TEST_CASE(weeks_that_nobody_planned_are_unknown) {
  sort(what);
  auto x = n1(where, what, pack, all());
  BOOST_TEST(x.unknown.find("2026-07-15 to 2026-07-28") != std::string::npos);
  BOOST_TEST(!x.n1_pass);
  BOOST_TEST(x.cells == 2U);
  BOOST_TEST(of(x, 1).lost == 2U);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

BOOST_AUTO_TEST_SUITE_END()

} // namespace nightfloat::domain
