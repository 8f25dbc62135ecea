// SPDX-License-Identifier: Apache-2.0
#include "exchange/date_text.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(date_text_test)

using namespace nightfloat;
using namespace nightfloat::exchange;
using kind = date_text::kind;

namespace {

const auto span = domain::window{*domain::parse_date("2026-07-01"),
                                 *domain::parse_date("2027-06-30")};

struct written {
  const char* text;
  /// `-`: no date; `?`: there is no such day; `*`: there are several.
  const char* means;

  friend std::ostream& operator<<(std::ostream& out, const written& x) {
    return out << x.text;
  }
};

const auto texts = std::vector<written>{
  {"2026-07-06", "2026-07-06"},
  {"2026-07-06T00:00", "2026-07-06"},
  {"2026-07-06 07:30", "2026-07-06"},
  {"Mon 2026-07-06", "2026-07-06"},
  {"Week of 2026-07-06", "2026-07-06"},
  {"6 Jul 2026", "2026-07-06"},
  {"6-Jul-26", "2026-07-06"},
  {"6-Jul", "2026-07-06"},
  {"Jan 4", "2027-01-04"},
  {"Monday, July 6, 2026", "2026-07-06"},
  {"Sept 7", "2026-09-07"},
  {"7/6/2026", "2026-07-06"},
  {"7/6/26", "2026-07-06"},
  {"7/6", "2026-07-06"},
  {"46209", "2026-07-06"},
  {"2026-02-30", "?"},
  {"2026-13-01", "?"},
  {"Jun 31", "?"},
  {"13/1/2026", "?"},
  {"2/30/2026", "?"},
  {"", "-"},
  {"code", "-"},
  {"name", "-"},
  {"Block 3", "-"},
  {"Week 27", "-"},
  {"3", "-"},
  {"20000", "-"},
  {"2026", "-"},
  {"1-2", "-"},
  {"DAY@07:30-19:00", "-"},
  {"07:30-19:00", "-"},
  {"WARD1", "-"},
  {"ICU@2026-07-06..2026-07-08", "-"},
  {"Mon", "-"},
  {"999999999999999999999", "-"},
  {"2026-07-06-07-08-09", "-"},
};

std::string meaning(const date_text& x) {
  return x.is == kind::none        ? "-"
         : x.is == kind::no_such   ? "?"
         : x.is == kind::ambiguous ? "*"
                                   : domain::to_string(x.day);
}

} // namespace

BOOST_DATA_TEST_CASE(dates_are_read_as_people_write_them,
                     boost::unit_test::data::make(texts), x) {
  BOOST_TEST(meaning(read_date(x.text, span)) == x.means);
}

BOOST_AUTO_TEST_CASE(a_year_that_may_be_two_is_not_guessed) {
  auto longer = domain::window{*domain::parse_date("2026-06-22"), span.last};
  BOOST_TEST(meaning(read_date("Jun 29", longer)) == "*");
  BOOST_TEST(meaning(read_date("6/22 PM", longer)) == "*");
  BOOST_TEST(meaning(read_date("Jun 29 2026", longer)) == "2026-06-29");
  BOOST_TEST(meaning(read_date("Jun 21", longer)) == "2027-06-21");
  BOOST_TEST(meaning(read_date("Jul 6", longer)) == "2026-07-06");
}

BOOST_AUTO_TEST_CASE(a_half_may_stand_behind_the_day) {
  auto read = read_date("2026-07-06 PM", span);
  BOOST_TEST(meaning(read) == "2026-07-06");
  BOOST_TEST((read.half == half_day::pm));
  BOOST_TEST(!read_date("2026-07-06", span).half.has_value());
}

BOOST_AUTO_TEST_CASE(a_time_of_day_says_nothing_of_the_day) {
  for (auto* text : {"7/6/2026 12:00:00 AM", "7/6/2026 12:00 PM", "Jul 6 07:00",
                     "2026-07-06T07:00", "2026-07-06 19:30"}) {
    auto read = read_date(text, span);
    BOOST_TEST(meaning(read) == "2026-07-06", text);
    BOOST_TEST(!read.half.has_value(), text);
  }
  BOOST_TEST(meaning(read_date("Jul 6 OR", span)) == "-");
}

BOOST_AUTO_TEST_CASE(halves_and_weekdays_are_known) {
  for (auto* text : {"AM", "am", "Morning", "A"})
    BOOST_TEST((read_half(text) == half_day::am));
  BOOST_TEST((read_half("P") == half_day::pm));
  BOOST_TEST(!read_half("AM clinic").has_value());
  BOOST_TEST(is_weekday("Tues"));
  BOOST_TEST(is_weekday("WED"));
  BOOST_TEST(!is_weekday("W"));
  BOOST_TEST(!is_weekday("Monday off"));
}

BOOST_AUTO_TEST_CASE(days_are_numbered_as_spreadsheets_do) {
  BOOST_TEST(domain::to_string(*date_of_serial(61)) == "1900-03-01");
  BOOST_TEST(domain::to_string(*date_of_serial(46'209)) == "2026-07-06");
  BOOST_TEST(!date_of_serial(60).has_value());
  BOOST_TEST(!date_of_serial(-1).has_value());
  BOOST_TEST(!date_of_serial(3'000'000).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
