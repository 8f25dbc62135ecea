// SPDX-License-Identifier: Apache-2.0
#include "domain/shift_times.hpp"

#include <boost/test/unit_test.hpp>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(shift_times_test)

namespace {

struct fixture {
  programme where;
  shift_template night{.code = "NIGHT", .start = 19 * 60, .length = 12 * 60};

  fixture() {
    where.info.zone = "America/Chicago";
    where.sites = {{.id = {1}, .code = "MAIN"},
                   {.id = {2}, .code = "EAST", .zone = "America/New_York"},
                   {.id = {3}, .code = "LOST", .zone = "Mars/Olympus"}};
  }

  std::string times(const char* day, site_id at = {}) const {
    auto x = shift_on(night, *zone_at(where, at), *parse_date(day));
    return to_string(x->from) + ' ' + to_string(x->to);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(times_of_shifts, fixture)

BOOST_AUTO_TEST_CASE(are_by_the_clock_of_their_site) {
  BOOST_TEST(times("2026-07-01") == "2026-07-02T00:00Z 2026-07-02T12:00Z");
  BOOST_TEST(times("2026-07-01", {1}) == times("2026-07-01"));
  BOOST_TEST(times("2026-07-01", {9}) == times("2026-07-01"));
  BOOST_TEST(times("2026-07-01", {2}) == "2026-07-01T23:00Z 2026-07-02T11:00Z");
  BOOST_TEST(zone_at(where, {3}).error().code == ec::not_found);
  BOOST_TEST(zone_at(where, {3}).error().detail.find("Mars/Olympus")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(keep_their_length_when_clocks_change) {
  BOOST_TEST(times("2026-10-31") == "2026-11-01T00:00Z 2026-11-01T12:00Z");
  BOOST_TEST(times("2027-03-13") == "2027-03-14T01:00Z 2027-03-14T13:00Z");
}

BOOST_AUTO_TEST_CASE(
  begin_when_clocks_skip_their_start_or_at_the_first_of_two) {
  night.start = 150;
  BOOST_TEST(times("2027-03-14") == "2027-03-14T08:00Z 2027-03-14T20:00Z");
  night.start = 90;
  BOOST_TEST(times("2026-11-01") == "2026-11-01T06:30Z 2026-11-01T18:30Z");
}

BOOST_AUTO_TEST_CASE(may_begin_after_midnight_of_their_day_and_over_new_year) {
  night.start = 25 * 60;
  BOOST_TEST(times("2026-12-31") == "2027-01-01T07:00Z 2027-01-01T19:00Z");
  night.start = 65'475;
  BOOST_TEST(times("2026-07-01") == "2026-08-15T16:15Z 2026-08-16T04:15Z");
}

BOOST_AUTO_TEST_CASE(are_refused_where_no_zone_reaches) {
  auto at = shift_on(night, *zone_at(where, {}), *parse_date("1850-01-01"));
  BOOST_REQUIRE(!at);
  BOOST_TEST(at.error().code == ec::invalid_argument);
  BOOST_TEST(at.error().detail.starts_with("NIGHT: "), at.error().detail);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

} // namespace nightfloat::domain
