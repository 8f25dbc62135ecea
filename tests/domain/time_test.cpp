// SPDX-License-Identifier: Apache-2.0
#include "domain/time.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(time_test)

namespace {

namespace data = boost::unit_test::data;

BOOST_DATA_TEST_CASE(a_date_prints_as_it_was_read,
                     data::make({"1970-01-01", "2026-07-01", "2028-02-29",
                                 "1969-12-31", "0001-01-01", "9999-12-31"})) {
  auto day = parse_date(sample);
  BOOST_REQUIRE(day);
  BOOST_TEST(to_string(*day) == sample);
}

BOOST_DATA_TEST_CASE(what_is_no_date_is_refused,
                     data::make({"", "2026-02-30", "2027-02-29", "2026-13-01",
                                 "2026-00-10", "2026-7-1", "2026/07/01",
                                 "2026-07-01 ", "+026-07-01", "2026-07-0x"})) {
  auto day = parse_date(sample);
  BOOST_REQUIRE(!day);
  BOOST_TEST(day.error().code == ec::invalid_argument);
  BOOST_TEST(day.error().detail.find(sample) != std::string::npos);
}

BOOST_DATA_TEST_CASE(an_instant_prints_as_it_was_read,
                     data::make({"1970-01-01T00:00Z", "2026-07-01T19:05Z",
                                 "1969-12-31T23:59Z", "5999-12-31T23:59Z"})) {
  auto at = parse_instant(sample);
  BOOST_REQUIRE(at);
  BOOST_TEST(to_string(*at) == sample);
}

BOOST_DATA_TEST_CASE(what_is_no_instant_is_refused,
                     data::make({"2026-07-01", "2026-07-01T24:00Z",
                                 "2026-07-01T10:60Z", "2026-07-01T10:00",
                                 "2026-02-30T10:00Z", "6000-01-01T00:00Z",
                                 "2026-07-01 10:00Z"})) {
  auto at = parse_instant(sample);
  BOOST_REQUIRE(!at);
  BOOST_TEST(at.error().code == ec::invalid_argument);
}

BOOST_AUTO_TEST_CASE(weekdays_are_iso) {
  auto monday = *parse_date("2026-07-06");
  for (auto i = 0; i < 14; ++i)
    BOOST_TEST(static_cast<int>(weekday_of(monday + date::duration{i}))
               == i % 7 + 1);
  BOOST_TEST(static_cast<int>(weekday_of(*parse_date("1969-12-28"))) == 7);
}

BOOST_AUTO_TEST_CASE(months_begin_at_midnight_and_follow_each_other) {
  BOOST_TEST(month_of(*parse_instant("2026-06-30T23:59Z")) == 202606U);
  BOOST_TEST(month_of(*parse_instant("2026-07-01T00:00Z")) == 202607U);
  BOOST_TEST(to_string(month_start(202607)) == "2026-07-01T00:00Z");
  BOOST_TEST(next_month(202611) == 202612U);
  BOOST_TEST(next_month(202612) == 202701U);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

} // namespace nightfloat::domain
