// SPDX-License-Identifier: Apache-2.0
#include "domain/cron.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <string>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(cron_test)

namespace {

std::uint64_t seed() {
  return test::number_from("NIGHTFLOAT_SEED", 1);
}

std::uint64_t count_or(std::uint64_t small) {
  return test::number_from("NIGHTFLOAT_COUNT", small);
}

cron_line line(const std::string& text) {
  auto x = cron_line::parse(text);
  BOOST_REQUIRE_MESSAGE(x, text << ": " << (x ? "" : x.error().detail));
  return *x;
}

std::string refusal(const std::string& text) {
  auto x = cron_line::parse(text);
  BOOST_TEST_REQUIRE(!x, text);
  BOOST_TEST(x.error().code == ec::invalid_argument);
  return x.error().detail;
}

zone chicago() {
  return *zone::find("America/Chicago");
}

/// The next `count` after `after`, with blanks between.
std::string firings(const std::string& text, const std::string& after,
                    int count = 1, const zone& where = {}) {
  const auto x = line(text);
  auto at = *parse_instant(after);
  auto said = std::string{};
  for (auto i = 0; i < count; ++i) {
    auto next = x.next(at, where);
    if (!next)
      return said + " never";
    at = *next;
    said += (said.empty() ? "" : " ") + to_string(at).substr(5, 11);
  }
  return said;
}

} // namespace

// -- what a line may say ------------------------------------------------------

BOOST_AUTO_TEST_SUITE(cron_lines)

BOOST_AUTO_TEST_CASE(values_ranges_steps_lists_and_names) {
  const auto from = "2026-01-01T00:00Z";
  BOOST_TEST(firings("5 4 * * *", from, 2) == "01-01T04:05 01-02T04:05");
  BOOST_TEST(firings("*/20 0 1 1 *", from, 2) == "01-01T00:20 01-01T00:40");
  BOOST_TEST(firings("50/5 0 1 1 *", from, 2) == "01-01T00:50 01-01T00:55");
  BOOST_TEST(firings("0 8-18/5,20 1 1 *", from, 4)
             == "01-01T08:00 01-01T13:00 01-01T18:00 01-01T20:00");
  BOOST_TEST(firings("0 0 1 FEB,mar *", from, 2) == "02-01T00:00 03-01T00:00");
  BOOST_TEST(firings("0 3 * * sun", from, 2) == "01-04T03:00 01-11T03:00");
  BOOST_TEST(firings("0 3 * * 0", from) == firings("0 3 * * 7", from));
  BOOST_TEST(firings(" 0\t3  * * mon-fri ", "2026-01-02T12:00Z", 1)
             == "01-05T03:00");
}

BOOST_AUTO_TEST_CASE(a_day_and_a_weekday_are_either) {
  BOOST_TEST(firings("0 0 13 * fri", "2026-01-01T00:00Z", 4)
             == "01-02T00:00 01-09T00:00 01-13T00:00 01-16T00:00");
  // Each second day, if it is a Friday.
  BOOST_TEST(firings("0 0 */2 * fri", "2026-01-01T00:00Z", 2)
             == "01-09T00:00 01-23T00:00");
}

