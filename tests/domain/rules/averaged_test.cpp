// SPDX-License-Identifier: Apache-2.0

// The rules that average: 80 hours a week and one day in seven, on the bound
// and a minute to each side.

#include "tests/support/scene.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(averaged_test)

namespace {

namespace data = boost::unit_test::data;

using test::scene;

constexpr auto a_day = minutes{1440};

struct row {
  int minutes_more;
  const char* verdict;

  friend std::ostream& operator<<(std::ostream& out, const row& x) {
    return out << x.minutes_more << " min more: " << x.verdict;
  }
};

/// `total` minutes in equal shifts from 07:00 on `days` days from `first`.
void spread(scene& x, unsigned who, const char* first, int days, int total) {
  auto start = scene::at(std::string{first} + "T07:00Z");
  for (auto i = 0; i < days; ++i) {
    auto share = total / (days - i);
    x.work(who, start + i * a_day, share);
    total -= share;
  }
}

BOOST_DATA_TEST_CASE(eighty_hours_are_kept_and_a_minute_more_is_not,
                     data::make({row{-1, "notice"}, row{0, "notice"},
                                 row{1, "violation"}, row{-962, "kept"},
                                 row{-960, "notice"}})) {
  auto x = scene{};
  x.plan(1, 1, "2026-07-01", "2026-07-28");
  spread(x, 1, "2026-07-01", 24, 320 * 60 + sample.minutes_more);
  BOOST_TEST(x.verdict("work_hours_80") == sample.verdict);
}

BOOST_DATA_TEST_CASE(an_approved_rotation_may_ask_for_88,
                     data::make({row{0, "notice"}, row{1, "violation"}})) {
  auto x = scene{};
  x.plan(1, 2, "2026-07-01", "2026-07-28");
  spread(x, 1, "2026-07-01", 24, 352 * 60 + sample.minutes_more);
  BOOST_TEST(x.verdict("work_hours_80") == sample.verdict);
}

BOOST_AUTO_TEST_CASE(no_rotation_may_ask_for_more_than_the_pack_allows) {
  auto x = scene{};
  x.where.rotations[1].hours_week_max = 100;
  x.plan(1, 2, "2026-07-01", "2026-07-28");
  spread(x, 1, "2026-07-01", 24, 352 * 60 + 1);
  BOOST_TEST(x.verdict("work_hours_80") == "violation");
}

BOOST_AUTO_TEST_CASE(a_rotation_that_allows_less_than_80_is_the_packs_own) {
  auto said = [](int hours) {
    auto x = scene{};
    x.where.rotations[1].hours_week_max = 60;
    x.plan(1, 2, "2026-07-01", "2026-07-28");
    spread(x, 1, "2026-07-01", 24, 4 * hours * 60);
    auto found = x.findings("work_hours_80");
    BOOST_REQUIRE(found.size() == 1U);
    BOOST_TEST(found[0].limit == 4 * 60 * 60);
    return scene::name(found[0].severity) + ", " + found[0].clause;
  };
  BOOST_TEST(said(61) == "policy, programme policy");
  BOOST_TEST(said(80) == "policy, programme policy");
  BOOST_TEST(said(81) == "violation, CPR VI.F.1 (6.20)");
}

BOOST_DATA_TEST_CASE(leave_is_in_neither_side_of_the_average,
                     data::make({row{0, "notice"}, row{1, "violation"}})) {
  auto x = scene{};
  x.plan(1, 1, "2026-07-01", "2026-07-28");
  x.leave(1, "2026-07-22", "2026-07-28");
  spread(x, 1, "2026-07-01", 18, 240 * 60 + sample.minutes_more);
  BOOST_TEST(x.verdict("work_hours_80") == sample.verdict);
}

BOOST_AUTO_TEST_CASE(leave_that_is_not_approved_changes_nothing) {
  auto x = scene{};
  x.plan(1, 1, "2026-07-01", "2026-07-28");
  x.leave(1, "2026-07-22", "2026-07-28", absence_status::pending);
  spread(x, 1, "2026-07-01", 18, 241 * 60);
  BOOST_TEST(x.verdict("work_hours_80") == "kept");
}

BOOST_AUTO_TEST_CASE(a_heavy_rotation_cannot_hide_behind_a_light_one) {
  auto x = scene{};
  x.plan(1, 1, "2026-07-01", "2026-07-14");
  x.plan(1, 4, "2026-07-15", "2026-07-28");
  spread(x, 1, "2026-07-01", 12, 161 * 60);
  auto found = x.findings("work_hours_80");
  BOOST_REQUIRE(!found.empty());
  BOOST_TEST((found[0].severity == severity::violation));
  BOOST_TEST(found[0].measured == 161 * 60);
  BOOST_TEST(found[0].limit == 160 * 60);
  BOOST_TEST(to_string(found[0].to) == "2026-07-15T00:00Z");
  BOOST_TEST(found[0].sentence.find("take 1 h off") != std::string::npos,
             found[0].sentence);
}

BOOST_AUTO_TEST_CASE(weeks_of_one_rotation_are_one_instance) {
  auto x = scene{};
  x.plan(1, 1, "2026-07-01", "2026-07-07");
  x.plan(1, 1, "2026-07-08", "2026-07-14");
  spread(x, 1, "2026-07-01", 6, 90 * 60);
  BOOST_TEST(x.verdict("work_hours_80") == "kept");
}

BOOST_AUTO_TEST_CASE(a_night_across_the_border_counts_on_both_sides) {
  auto x = scene{};
  x.plan(1, 1, "2026-07-01", "2026-07-07");
  x.plan(1, 2, "2026-07-08", "2026-07-14");
  spread(x, 1, "2026-07-01", 5, 75 * 60);
  x.work(1, scene::at("2026-07-07T19:00Z"), 12 * 60);
  BOOST_TEST(x.verdict("work_hours_80") == "notice");
  x.work(1, scene::at("2026-07-07T18:59Z"), 1);
  BOOST_TEST(x.verdict("work_hours_80") == "violation");
}

BOOST_AUTO_TEST_CASE(a_long_rotation_ends_with_its_last_28_days) {
  auto x = scene{};
  x.where.info.last = scene::day("2026-08-10");
  x.plan(1, 1, "2026-07-01", "2026-08-10");
  // Forty-one days: the second window is the last 28, from 14 July on.
  spread(x, 1, "2026-07-14", 26, 320 * 60 + 1);
  auto found = x.findings("work_hours_80");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(to_string(found[0].from) == "2026-07-14T00:00Z");
  BOOST_TEST(to_string(found[0].to) == "2026-08-11T00:00Z");
}

BOOST_AUTO_TEST_CASE(standby_at_home_is_no_work_but_being_called_in_is) {
  auto x = scene{};
  x.plan(1, 1, "2026-07-01", "2026-07-28");
  for (auto i = 0; i < 28; ++i)
    x.work(1, scene::at("2026-07-01T00:00Z") + i * a_day, 1440,
           duty_kind::at_home_call);
  BOOST_TEST(x.verdict("work_hours_80") == "kept");
  for (auto i = 0; i < 28; ++i)
    x.work(1, scene::at("2026-07-01T00:00Z") + i * a_day, 11 * 60 + 26,
           duty_kind::called_in);
  BOOST_TEST(x.verdict("work_hours_80") == "violation");
}

BOOST_AUTO_TEST_CASE(work_that_overlaps_is_counted_once) {
  auto x = scene{};
  x.plan(1, 1, "2026-07-01", "2026-07-28");
  for (auto twice = 0; twice < 2; ++twice)
    spread(x, 1, "2026-07-01", 24, 300 * 60);
  BOOST_TEST(x.verdict("work_hours_80") == "kept");
}

BOOST_AUTO_TEST_CASE(the_autumn_night_is_an_hour_longer) {
  auto x = scene{"America/Chicago"};
  x.where.info.first = scene::day("2026-10-26");
  x.where.info.last = scene::day("2026-11-01");
  x.plan(1, 1, "2026-10-26", "2026-11-01");
  spread(x, 1, "2026-10-26", 5, 68 * 60);
  // 19:00 to 07:00 on the wall is thirteen hours; its window too is longer.
  x.work(1, scene::at("2026-11-01T00:00Z"), 13 * 60);
  auto found = x.findings("work_hours_80");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found[0].measured == 81 * 60);
  BOOST_TEST((found[0].to - found[0].from).count() == 7 * 1440 + 60);
}

