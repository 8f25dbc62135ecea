// SPDX-License-Identifier: Apache-2.0
#include "domain/clock.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(clock_test)

using namespace nightfloat::domain;

BOOST_AUTO_TEST_CASE(a_minute_reads_as_two_digits_twice_and_past_midnight_on) {
  BOOST_TEST(clock_text(0) == "00:00");
  BOOST_TEST(clock_text(7 * 60 + 5) == "07:05");
  BOOST_TEST(clock_text(23 * 60 + 59) == "23:59");
  BOOST_TEST(clock_text(24 * 60 + 30) == "24:30");
  BOOST_TEST(clock_text(100 * 60) == "100:00");
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again) {
  for (auto minute = 0; minute < 1'440; ++minute)
    BOOST_REQUIRE(parse_clock(clock_text(minute)) == minute);
  BOOST_TEST((parse_clock("7:05") == 425));
  BOOST_TEST((parse_clock("31:30", 47) == 1'890));
  BOOST_TEST((parse_clock("1091:59", 1'091) == 65'519));
}

BOOST_AUTO_TEST_CASE(any_other_text_is_no_time_of_day) {
  for (auto* text :
       {"", ":", "7", "7:", ":30", "7:5", "07:60", "24:00", "7:305", "-1:00",
        "1:-5", "a:00", "07:0a", " 7:00", "07:00 ", "07-00", "07:00:00",
        "00007:00", "99999999999:00"})
    BOOST_TEST(!parse_clock(text), text);
}

BOOST_AUTO_TEST_CASE(an_instant_reads_as_the_clock_at_the_site_shows_it) {
  auto chicago = zone::find("America/Chicago");
  BOOST_REQUIRE(chicago);
  auto at = [&](const char* x) {
    return local_text(*chicago, *parse_instant(x));
  };
  BOOST_TEST(at("2026-07-01T00:05Z") == "2026-06-30 19:05");
  BOOST_TEST(at("2027-01-01T06:00Z") == "2027-01-01 00:00");
}

BOOST_AUTO_TEST_SUITE_END()
