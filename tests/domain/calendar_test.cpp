// SPDX-License-Identifier: Apache-2.0
#include "domain/calendar.hpp"
#include "domain/programme.hpp"
#include "domain/solve/frame.hpp"
#include "domain/zone.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(calendar_test)

namespace {

constexpr auto one_day = date::duration{1};

date day(const char* text) {
  return *parse_date(text);
}

int length(window x) {
  return (x.last - x.first).count() + 1;
}

BOOST_AUTO_TEST_SUITE(calendar_of_academic_years)

BOOST_AUTO_TEST_CASE(begins_each_year_on_the_first_of_july) {
  BOOST_TEST(academic_year_of(day("2026-06-30")) == 2025);
  BOOST_TEST(academic_year_of(day("2026-07-01")) == 2026);
  BOOST_TEST(academic_year_of(day("2026-12-31")) == 2026);
  BOOST_TEST(academic_year_of(day("2027-01-01")) == 2026);
  BOOST_TEST(length(academic_year_days(2026)) == 365);
  BOOST_TEST(length(academic_year_days(2027)) == 366);
  BOOST_TEST(to_string(academic_year_days(2027).last) == "2028-06-30");
}

BOOST_AUTO_TEST_CASE(cuts_every_year_into_periods_without_a_gap) {
  for (auto year = std::uint16_t{2000}; year <= 2100; ++year) {
    auto at = academic_year_days(year).first;
    auto last_length = 0;
    for (const auto& x : academic_periods(year)) {
      BOOST_TEST(x.academic_year == year);
      BOOST_TEST((x.days.first == at));
      for (; at <= x.days.last; at += one_day)
        BOOST_REQUIRE((academic_period_of(at) == x));
      last_length = length(x.days);
      if (x.number == 0)
        BOOST_TEST((last_length >= 1 && last_length <= 6));
      if (x.number < 1 || x.number > 12)
        continue;
      BOOST_TEST(last_length == 28);
      BOOST_TEST((weekday_of(x.days.first) == weekday::thursday));
    }
    BOOST_TEST((at == academic_year_days(year).last + one_day));
    BOOST_TEST((last_length >= 23 && last_length <= 30),
               year << " ends with " << last_length << " days");
  }
}

BOOST_AUTO_TEST_CASE(has_no_period_0_where_july_begins_on_a_thursday) {
  for (auto year = std::uint16_t{2000}; year <= 2100; ++year) {
    auto thursday = weekday_of(academic_year_days(year).first)
                    == weekday::thursday;
    auto all = academic_periods(year);
    BOOST_TEST(all.size() == (thursday ? 13u : 14u));
    BOOST_TEST(all.front().number == (thursday ? 1 : 0));
    BOOST_TEST(all.back().number == 13);
  }
  BOOST_TEST(academic_periods(2027).front().number == 1);
  BOOST_TEST(academic_period_of(day("2027-07-01")).number == 1);
}

BOOST_AUTO_TEST_CASE(leaves_23_to_30_days_for_period_13) {
  BOOST_TEST(length(academic_periods(2022).back().days) == 23);
  BOOST_TEST(length(academic_periods(2025).back().days) == 27);
  BOOST_TEST(length(academic_periods(2026).back().days) == 28);
  BOOST_TEST(length(academic_periods(2027).back().days) == 30);
}

BOOST_AUTO_TEST_CASE(halves_a_period_after_fourteen_days) {
  BOOST_TEST(to_string(academic_period_of(day("2026-07-02")).days.first)
             == "2026-07-02");
  BOOST_TEST(period_half_of(day("2026-07-01")) == 1);
  BOOST_TEST(period_half_of(day("2026-07-15")) == 1);
  BOOST_TEST(period_half_of(day("2026-07-16")) == 2);
  BOOST_TEST(period_half_of(day("2026-07-29")) == 2);
  BOOST_TEST(period_half_of(day("2026-07-30")) == 1);
  BOOST_TEST(period_half_of(day("2028-06-30")) == 2);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(calendar_of_blocks)

const auto year_of_blocks = block_calendar{
  .academic_year = 2026, .start = day("2026-07-01"), .lengths = {4, 2, 6}};

BOOST_AUTO_TEST_CASE(finds_the_block_of_a_day) {
  auto all = blocks_of(year_of_blocks, day("2027-06-30"));
  BOOST_REQUIRE(all.size() == 3u);
  BOOST_TEST(block_on(all, day("2026-06-30")) == nullptr);
  BOOST_TEST(block_on(all, day("2026-07-01"))->number == 1);
  BOOST_TEST(block_on(all, day("2026-07-28"))->number == 1);
  BOOST_TEST(block_on(all, day("2026-07-29"))->number == 2);
  BOOST_TEST(block_on(all, day("2026-08-12"))->number == 3);
  BOOST_TEST(block_on(all, day("2026-09-22"))->number == 3);
  BOOST_TEST(block_on(all, day("2026-09-23")) == nullptr);
  BOOST_TEST(block_on({}, day("2026-07-01")) == nullptr);
}

BOOST_AUTO_TEST_CASE(gives_a_rest_of_less_than_a_week_to_the_last_block) {
  auto six = blocks_of(year_of_blocks, day("2026-09-28"));
  BOOST_TEST(to_string(six.back().days.last) == "2026-09-28");
  BOOST_TEST(block_on(six, day("2026-09-28"))->number == 3);
  auto seven = blocks_of(year_of_blocks, day("2026-09-29"));
  BOOST_TEST(to_string(seven.back().days.last) == "2026-09-22");
  BOOST_TEST(blocks_of({}, day("2026-07-03")).empty());
}

BOOST_AUTO_TEST_CASE(cuts_the_year_as_the_generator_does) {
  auto x = programme{};
  x.info.first = day("2026-07-01");
  x.info.last = day("2027-06-30");
  x.info.calendar = {.start = day("2026-07-06"), .lengths = {}};
  x.info.calendar.lengths.assign(13, 4);
  auto weeks = make_frame(x, {}, {})->weeks;
  auto all = blocks_of(x.info.calendar, x.info.last);
  for (const auto& week : weeks)
    for (auto at : {week.first, week.last}) {
      const auto* block = block_on(all, at);
      BOOST_TEST((block == nullptr ? 0 : block->number) == week.block);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(calendar_of_slots)

BOOST_AUTO_TEST_CASE(divides_a_day_at_noon_of_its_site) {
  auto chicago = *zone::find("America/Chicago");
  auto at = [&](const char* text) {
    return slot_of(chicago, *parse_instant(text));
  };
  auto morning = slot{day("2026-07-01"), half::am};
  auto evening = slot{day("2026-07-01"), half::pm};
  BOOST_TEST((at("2026-07-01T05:00Z") == morning));
  BOOST_TEST((at("2026-07-01T16:59Z") == morning));
  BOOST_TEST((at("2026-07-01T17:00Z") == evening));
  BOOST_TEST((at("2026-07-02T04:59Z") == evening));
  BOOST_TEST((next(morning) == evening));
  BOOST_TEST((next(evening) == slot{day("2026-07-02"), half::am}));
  BOOST_TEST((morning < evening && evening < next(evening)));
}

BOOST_AUTO_TEST_CASE(covers_a_year_and_the_changes_of_its_clocks) {
  auto chicago = *zone::find("America/Chicago");
  auto last = day("2027-06-30");
  auto at = chicago.midnight(day("2026-07-01"));
  auto odd = std::multiset<int>{};
  auto count = 0;
  for (auto x = slot{day("2026-07-01")}; x.day <= last; x = next(x), ++count) {
    auto span = span_of(chicago, x);
    BOOST_REQUIRE((span.from == at));
    BOOST_REQUIRE((slot_of(chicago, span.from) == x));
    BOOST_REQUIRE((slot_of(chicago, span.to - minutes{1}) == x));
    if (auto hours = (span.to - span.from).count() / 60; hours != 12)
      odd.insert(static_cast<int>(hours));
    at = span.to;
  }
  BOOST_TEST(count == 730);
  BOOST_TEST((odd == std::multiset<int>{11, 13}));
}

BOOST_AUTO_TEST_CASE(leaves_nothing_of_a_day_that_an_island_skipped) {
  auto apia = *zone::find("Pacific/Apia");
  for (auto part : {half::am, half::pm}) {
    auto span = span_of(apia, {day("2011-12-30"), part});
    BOOST_TEST((span.from == span.to));
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(calendar_of_holidays)

BOOST_AUTO_TEST_CASE(observes_a_weekend_on_the_nearest_weekday) {
  BOOST_TEST(to_string(observed(day("2026-07-04"))) == "2026-07-03");
  BOOST_TEST(to_string(observed(day("2027-07-04"))) == "2027-07-05");
  BOOST_TEST(to_string(observed(day("2026-12-25"))) == "2026-12-25");
}

BOOST_AUTO_TEST_CASE(finds_its_own_day_before_an_observed_one) {
  auto all = std::vector<holiday>{{day("2026-07-03"), "Eve"},
                                  {day("2026-07-04"), "Fourth"},
                                  {day("2028-01-01"), "New Year"}};
  auto eve = find_holiday(all, day("2026-07-03"));
  BOOST_REQUIRE(eve.what != nullptr);
  BOOST_TEST(eve.what->name == "Eve");
  BOOST_TEST(!eve.observed);
  BOOST_TEST(find_holiday(all, day("2026-07-04")).what->name == "Fourth");
  BOOST_TEST((find_holiday(all, day("2026-07-05")).what == nullptr));
  // Across the year's end: New Year of 2028 is a Saturday.
  auto before = find_holiday(all, day("2027-12-31"));
  BOOST_REQUIRE(before.what != nullptr);
  BOOST_TEST(before.what->name == "New Year");
  BOOST_TEST(before.observed);
  BOOST_TEST((find_holiday(all, day("2028-01-02")).what == nullptr));
  BOOST_TEST((find_holiday({}, day("2028-01-02")).what == nullptr));
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
    auto days = academic_year_days(year);
    auto seen = date{};
    for (const auto& x : federal_holidays(year)) {
      BOOST_TEST((x.day > seen && days.first <= x.day && x.day <= days.last));
      seen = x.day;
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

BOOST_AUTO_TEST_SUITE_END()

} // namespace nightfloat::domain
