// SPDX-License-Identifier: Apache-2.0
#include "domain/zone.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/resource.h>
#include <vector>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(zone_test)

namespace {

date day(const char* text) {
  return *parse_date(text);
}

std::string utc(const zone& x, const char* on, int minute,
                resolve which = resolve::earlier) {
  return to_string(*x.to_utc(day(on), minute, which));
}

BOOST_AUTO_TEST_CASE(knows_summer_and_winter) {
  auto chicago = *zone::find("America/Chicago");
  BOOST_TEST(utc(chicago, "2026-07-01", 7 * 60) == "2026-07-01T12:00Z");
  BOOST_TEST(utc(chicago, "2026-12-01", 7 * 60) == "2026-12-01T13:00Z");
  BOOST_TEST(utc(chicago, "2026-07-01", 31 * 60) == "2026-07-02T12:00Z");
}

BOOST_AUTO_TEST_CASE(a_table_that_cannot_be_opened_now_is_no_unknown_zone) {
  // The names are known from here on; this zone's own table is not read yet.
  BOOST_REQUIRE(zone::find("Etc/GMT").has_value());
  auto before = rlimit{};
  BOOST_REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
  auto none = rlimit{.rlim_cur = 3, .rlim_max = before.rlim_max};
#if defined(__SANITIZE_THREAD__)
  // Its runtime opens files of its own and does not end without.
  BOOST_TEST_MESSAGE("skipped under ThreadSanitizer");
  return;
#endif
  BOOST_REQUIRE(setrlimit(RLIMIT_NOFILE, &none) == 0);
  auto now = zone::find("Asia/Kathmandu");
  auto mars = zone::find("Mars/Olympus");
  BOOST_REQUIRE(setrlimit(RLIMIT_NOFILE, &before) == 0);
  BOOST_REQUIRE(!now);
  BOOST_TEST(now.error().code == ec::unavailable);
  BOOST_TEST(now.error().detail.find("Asia/Kathmandu") != std::string::npos);
  BOOST_TEST(mars.error().code == ec::not_found);
  BOOST_TEST(zone::find("Asia/Kathmandu").has_value());
}

BOOST_AUTO_TEST_CASE(makes_the_night_of_the_change_an_hour_longer_or_shorter) {
  auto chicago = *zone::find("America/Chicago");
  auto night = [&](const char* on) {
    return (*chicago.to_utc(day(on), 31 * 60, resolve::later)
            - *chicago.to_utc(day(on), 19 * 60, resolve::earlier))
      .count();
  };
  BOOST_TEST(night("2026-10-30") == 12 * 60);
  BOOST_TEST(night("2026-10-31") == 13 * 60);
  BOOST_TEST(night("2027-03-13") == 11 * 60);
}

BOOST_AUTO_TEST_CASE(resolves_a_time_that_comes_twice_as_asked) {
  auto chicago = *zone::find("America/Chicago");
  BOOST_TEST(utc(chicago, "2026-11-01", 90) == "2026-11-01T06:30Z");
  BOOST_TEST(utc(chicago, "2026-11-01", 90, resolve::later)
             == "2026-11-01T07:30Z");
}

BOOST_AUTO_TEST_CASE(gives_the_moment_of_change_for_a_time_that_is_skipped) {
  auto chicago = *zone::find("America/Chicago");
  BOOST_TEST(utc(chicago, "2027-03-14", 150) == "2027-03-14T08:00Z");
  BOOST_TEST(utc(chicago, "2027-03-14", 150, resolve::later)
             == "2027-03-14T08:00Z");
}

BOOST_AUTO_TEST_CASE(knows_how_often_the_wall_shows_a_time) {
  auto chicago = *zone::find("America/Chicago");
  auto shown = [&](const char* on, int minute) {
    return static_cast<int>(*chicago.shown(day(on), minute));
  };
  auto never = static_cast<int>(wall_time::never);
  auto once = static_cast<int>(wall_time::once);
  auto twice = static_cast<int>(wall_time::twice);
  // Clocks go from 02:00 to 03:00, and in autumn from 02:00 back to 01:00.
  BOOST_TEST(shown("2027-03-14", 119) == once);
  BOOST_TEST(shown("2027-03-14", 120) == never);
  BOOST_TEST(shown("2027-03-14", 179) == never);
  BOOST_TEST(shown("2027-03-14", 180) == once);
  BOOST_TEST(shown("2027-03-13", 1440 + 150) == never);
  BOOST_TEST(shown("2026-11-01", 59) == once);
  BOOST_TEST(shown("2026-11-01", 60) == twice);
  BOOST_TEST(shown("2026-11-01", 119) == twice);
  BOOST_TEST(shown("2026-11-01", 120) == once);
  BOOST_TEST((*zone{}.shown(day("2027-03-14"), 150) == wall_time::once));
  BOOST_TEST(chicago.shown(day("2027-03-14"), 4'320).error().code
             == ec::invalid_argument);
}

BOOST_AUTO_TEST_CASE(resolves_a_new_years_eve_that_comes_twice) {
  // Bangladesh ended its summer time with the year 2009: 23:00 came twice.
  auto dhaka = *zone::find("Asia/Dhaka");
  BOOST_TEST((*dhaka.shown(day("2009-12-31"), 23 * 60) == wall_time::twice));
  BOOST_TEST(utc(dhaka, "2009-12-31", 23 * 60) == "2009-12-31T16:00Z");
  BOOST_TEST(utc(dhaka, "2009-12-31", 23 * 60, resolve::later)
             == "2009-12-31T17:00Z");
  auto night = *dhaka.to_utc(day("2009-12-31"), 31 * 60, resolve::later)
               - *dhaka.to_utc(day("2009-12-31"), 19 * 60, resolve::earlier);
  BOOST_TEST(night.count() == 13 * 60);
  BOOST_TEST(to_string(dhaka.local_date(*parse_instant("2009-12-31T17:59Z")))
             == "2009-12-31");
  BOOST_TEST(to_string(dhaka.local_date(*parse_instant("2009-12-31T18:00Z")))
             == "2010-01-01");
}

BOOST_AUTO_TEST_CASE(resolves_a_day_at_the_end_of_the_year_that_never_was) {
  // Samoa went from 29 December 2011 straight to the 31st.
  auto apia = *zone::find("Pacific/Apia");
  auto skipped = day("2011-12-30");
  BOOST_TEST((*apia.shown(skipped, 7 * 60) == wall_time::never));
  BOOST_TEST(utc(apia, "2011-12-30", 7 * 60) == "2011-12-30T10:00Z");
  BOOST_TEST((apia.midnight(skipped) == apia.midnight(day("2011-12-31"))));
  auto night = *apia.to_utc(day("2011-12-29"), 31 * 60, resolve::later)
               - *apia.to_utc(day("2011-12-29"), 19 * 60, resolve::earlier);
  BOOST_TEST(night.count() == 5 * 60);
}

BOOST_AUTO_TEST_CASE(goes_on_over_new_year) {
  auto chicago = *zone::find("America/Chicago");
  BOOST_TEST(utc(chicago, "2026-12-31", 31 * 60) == "2027-01-01T13:00Z");
  BOOST_TEST(to_string(chicago.local_date(*parse_instant("2027-01-01T05:59Z")))
             == "2026-12-31");
  BOOST_TEST(to_string(chicago.midnight(day("2027-01-01")))
             == "2027-01-01T06:00Z");
}

BOOST_AUTO_TEST_CASE(tells_local_days_from_utc_days) {
  auto chicago = *zone::find("America/Chicago");
  auto late = *parse_instant("2026-07-02T03:15Z");
  BOOST_TEST(to_string(chicago.local_date(late)) == "2026-07-01");
  BOOST_TEST(chicago.local_minute(late) == 22 * 60 + 15);
  BOOST_TEST(to_string(chicago.midnight(day("2026-07-01")))
             == "2026-07-01T05:00Z");
  BOOST_TEST(to_string(zone{}.local_date(late)) == "2026-07-02");
}

BOOST_AUTO_TEST_CASE(refuses_what_it_cannot_know) {
  BOOST_TEST(zone::find("Mars/Olympus").error().code == ec::not_found);
  BOOST_TEST(zone::find("").error().code == ec::not_found);
  BOOST_TEST(zone::find("UTC").has_value());
  auto x = zone{};
  BOOST_TEST(x.to_utc(day("2026-07-01"), -1, resolve::earlier).error().code
             == ec::invalid_argument);
  BOOST_TEST(x.to_utc(day("2026-07-01"), 4320, resolve::earlier).error().code
             == ec::invalid_argument);
  BOOST_TEST(x.to_utc(day("1899-12-31"), 0, resolve::earlier).error().code
             == ec::invalid_argument);
  BOOST_TEST(x.to_utc(day("6000-01-01"), 0, resolve::earlier).error().code
             == ec::invalid_argument);
  BOOST_TEST(x.to_utc(day("5999-12-31"), 4319, resolve::later).has_value());
}

BOOST_AUTO_TEST_CASE(tells_when_the_clocks_change_and_by_how_much) {
  auto chicago = *zone::find("America/Chicago");
  auto summer = chicago.stretch_at(*parse_instant("2026-07-01T12:00Z"));
  BOOST_TEST(to_string(summer.from) == "2026-03-08T08:00Z");
  BOOST_TEST(to_string(summer.to) == "2026-11-01T07:00Z");
  BOOST_TEST(summer.offset.count() == -5 * 60);
  BOOST_TEST(summer.summer);
  BOOST_TEST(summer.name == "CDT");
  auto winter = chicago.stretch_at(summer.to);
  BOOST_TEST((winter.from == summer.to));
  BOOST_TEST(winter.offset.count() == -6 * 60);
  BOOST_TEST(!winter.summer);
  auto always = zone{}.stretch_at(summer.to);
  BOOST_TEST(always.offset.count() == 0);
  BOOST_TEST(to_string(always.from) == "1900-01-01T00:00Z");
}

BOOST_AUTO_TEST_CASE(midnights_in_a_row_are_those_asked_for_one_by_one) {
  for (auto name : {"UTC", "America/Chicago", "Australia/Lord_Howe",
                    "Pacific/Apia", "America/Santiago", "Asia/Kathmandu"}) {
    auto site = *zone::find(name);
    auto first = *parse_date("2011-01-01");
    auto all = std::vector<instant>(600);
    site.midnights(first, all);
    for (auto i = 0; i < 600; ++i)
      BOOST_REQUIRE_MESSAGE(all[static_cast<std::size_t>(i)]
                              == site.midnight(first + i * date::duration{1}),
                            name << ' ' << i);
  }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

} // namespace nightfloat::domain
