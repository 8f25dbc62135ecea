// SPDX-License-Identifier: Apache-2.0

// How averaging windows are cut: by rotation, block, month and 28-day pieces;
// and the rolling scan, which only warns.

#include "tests/support/scene.hpp"

#include <boost/test/unit_test.hpp>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(averaging_test)

namespace {

using test::scene;

constexpr auto a_day = minutes{1440};

/// Resident 2 on the ward over summer, working without any free day, so that
/// each window is a finding.
scene summer(averaging how, const char* first, const char* last) {
  auto x = scene{};
  x.where.info.first = scene::day("2026-07-01");
  x.where.info.last = scene::day("2026-10-31");
  x.pack.averaging = how;
  x.plan(2, 1, first, last);
  auto start = scene::at(std::string{first} + "T07:00Z");
  auto days = (scene::day(last) - scene::day(first)).count() + 1;
  for (auto i = 0; i < days; ++i)
    x.work(2, start + i * a_day, 480);
  return x;
}

/// `07-01..07-31 08-01..08-31`
std::string windows(scene& x) {
  auto out = std::string{};
  for (const auto& f : x.findings("day_off_1_in_7")) {
    auto day = [](instant at) {
      return to_string(at).substr(5, 5);
    };
    out += (out.empty() ? "" : " ") + day(f.from) + ".."
           + day(f.to - minutes{1});
  }
  return out;
}

BOOST_AUTO_TEST_CASE(by_rotation_pieces_begin_with_the_rotation) {
  auto x = summer(averaging::rotation, "2026-07-10", "2026-09-10");
  BOOST_TEST(windows(x) == "07-10..08-06 08-07..09-03 08-14..09-10");
  auto whole = summer(averaging::rotation, "2026-07-10", "2026-08-09");
  BOOST_TEST(windows(whole) == "07-10..08-09");
}

BOOST_AUTO_TEST_CASE(by_month_the_calendar_cuts) {
  auto x = summer(averaging::calendar_month, "2026-07-10", "2026-09-10");
  BOOST_TEST(windows(x) == "07-10..07-31 08-01..08-31 09-01..09-10");
}

BOOST_AUTO_TEST_CASE(what_a_border_makes_too_short_joins_its_neighbour) {
  auto week = summer(averaging::calendar_month, "2026-07-25", "2026-08-07");
  BOOST_TEST(windows(week) == "07-25..07-31 08-01..08-07");
  auto head = summer(averaging::calendar_month, "2026-07-26", "2026-08-07");
  BOOST_TEST(windows(head) == "07-26..08-07");
  auto tail = summer(averaging::calendar_month, "2026-07-20", "2026-08-06");
  BOOST_TEST(windows(tail) == "07-20..08-06");
  // And what grows too long that way is cut as any rotation.
  auto grown = summer(averaging::calendar_month, "2026-08-01", "2026-09-06");
  BOOST_TEST(windows(grown) == "08-01..08-28 08-10..09-06");
}

BOOST_AUTO_TEST_CASE(by_block_the_programmes_calendar_cuts) {
  auto x = summer(averaging::block, "2026-07-10", "2026-09-10");
  x.where.info.calendar = {2026, scene::day("2026-07-02"), {4, 0, 3, 4}};
  BOOST_TEST(windows(x) == "07-10..07-29 07-30..08-19 08-20..09-10");
  // Days behind the calendar are one cell.
  x.where.info.calendar.lengths = {4};
  BOOST_TEST(windows(x) == "07-10..07-29 07-30..08-26 08-14..09-10");
}

BOOST_AUTO_TEST_CASE(by_pieces_the_programmes_first_day_counts) {
  auto x = summer(averaging::pieces, "2026-07-10", "2026-09-10");
  BOOST_TEST(windows(x) == "07-10..07-28 07-29..08-25 08-26..09-10");
}

BOOST_AUTO_TEST_CASE(a_rotation_may_average_in_its_own_way) {
  auto x = summer(averaging::rotation, "2026-07-10", "2026-09-10");
  x.where.rotations[0].averaging = averaging::calendar_month;
  BOOST_TEST(windows(x) == "07-10..07-31 08-01..08-31 09-01..09-10");
  x.where.rotations[0].averaging = averaging::by_pack;
  BOOST_TEST(windows(x) == "07-10..08-06 08-07..09-03 08-14..09-10");
}

BOOST_AUTO_TEST_CASE(days_without_a_plan_average_as_the_pack_says) {
  auto x = summer(averaging::calendar_month, "2026-07-10", "2026-08-31");
  x.what.plan.clear();
  x.where.info.last = scene::day("2026-08-31");
  BOOST_TEST(windows(x) == "08-01..08-31");
  BOOST_TEST(x.findings("day_off_1_in_7")[0].sentence.find("without a rotation")
             != std::string::npos);
}

/// Two weeks on the ward and two in the ICU next to each other, light on the
/// outside: `minutes_more` more than four times 80 hours within.
scene two_heavy_halves(int minutes_more) {
  auto x = scene{};
  x.where.info.first = scene::day("2026-07-01");
  x.where.info.last = scene::day("2026-08-25");
  x.where.rotations[1].hours_week_max = 80;
  x.plan(2, 1, "2026-07-01", "2026-07-28");
  x.plan(2, 2, "2026-07-29", "2026-08-25");
  for (auto i = 0; i < 24; ++i)
    x.work(2, scene::at("2026-07-16T07:00Z") + i * a_day,
           800 + (i == 23 ? minutes_more : 0));
  return x;
}

BOOST_AUTO_TEST_CASE(four_rolling_weeks_over_80_hours_are_a_warning_only) {
  auto kept = two_heavy_halves(0);
  BOOST_TEST(kept.verdict("rolling_hours") == "kept");
  auto x = two_heavy_halves(1);
  BOOST_TEST(x.verdict("work_hours_80") == "kept");
  auto found = x.findings("rolling_hours");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST((found[0].severity == severity::warning));
  BOOST_TEST(found[0].measured == 320 * 60 + 1);
  BOOST_TEST(found[0].limit == 320 * 60);
  // Five windows hold all of it; the first is said.
  BOOST_TEST(to_string(found[0].from) == "2026-07-12T00:00Z");
  BOOST_TEST(to_string(found[0].to) == "2026-08-09T00:00Z");
  x.pack.rolling_scan = false;
  BOOST_TEST(x.verdict("rolling_hours") == "kept");
}

BOOST_AUTO_TEST_CASE(what_an_average_breaks_is_not_said_twice) {
  auto x = two_heavy_halves(1);
  for (auto i = 0; i < 12; ++i)
    x.work(2, scene::at("2026-07-01T07:00Z") + i * a_day, 900);
  BOOST_TEST(x.verdict("work_hours_80") == "violation");
  BOOST_TEST(x.verdict("rolling_hours") == "kept");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

} // namespace nightfloat::domain
