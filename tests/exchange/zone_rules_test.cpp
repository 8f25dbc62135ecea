// SPDX-License-Identifier: Apache-2.0
#include "exchange/zone_rules.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>

BOOST_AUTO_TEST_SUITE(zone_rules_test)

using namespace nightfloat;
using namespace nightfloat::exchange;
using domain::instant;

namespace {

instant at(const char* text) {
  return *domain::parse_instant(text);
}

std::vector<clock_rule> rules(const char* zone, const char* from,
                              const char* to) {
  return clock_rules(*domain::zone::find(zone), at(from), at(to));
}

} // namespace

BOOST_AUTO_TEST_CASE(a_zone_with_summer_time_has_two_rules_without_end) {
  auto found = rules("America/Chicago", "2026-07-01T05:00Z",
                     "2027-07-01T05:00Z");
  BOOST_REQUIRE(found.size() == 2u);
  BOOST_TEST(domain::to_string(found[0].onset) == "2026-03-08T02:00Z");
  BOOST_TEST(found[0].summer);
  BOOST_TEST(found[0].name == "CDT");
  BOOST_TEST(found[0].before.count() == -360);
  BOOST_TEST(found[0].after.count() == -300);
  BOOST_TEST(found[0].recurrence == "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU");
  BOOST_TEST(domain::to_string(found[1].onset) == "2026-11-01T02:00Z");
  BOOST_TEST(!found[1].summer);
  BOOST_TEST(found[1].recurrence == "FREQ=YEARLY;BYMONTH=11;BYDAY=1SU");
}

BOOST_AUTO_TEST_CASE(the_last_sunday_is_told_from_the_fourth) {
  auto found = rules("Europe/Berlin", "2026-07-01T05:00Z", "2026-08-01T05:00Z");
  BOOST_REQUIRE(found.size() == 2u);
  BOOST_TEST(found[0].recurrence == "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU");
  BOOST_TEST(found[1].recurrence == "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU");
}

BOOST_AUTO_TEST_CASE(a_rule_that_was_given_up_ends) {
  // The United States moved both changes in 2007.
  auto found = rules("America/Chicago", "2003-01-01T00:00Z",
                     "2004-01-01T00:00Z");
  BOOST_REQUIRE(found.size() == 4u);
  BOOST_TEST(found[0].recurrence
             == "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20061029T070000Z");
  BOOST_TEST(found[1].recurrence
             == "FREQ=YEARLY;BYMONTH=4;BYDAY=1SU;UNTIL=20060402T080000Z");
  BOOST_TEST(found[2].recurrence == "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU");
  BOOST_TEST(found[3].recurrence == "FREQ=YEARLY;BYMONTH=11;BYDAY=1SU");
}

BOOST_AUTO_TEST_CASE(a_zone_without_changes_has_one_rule) {
  auto found = rules("Asia/Kolkata", "2026-07-01T05:00Z", "2027-07-01T05:00Z");
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(found[0].before.count() == 330);
  BOOST_TEST(found[0].after.count() == 330);
  BOOST_TEST(found[0].recurrence.empty());
  BOOST_TEST((found[0].onset < at("1970-01-02T00:00Z")));
}

BOOST_AUTO_TEST_CASE(changes_that_follow_no_rule_are_single) {
  // Morocco's follow the month of fasting; how many years of them the tables
  // hold differs between releases.
  auto found = rules("Africa/Casablanca", "2026-01-10T00:00Z",
                     "2026-12-31T00:00Z");
  BOOST_TEST(found.size() >= 4u);
  BOOST_TEST(std::ranges::count(found, "", &clock_rule::recurrence) >= 4);
}

BOOST_AUTO_TEST_CASE(beyond_the_tables_nothing_is_promised) {
  auto found = rules("America/Chicago", "2036-01-01T00:00Z",
                     "2045-01-01T00:00Z");
  for (const auto& x : found)
    BOOST_TEST((x.recurrence.empty()
                || x.recurrence.find("UNTIL=2037") != std::string::npos));
}

BOOST_AUTO_TEST_CASE(the_last_year_that_zones_know_has_rules) {
  for (const auto* zone : {"America/Chicago", "Asia/Kolkata", "UTC"})
    BOOST_TEST(!rules(zone, "5999-12-01T00:00Z", "5999-12-31T23:00Z").empty());
}

BOOST_AUTO_TEST_SUITE_END()
