// SPDX-License-Identifier: Apache-2.0
#include "domain/sample.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>

BOOST_AUTO_TEST_SUITE(sample_test)

using namespace nightfloat;
using namespace nightfloat::domain;

BOOST_AUTO_TEST_CASE(the_same_options_give_the_same_programme) {
  auto a = make_sample({.residents = 40, .seed = 7});
  auto b = make_sample({.residents = 40, .seed = 7});
  auto c = make_sample({.residents = 40, .seed = 8});
  BOOST_REQUIRE(a && b && c);
  BOOST_TEST((*a == *b));
  BOOST_TEST((*a != *c));
}

BOOST_AUTO_TEST_CASE(it_has_the_people_asked_for_and_a_full_year) {
  for (std::uint32_t residents : {4u, 25u, 100u, 333u, 500u, 2'000u}) {
    auto made = make_sample({.residents = residents});
    BOOST_REQUIRE(made);
    auto young = std::count_if(
      made->people.begin(), made->people.end(),
      [](const person& x) { return x.role == person_role::resident; });
    BOOST_TEST(young == residents);
    BOOST_TEST(made->people.size() == residents + sample_faculty(residents));
    BOOST_TEST((made->info.last - made->info.first).count() + 1 == 365);
    BOOST_TEST(made->info.calendar.lengths.size() == 13u);
  }
  BOOST_TEST(sample_faculty(100) == 30u);
  BOOST_TEST(sample_faculty(4) == 6u);
}

BOOST_AUTO_TEST_CASE(codes_are_unique_and_references_resolve) {
  auto made = make_sample({.residents = 60, .seed = 3});
  BOOST_REQUIRE(made);
  auto codes = std::set<std::string>{};
  for (const auto& x : made->people)
    BOOST_TEST(codes.insert(x.code).second);
  for (const auto& x : made->templates)
    BOOST_TEST((!x.rotation.assigned() || find(*made, x.rotation) != nullptr));
  for (const auto& x : made->absences) {
    BOOST_TEST((find(*made, x.person) != nullptr));
    BOOST_TEST((made->info.first <= x.first && x.first <= x.last
                && x.last <= made->info.last));
  }
}

BOOST_AUTO_TEST_CASE(every_table_has_something_and_its_references_resolve) {
  auto made = make_sample({.residents = 60, .seed = 3});
  BOOST_REQUIRE(made);
  for (const auto& x : made->templates) {
    BOOST_TEST((find(*made, x.activity) != nullptr));
    BOOST_TEST((find(*made, x.site) != nullptr));
  }
  for (const auto& x : made->rotations)
    BOOST_TEST((find_site(*made, x.site) != nullptr));
  BOOST_TEST(made->holidays.size() == 11U);
  auto rooms = std::count_if(made->sites.begin(), made->sites.end(),
                             [](const site& x) { return x.people_max > 0; });
  BOOST_TEST(rooms == 1);
  auto procedures = std::count_if(
    made->templates.begin(), made->templates.end(),
    [&](const auto& x) { return find(*made, x.activity)->procedure; });
  BOOST_TEST(procedures == 2);
  auto directors = std::count_if(
    made->people.begin(), made->people.end(),
    [](const person& x) { return x.faculty == faculty_role::pd; });
  BOOST_TEST(directors == 1);
  auto sorted = *made;
  sort(sorted);
  BOOST_TEST((sorted == *made));
}

BOOST_AUTO_TEST_CASE(everybody_may_work_what_the_year_may_ask_of_them) {
  auto made = make_sample({.residents = 60, .seed = 3});
  BOOST_REQUIRE(made);
  auto holds = [&](person_id who, const std::string& kind, date day) {
    return std::any_of(made->credentials.begin(), made->credentials.end(),
                       [&](const credential& x) {
                         return x.person == who && x.kind == kind
                                && x.status == credential_status::active
                                && x.first <= day && day <= x.last;
                       });
  };
  auto year = made->info.calendar.academic_year;
  for (const auto& who : made->people)
    for (const auto& shift : made->templates) {
      auto pgy = pgy_of(who, year);
      if (who.role != shift.role
          || (pgy != 0 && (pgy < shift.pgy_min || pgy > shift.pgy_max)))
        continue;
      for (const auto& kind :
           {shift.credential, find(*made, shift.activity)->credential})
        for (auto day = made->info.first; day <= made->info.last;
             day += date::duration{1})
          BOOST_REQUIRE((kind.empty() || holds(who.id, kind, day)));
    }
  auto ends = [&](const credential& x) {
    return x.last < made->info.last;
  };
  BOOST_TEST(
    std::count_if(made->credentials.begin(), made->credentials.end(), ends)
    > 5);
}

BOOST_AUTO_TEST_CASE(the_past_of_a_resident_is_known) {
  auto made = make_sample({.residents = 25});
  BOOST_REQUIRE(made);
  const auto& senior = made->people[24];
  BOOST_TEST(static_cast<int>(pgy_of(senior, 2026)) == 3);
  BOOST_TEST(static_cast<int>(pgy_of(senior, 2025)) == 2);
  BOOST_TEST(static_cast<int>(pgy_of(senior, 2024)) == 1);
  BOOST_TEST(static_cast<int>(pgy_of(senior, 2023)) == 0);
}

/// A shift for nobody, or a rotation that no shift asks for, would say that a
/// small programme has what it has not.
BOOST_AUTO_TEST_CASE(a_programme_has_the_services_that_it_can_staff) {
  for (auto residents = sample_residents_min; residents <= 600; ++residents) {
    auto made = make_sample({.residents = residents});
    BOOST_REQUIRE(made);
    for (const auto& x : made->templates)
      BOOST_TEST((x.people_needed > 0 || x.unit == "elective"),
                 residents << " residents, " << x.code);
    auto on_duty = std::uint32_t{0};
    for (const auto& x : made->rotations)
      on_duty += x.people_min;
    BOOST_TEST(on_duty * 4 <= residents * 3, residents << " residents");
  }
  // No more than a year plan can have.
  for (auto residents : {501u, 999u, 1'000u, 1'501u, sample_residents_max})
    BOOST_TEST(make_sample({.residents = residents})->rotations.size() < 50u);
  auto least = *make_sample({.residents = sample_residents_min});
  BOOST_TEST(least.rotations.size() == 4u);
}

BOOST_AUTO_TEST_CASE(of_a_handful_no_two_of_a_kind_are_away_at_once) {
  for (auto seed = std::uint64_t{1}; seed <= 20; ++seed) {
    auto made = *make_sample({.residents = 4, .seed = seed});
    for (const auto& x : made.absences)
      for (const auto& y : made.absences) {
        const auto& one = *find(made, x.person);
        const auto& other = *find(made, y.person);
        auto of_a_kind = one.role == other.role && one.id != other.id
                         && (pgy_of(one, 2026) == 1)
                              == (pgy_of(other, 2026) == 1);
        auto both = x.first <= y.last && y.first <= x.last;
        BOOST_TEST(!(of_a_kind && both),
                   seed << ": " << one.code << ", " << other.code);
      }
  }
}

BOOST_AUTO_TEST_CASE(sizes_and_years_out_of_bounds_are_refused) {
  BOOST_TEST(make_sample({.residents = sample_residents_min - 1}).error().code
             == ec::invalid_argument);
  BOOST_TEST(make_sample({.residents = sample_residents_max + 1}).error().code
             == ec::invalid_argument);
  BOOST_TEST(make_sample({.residents = 2'000, .faculty = 2'001}).error().code
             == ec::invalid_argument);
  BOOST_TEST(make_sample({.residents = 100, .faculty = 5}).error().code
             == ec::invalid_argument);
  BOOST_TEST(make_sample({.academic_year = 1999}).error().code
             == ec::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
