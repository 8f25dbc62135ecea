// SPDX-License-Identifier: Apache-2.0
#include "domain/programme.hpp"

#include <boost/test/unit_test.hpp>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(programme_test)

namespace {

BOOST_AUTO_TEST_CASE(finds_by_id_after_sorting) {
  auto x = programme{};
  for (auto id : {9U, 3U, 5U})
    x.people.push_back({.id = {id}, .code = "R" + std::to_string(id)});
  sort(x);
  BOOST_REQUIRE(find(x, person_id{5}));
  BOOST_TEST(find(x, person_id{5})->code == "R5");
  BOOST_TEST(!find(x, person_id{4}));
  BOOST_TEST(!find(x, rotation_id{5}));
  BOOST_REQUIRE(find_code(x, "R9"));
  BOOST_TEST(find_code(x, "R9")->id == person_id{9});
  BOOST_TEST(!find_code(x, "R4"));
}

BOOST_AUTO_TEST_CASE(brings_each_table_into_its_order) {
  auto x = programme{};
  auto day = *parse_date("2026-12-25");
  for (auto id : {9U, 3U, 5U}) {
    x.sites.push_back({.id = {id}, .code = "S" + std::to_string(id)});
    x.activities.push_back({.id = {id}, .code = "A" + std::to_string(id)});
    x.credentials.push_back({.id = {id}, .person = {12 - id}});
    x.holidays.push_back({.day = day - date::duration{id}});
  }
  sort(x);
  BOOST_TEST((x.sites.front().id == site_id{3}));
  BOOST_TEST((x.credentials.front().id == credential_id{3}));
  BOOST_TEST((x.holidays.front().day == day - date::duration{9}));
  BOOST_REQUIRE(find(x, activity_id{5}));
  BOOST_TEST(find(x, activity_id{5})->code == "A5");
  BOOST_TEST(!find(x, activity_id{4}));
  BOOST_TEST(find(x, site_id{9})->code == "S9");
  BOOST_TEST((find_site(x, "S5")->id == site_id{5}));
  BOOST_TEST(!find_site(x, "S4"));
}

BOOST_AUTO_TEST_CASE(knows_where_a_shift_is) {
  auto x = programme{};
  x.sites = {{.id = {1}, .code = "MAIN"}, {.id = {2}, .code = "CLINIC"}};
  x.rotations = {{.id = {1}, .code = "WARD", .site = "MAIN"},
                 {.id = {2}, .code = "ELECT"}};
  auto shift = shift_template{.id = {1}};
  BOOST_TEST((site_of(x, shift, {1}) == site_id{1}));
  BOOST_TEST((site_of(x, shift, {2}) == site_id{}));
  BOOST_TEST((site_of(x, shift, {}) == site_id{}));
  shift.site = {2};
  BOOST_TEST((site_of(x, shift, {1}) == site_id{2}));
}

BOOST_AUTO_TEST_CASE(keeps_the_past_of_a_pgy_on_the_first_of_july) {
  auto x = person{.pgy = {{2025, 1}, {2026, 2}}};
  auto june = academic_year_of(*parse_date("2026-06-30"));
  auto july = academic_year_of(*parse_date("2026-07-01"));
  BOOST_TEST(static_cast<int>(pgy_of(x, june)) == 1);
  BOOST_TEST(static_cast<int>(pgy_of(x, july)) == 2);
  BOOST_TEST(static_cast<int>(pgy_of(x, 2027)) == 0);
  BOOST_TEST(static_cast<int>(pgy_on(x, *parse_date("2026-06-30"))) == 1);
  BOOST_TEST(static_cast<int>(pgy_on(x, *parse_date("2026-07-01"))) == 2);
  BOOST_TEST(static_cast<int>(pgy_on(x, *parse_date("2027-07-01"))) == 0);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

} // namespace nightfloat::domain