/// Works every day from 07:00 to 19:00 but on the days of `off`.
scene with_days_off(std::initializer_list<int> off) {
  auto x = scene{};
  x.plan(1, 1, "2026-07-01", "2026-07-28");
  for (auto i = 0; i < 28; ++i)
    if (std::ranges::find(off, i) == off.end())
      x.work(1, scene::at("2026-07-01T07:00Z") + i * a_day, 720);
  return x;
}

BOOST_AUTO_TEST_CASE(four_days_off_in_four_weeks_keep_the_rule_wherever) {
  BOOST_TEST(with_days_off({6, 13, 20, 27}).verdict("day_off_1_in_7")
             == "kept");
  BOOST_TEST(with_days_off({0, 1, 2, 3}).verdict("day_off_1_in_7") == "kept");
  auto three = with_days_off({6, 13, 20});
  auto found = three.findings("day_off_1_in_7");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST((found[0].severity == severity::violation));
  BOOST_TEST(found[0].measured == 3);
  BOOST_TEST(found[0].limit == 4);
}

BOOST_DATA_TEST_CASE(a_free_day_is_twenty_four_hours_and_no_minute_less,
                     data::make({row{-1, "violation"}, row{0, "kept"},
                                 row{1, "kept"}})) {
  auto x = scene{};
  x.plan(1, 1, "2026-07-01", "2026-07-07");
  auto first = scene::at("2026-07-01T00:00Z");
  auto free = 1440 + sample.minutes_more;
  x.work(1, first, 3 * 1440 - 300);
  x.work(1, first + minutes{3 * 1440 - 300 + free},
         7 * 1440 - (3 * 1440 - 300 + free));
  BOOST_TEST(x.verdict("day_off_1_in_7") == sample.verdict);
}