BOOST_AUTO_TEST_CASE(leap_days) {
  BOOST_TEST(firings("0 0 29 2 *", "2026-01-01T00:00Z") == "02-29T00:00");
  BOOST_TEST(
    to_string(*line("0 0 29 2 *").next(*parse_instant("2096-03-01T00:00Z"), {}))
    == "2104-02-29T00:00Z");
  BOOST_TEST(
    to_string(
      *line("0 0 29 2 */7").next(*parse_instant("2026-01-01T00:00Z"), {}))
    == "2032-02-29T00:00Z");
  BOOST_TEST(!line("0 0 29 2 *").next(*parse_instant("5999-01-01T00:00Z"), {}));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said) {
  BOOST_TEST(refusal("61 * * * *")
             == "cron: the minute 61 is out of range, give 0 to 59");
  BOOST_TEST(refusal("0 24 * * *")
             == "cron: the hour 24 is out of range, give 0 to 23");
  BOOST_TEST(refusal("0 0 0 * *")
             == "cron: the day 0 is out of range, give 1 to 31");
  BOOST_TEST(refusal("0 0 1 13 *")
             == "cron: the month 13 is out of range, give 1 to 12");
  BOOST_TEST(refusal("0 0 * * 8")
             == "cron: the weekday 8 is out of range, give 0 to 7");
  BOOST_TEST(refusal("0 0 * * funday")
             == "cron: the weekday funday is no number, give 0 to 7");
  BOOST_TEST(refusal("99999999999 * * * *")
             == "cron: the minute 99999999999 is out of range, give 0 to 59");
  BOOST_TEST(refusal("-1 * * * *")
             == "cron: the minute  is no number, give 0 to 59");
  BOOST_TEST(refusal("30-10 * * * *")
             == "cron: the minute 30-10 runs backward, give the lower end "
                "first");
  BOOST_TEST(refusal("*/0 * * * *")
             == "cron: the minute */0 has a wrong step, give 1 to 59");
  BOOST_TEST(refusal("1,,2 * * * *")
             == "cron: the minute  is no number, give 0 to 59");
  BOOST_TEST(refusal("* * * *")
             == "cron: the line has 4 fields, give five: minute hour day "
                "month weekday");
  BOOST_TEST(refusal("").starts_with("cron: the line has 0 fields"));
  BOOST_TEST(refusal(std::string(300, '*')).find("too long (300 bytes)")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_never_fires_is_refused) {
  for (const auto* text : {"0 0 31 2 *", "0 0 30,31 feb *", "0 0 31 4,6,9,11 *",
                           "* * 30-31 2 *", "0 0 31 2 */2"})
    BOOST_TEST(refusal(text).find("never fires") != std::string::npos, text);
  BOOST_TEST(refusal("0 0 31 2 *")
             == "cron: the line never fires (no month of 2 has a day 31), "
                "correct them");
  // A Monday in February it is, at least.
  BOOST_TEST(firings("0 0 31 2 mon", "2026-01-01T00:00Z") == "02-02T00:00");
  BOOST_TEST(firings("0 0 31 1,2 *", "2026-02-01T00:00Z") == "01-31T00:00");
}

BOOST_AUTO_TEST_SUITE_END()

// -- local time ---------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(cron_nights_when_clocks_change)

BOOST_AUTO_TEST_CASE(a_time_that_clocks_skip_is_when_they_do) {
  // 2026-03-08, 02:00 CST is 03:00 CDT: 08:00Z.
  BOOST_TEST(firings("30 2 * * *", "2026-03-07T00:00Z", 3, chicago())
             == "03-07T08:30 03-08T08:00 03-09T07:30");
  // Once, however many of its times are skipped.
  BOOST_TEST(firings("*/15 2-3 * * *", "2026-03-08T07:00Z", 3, chicago())
             == "03-08T08:00 03-08T08:15 03-08T08:30");
}

BOOST_AUTO_TEST_CASE(a_time_that_is_there_twice_is_the_first) {
  // 2026-11-01, 02:00 CDT is 01:00 CST: 07:00Z.
  BOOST_TEST(firings("30 1 * * *", "2026-10-31T00:00Z", 3, chicago())
             == "10-31T06:30 11-01T06:30 11-02T07:30");
}

BOOST_AUTO_TEST_CASE(every_hour_is_as_the_clock_shows_it) {
  BOOST_TEST(firings("30 * * * *", "2026-03-08T07:00Z", 3, chicago())
             == "03-08T07:30 03-08T08:30 03-08T09:30");
  BOOST_TEST(firings("30 * * * *", "2026-11-01T05:00Z", 4, chicago())
             == "11-01T05:30 11-01T06:30 11-01T07:30 11-01T08:30");
}

BOOST_AUTO_TEST_CASE(half_hours_and_midnights) {
  // Lord Howe goes back by half an hour, at 02:00 LHDT: 15:00Z.
  const auto howe = *zone::find("Australia/Lord_Howe");
  BOOST_TEST(firings("*/15 * * * *", "2026-04-04T14:25Z", 4, howe)
             == "04-04T14:30 04-04T14:45 04-04T15:00 04-04T15:15");
  BOOST_TEST(firings("45 1 * * *", "2026-04-04T00:00Z", 2, howe)
             == "04-04T14:45 04-05T15:15");
  // Havana went back from 01:00 to 00:00, and skipped its midnight in spring;
  // what it will do is decided anew now and then.
  const auto havana = *zone::find("America/Havana");
  BOOST_TEST(firings("0 0 * * *", "2019-11-02T12:00Z", 2, havana)
             == "11-03T04:00 11-04T05:00");
  BOOST_TEST(firings("0 0 * * *", "2019-03-09T12:00Z", 2, havana)
             == "03-10T05:00 03-11T04:00");
  // St. John's went back at 00:01, to 23:01 of the day before.
  const auto johns = *zone::find("America/St_Johns");
  BOOST_TEST(firings("0,30 * * * *", "2006-10-29T02:00Z", 4, johns)
             == "10-29T02:30 10-29T03:00 10-29T03:30 10-29T04:00");
}

BOOST_AUTO_TEST_SUITE_END()

// -- properties ---------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(cron_properties)

namespace {

std::string random_field(std::mt19937_64& random, unsigned min, unsigned max) {
  auto draw = [&](unsigned low, unsigned high) {
    return low + static_cast<unsigned>(random() % (high - low + 1));
  };
  switch (random() % 4) {
    case 0:
      return "*";
    case 1:
      return "*/" + std::to_string(draw(1, max));
    case 2:
      return std::to_string(draw(min, max)) + ","
             + std::to_string(draw(min, max));
    default: {
      const auto low = draw(min, max);
      return std::to_string(low) + "-" + std::to_string(draw(low, max));
    }
  }
}

std::string random_line(std::mt19937_64& random) {
  return random_field(random, 0, 59) + ' ' + random_field(random, 0, 23) + ' '
         + random_field(random, 1, 31) + ' ' + random_field(random, 1, 12) + ' '
         + random_field(random, 0, 6);
}

std::vector<std::string> words_of(const std::string& text) {
  auto words = std::vector<std::string>{};
  for (auto word = std::string{}; auto c : text + ' ')
    if (c == ' ')
      words.push_back(std::exchange(word, {}));
    else
      word += c;
  return words;
}

/// The same question asked of each minute in turn, in UTC.
bool is_due(const std::vector<std::string>& words, instant x) {
  const auto day = std::chrono::floor<date::duration>(x);
  const auto civil = std::chrono::year_month_day{std::chrono::sys_days{day}};
  const auto minute = static_cast<unsigned>((x - instant{day}).count());
  auto fits = [](const std::string& field, unsigned min, unsigned value) {
    if (field == "*")
      return true;
    if (field.starts_with("*/"))
      return (value - min) % static_cast<unsigned>(std::stoul(field.substr(2)))
             == 0;
    const auto cut = field.find_first_of(",-");
    const auto a = std::stoul(field.substr(0, cut));
    const auto b = std::stoul(field.substr(cut + 1));
    return field[cut] == ',' ? value == a || value == b
                             : value >= a && value <= b;
  };
  const auto weekday = static_cast<unsigned>(weekday_of(day)) % 7;
  const auto on_day = fits(words[2], 1, static_cast<unsigned>(civil.day()));
  const auto on_weekday = fits(words[4], 0, weekday)
                          || (weekday == 0 && words[4] == "*/7");
  const auto both = words[2][0] == '*' || words[4][0] == '*';
  return fits(words[0], 0, minute % 60) && fits(words[1], 0, minute / 60)
         && fits(words[3], 1, static_cast<unsigned>(civil.month()))
         && (both ? on_day && on_weekday : on_day || on_weekday);
}

} // namespace

BOOST_AUTO_TEST_CASE(the_next_is_the_first_minute_that_fits) {
  auto random = std::mt19937_64{seed()};
  const auto begin = *parse_instant("2027-12-20T00:00Z");
  for (auto i = std::uint64_t{0}; i < count_or(100); ++i) {
    const auto text = random_line(random);
    auto x = cron_line::parse(text);
    if (!x)
      continue;
    auto after = begin + minutes{static_cast<int>(random() % 100'000)};
    const auto end = after + minutes{10 * 1440};
    auto expected = after + minutes{1};
    const auto words = words_of(text);
    while (expected < end && !is_due(words, expected))
      expected += minutes{1};
    const auto next = x->next(after, zone{});
    if (expected < end)
      BOOST_TEST((next && *next == expected),
                 text << " after " << to_string(after) << ", seed " << seed());
    else
      BOOST_TEST((!next || *next >= end), text << ", seed " << seed());
  }
}

BOOST_AUTO_TEST_CASE(firings_move_on_and_the_last_are_among_them) {
  auto random = std::mt19937_64{seed()};
  const auto begin = *parse_instant("2026-10-01T00:00Z");
  for (auto i = std::uint64_t{0}; i < count_or(30); ++i) {
    const auto text = random_line(random);
    auto x = cron_line::parse(text);
    if (!x)
      continue;
    const auto until = begin + minutes{static_cast<int>(random() % 90'000)};
    auto all = std::vector<instant>{};
    for (auto at = begin;;) {
      auto next = x->next(at, chicago());
      if (!next || *next > until || all.size() > 20'000)
        break;
      BOOST_TEST_REQUIRE((*next > at), text);
      at = *next;
      all.push_back(at);
    }
    if (all.size() > 20'000)
      continue;
    const auto kept = std::min<std::size_t>(all.size(), 16);
    const auto last = x->last(begin, until, chicago(), 16);
    BOOST_TEST((last
                == std::vector<instant>(
                  all.end() - static_cast<std::ptrdiff_t>(kept), all.end())),
               text << ", seed " << seed());
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

} // namespace nightfloat::domain
