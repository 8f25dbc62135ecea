// SPDX-License-Identifier: Apache-2.0
#include "domain/calendar.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(calendar_test)

namespace {

date day(const char* text) {
  return *parse_date(text);
}

BOOST_AUTO_TEST_SUITE(calendar_of_academic_years)

BOOST_AUTO_TEST_CASE(begins_each_year_on_the_first_of_july) {
  BOOST_TEST(academic_year_of(day("2026-06-30")) == 2025);
  BOOST_TEST(academic_year_of(day("2026-07-01")) == 2026);
  BOOST_TEST(academic_year_of(day("2026-12-31")) == 2026);
  BOOST_TEST(academic_year_of(day("2027-01-01")) == 2026);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(calendar_of_weeks)

/// `07-06..07-12/1`: the weeks of those days with their blocks.
std::string cut(const char* first, const char* last,
                const block_calendar& blocks) {
  auto out = std::string{};
  for (const auto& week : weeks_of(blocks, {day(first), day(last)}))
    out += to_string(week.first).substr(5) + ".."
           + to_string(week.last).substr(5) + '/' + std::to_string(week.block)
           + ' ';
  return out;
}

const auto two_blocks = block_calendar{.start = day("2026-07-06"),
                                       .lengths = {2, 1}};

BOOST_AUTO_TEST_CASE(weeks_are_counted_from_each_block) {
  BOOST_TEST(cut("2026-07-08", "2026-07-26", two_blocks)
             == "07-08..07-12/1 07-13..07-19/1 07-20..07-26/2 ");
  BOOST_TEST(cut("2026-07-08", "2026-07-10", two_blocks) == "07-08..07-10/1 ");
}

BOOST_AUTO_TEST_CASE(weeks_before_the_calendar_are_of_no_block) {
  BOOST_TEST(cut("2026-06-25", "2026-07-07", two_blocks)
             == "06-25..07-01/0 07-02..07-05/0 07-06..07-07/1 ");
  BOOST_TEST(cut("2026-06-25", "2026-06-27", two_blocks) == "06-25..06-27/0 ");
  BOOST_TEST(cut("2026-07-01", "2026-07-09", {})
             == "07-01..07-07/0 07-08..07-09/0 ");
}

BOOST_AUTO_TEST_CASE(a_rest_of_less_than_a_week_belongs_to_the_last_one) {
  BOOST_TEST(cut("2026-07-20", "2026-08-01", two_blocks) == "07-20..08-01/2 ");
  BOOST_TEST(cut("2026-07-20", "2026-08-02", two_blocks)
             == "07-20..07-26/2 07-27..08-02/0 ");
  BOOST_TEST(cut("2026-07-20", "2026-08-03", two_blocks)
             == "07-20..07-26/2 07-27..08-02/0 08-03..08-03/0 ");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(calendar_of_holidays)

const auto some_holidays
  = std::vector<holiday>{{day("2026-07-03"), "Eve"},
                         {day("2026-07-04"), "Fourth"},
                         {day("2027-07-04"), "Fourth of 2027"},
                         {day("2028-01-01"), "New Year"}};

std::string found_on(const char* text) {
  const auto* found = find_holiday(some_holidays, day(text));
  return found == nullptr ? "none" : found->name;
}

BOOST_AUTO_TEST_CASE(finds_its_own_day_before_an_observed_one) {
  BOOST_TEST(found_on("2026-07-02") == "none");
  BOOST_TEST(found_on("2026-07-03") == "Eve");
  BOOST_TEST(found_on("2026-07-04") == "Fourth");
  BOOST_TEST(found_on("2026-07-05") == "none");
  BOOST_TEST((find_holiday({}, day("2026-07-03")) == nullptr));
}

BOOST_AUTO_TEST_CASE(observes_a_weekend_on_the_nearest_weekday) {
  BOOST_TEST(found_on("2027-07-03") == "none");
  BOOST_TEST(found_on("2027-07-04") == "Fourth of 2027");
  BOOST_TEST(found_on("2027-07-05") == "Fourth of 2027");
  // Across the year's end: New Year of 2028 is a Saturday.
  BOOST_TEST(found_on("2027-12-31") == "New Year");
  BOOST_TEST(found_on("2028-01-02") == "none");
}

BOOST_AUTO_TEST_CASE(knows_the_federal_ones_of_any_year) {
  auto all = federal_holidays(2026);
  auto text = std::string{};
  for (const auto& x : all)
    text += to_string(x.day) + ' ';
  BOOST_TEST(text
             == "2026-07-04 2026-09-07 2026-10-12 2026-11-11 2026-11-26 "
                "2026-12-25 2027-01-01 2027-01-18 2027-02-15 2027-05-31 "
                "2027-06-19 ");
  for (auto year = std::uint16_t{2000}; year <= 2100; ++year) {
    auto seen = date{};
    for (const auto& x : federal_holidays(year)) {
      BOOST_TEST((x.day > seen && academic_year_of(x.day) == year));
      seen = x.day;
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

BOOST_AUTO_TEST_SUITE_END()

} // namespace nightfloat::domain