BOOST_AUTO_TEST_CASE(a_gap_of_sixty_hours_is_two_days) {
  auto x = scene{};
  x.plan(1, 1, "2026-07-01", "2026-07-14");
  auto first = scene::at("2026-07-01T00:00Z");
  x.work(1, first, 4 * 1440);
  x.work(1, first + minutes{4 * 1440 + 60 * 60}, 10 * 1440 - 60 * 60);
  BOOST_TEST(x.verdict("day_off_1_in_7") == "kept");
}

BOOST_AUTO_TEST_CASE(a_day_on_standby_is_not_free) {
  auto x = with_days_off({6, 13, 20, 27});
  x.work(1, scene::at("2026-07-07T12:00Z"), 60, duty_kind::at_home_call);
  BOOST_TEST(x.verdict("day_off_1_in_7") == "violation");
}

BOOST_AUTO_TEST_CASE(leave_gives_no_days_off_and_asks_for_none) {
  auto x = with_days_off({6, 13, 20, 21, 22, 23, 24, 25, 26, 27});
  x.leave(1, "2026-07-22", "2026-07-28");
  BOOST_TEST(x.verdict("day_off_1_in_7") == "kept");
  auto y = with_days_off({6, 13, 21, 22, 23, 24, 25, 26, 27});
  y.leave(1, "2026-07-22", "2026-07-28");
  BOOST_TEST(y.verdict("day_off_1_in_7") == "violation");
}

BOOST_AUTO_TEST_CASE(less_than_one_in_seven_exactly_is_a_warning) {
  auto x = scene{};
  x.where.info.last = scene::day("2026-07-30");
  x.plan(1, 1, "2026-07-01", "2026-07-30");
  for (auto i = 0; i < 30; ++i)
    if (i % 7 != 6)
      x.work(1, scene::at("2026-07-01T07:00Z") + i * a_day, 720);
  BOOST_TEST(x.verdict("day_off_1_in_7") == "warning");
}

BOOST_AUTO_TEST_CASE(faculty_have_no_work_hour_rules) {
  auto x = scene{};
  for (auto i = 0; i < 28; ++i)
    x.work(11, scene::at("2026-07-01T00:00Z") + i * a_day, 1440);
  BOOST_TEST(x.verdict("work_hours_80") == "kept");
  BOOST_TEST(x.verdict("day_off_1_in_7") == "kept");
  BOOST_TEST(x.verdict("continuous_24_4") == "kept");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

} // namespace nightfloat::domain
