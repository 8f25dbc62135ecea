// SPDX-License-Identifier: Apache-2.0
#include "domain/compare/rosters.hpp"
#include "tests/support/random_scene.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(rosters_test)

namespace {

using test::random_scene;
using test::scene;
using enum duty_kind;

/// Ten days of ward work of R2, and a roster that may differ from it.
struct pair : scene {
  roster other;
  programme elsewhere;

  pair() {
    for (auto i = 0; i < 10; ++i)
      work(2, at("2026-07-06T07:00Z") + minutes{i * 1'440}, 720, clinical, 1);
    sort(where);
    sort(what);
    other = what;
    elsewhere = where;
  }

  roster_comparison compare() {
    sort(other);
    auto out = compare_rosters({where, what}, {elsewhere, other}, all());
    BOOST_REQUIRE_MESSAGE(out, out.error().detail);
    return *out;
  }

  duty& one(int day) {
    auto start = at("2026-07-06T07:00Z") + minutes{day * 1'440};
    return *std::ranges::find(other.duties, start, &duty::start);
  }
};

BOOST_FIXTURE_TEST_SUITE(rosters, pair)

BOOST_AUTO_TEST_CASE(equal_rosters_differ_in_nothing) {
  auto x = compare();
  BOOST_TEST(x.cells == 10U);
  BOOST_TEST(x.changed == 0U);
  BOOST_TEST(x.permille == 0U);
  BOOST_TEST(x.changes.empty());
  BOOST_TEST(x.people.empty());
  BOOST_TEST(x.gone.empty());
  BOOST_TEST(x.come.empty());
  BOOST_TEST((x.before == x.after));
  BOOST_TEST(!is_over_churn(x));
}

BOOST_AUTO_TEST_CASE(a_shift_that_passed_on_is_two_cells) {
  one(2).person = {3};
  auto x = compare();
  BOOST_TEST(x.cells == 11U);
  BOOST_TEST(x.changed == 2U);
  BOOST_TEST(x.permille == 182U);
  BOOST_REQUIRE(x.changes.size() == 2U);
  BOOST_TEST(x.changes[0].person == "R2");
  BOOST_TEST(x.changes[0].before == "ward-day 07:00-19:00");
  BOOST_TEST(x.changes[0].after.empty());
  BOOST_TEST(x.changes[1].person == "R3");
  BOOST_TEST(x.changes[1].after == "ward-day 07:00-19:00");
  BOOST_REQUIRE(x.people.size() == 2U);
  // All of R3's one cell, a tenth of R2's.
  BOOST_TEST(x.people[0].person == "R3");
  BOOST_TEST(x.people[0].permille == 1'000U);
  BOOST_TEST(x.people[1].permille == 100U);
  BOOST_TEST(is_over_churn(x));
}

BOOST_AUTO_TEST_CASE(a_fifth_of_all_is_not_over_and_more_is) {
  for (auto day : {0, 1})
    one(day).end += minutes{60};
  auto x = compare();
  BOOST_TEST(x.permille == churn_all_max);
  BOOST_TEST(!is_over_churn(x));
  one(2).end += minutes{60};
  x = compare();
  BOOST_TEST(x.permille == 300U);
  BOOST_TEST(is_over_churn(x));
}

BOOST_AUTO_TEST_CASE(numbers_of_shifts_and_people_do_not_count) {
  for (auto& work : other.duties)
    work.shift.value += 1'000;
  for (auto& who : elsewhere.people)
    who.id.value += 50;
  for (auto& work : other.duties)
    work.person.value += 50;
  auto x = compare();
  BOOST_TEST(x.changed == 0U);
  BOOST_TEST(x.come.empty());
  BOOST_TEST(x.gone.empty());
}

BOOST_AUTO_TEST_CASE(another_time_or_template_is_another_cell) {
  one(0).start += minutes{30};
  one(1).from = {};
  auto x = compare();
  BOOST_TEST(x.changed == 2U);
  BOOST_TEST(x.changes[0].after == "ward-day 07:30-19:00");
  BOOST_TEST(x.changes[1].after == "07:00-19:00");
}

BOOST_AUTO_TEST_CASE(who_is_in_one_alone_is_named) {
  elsewhere.people.push_back({.id = {77}, .code = "NEW"});
  std::erase_if(elsewhere.people,
                [](const person& x) { return x.code == "F2"; });
  auto x = compare();
  BOOST_TEST(x.people_new == std::vector<std::string>{"NEW"});
  BOOST_TEST(x.people_gone == std::vector<std::string>{"F2"});
}

BOOST_AUTO_TEST_CASE(open_places_findings_and_spread_are_told_of_both) {
  std::erase(other.duties, one(4));
  other.duties.push_back(one(5));
  other.duties.back().shift = {500};
  auto x = compare();
  BOOST_TEST(x.after.open_places == x.before.open_places + 1);
  auto is_open = [](const open_demand& one) {
    return one.shift == "ward-day" && one.day == day("2026-07-10");
  };
  BOOST_TEST(std::ranges::count_if(x.before.open, is_open) == 0);
  BOOST_TEST(std::ranges::count_if(x.after.open, is_open) == 1);
  auto count = [](const std::vector<finding>& all, const std::string& rule) {
    return std::ranges::count(all, rule, &finding::rule);
  };
  BOOST_TEST(count(x.come, "double_booking") == 1);
  BOOST_TEST(count(x.come, "coverage") == 1);
  BOOST_TEST(count(x.gone, "double_booking") == 0);
  auto back = compare_rosters({elsewhere, other}, {where, what}, all());
  BOOST_REQUIRE(back);
  BOOST_TEST(back->gone.size() == x.come.size());
  BOOST_TEST(back->come.size() == x.gone.size());
  auto pgy2 = std::ranges::find(x.after.groups, std::string{"PGY-2"},
                                &group_spread::group);
  BOOST_REQUIRE((pgy2 != x.after.groups.end()));
  BOOST_TEST(pgy2->people == 1U);
  BOOST_TEST(pgy2->high.minutes == 10 * 720);
  // Nine days now, on two of which is a week-end.
  BOOST_TEST(pgy2->high.weekends == 1);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_compared_is_refused) {
  auto got = compare_rosters({where, what}, {elsewhere, other},
                             {day("2026-07-08"), day("2026-07-01")});
  BOOST_REQUIRE(!got);
  BOOST_TEST((got.error().code == ec::invalid_argument));
  elsewhere.info.zone = "Mars/Base";
  got = compare_rosters({where, what}, {elsewhere, other}, all());
  BOOST_REQUIRE(!got);
  BOOST_TEST((got.error().code == ec::not_found));
}

BOOST_AUTO_TEST_SUITE_END()

/// Four weeks of the ward for each of three.
struct planned : pair {
  planned() {
    for (auto who : {1U, 2U, 3U})
      plan(who, 1, "2026-07-01", "2026-07-28");
    for (auto& on : where.rotations)
      on.people_max = 9;
    sort(what);
    other = what;
    elsewhere = where;
  }

  /// R3 is on that rotation from that day on.
  void go(unsigned rotation, const char* from) {
    other.plan.back().last = day(from) - one_day;
    other.plan.push_back({.person = {3},
                          .rotation = {rotation},
                          .first = day(from),
                          .last = day("2026-07-28")});
  }
};

BOOST_FIXTURE_TEST_SUITE(plans, planned)

BOOST_AUTO_TEST_CASE(a_week_on_another_rotation_is_another_cell) {
  BOOST_TEST(compare().cells == 10U + 3U * 4U);
  BOOST_TEST(compare().changed == 0U);
  go(2, "2026-07-15");
  auto x = compare();
  BOOST_TEST(x.cells == 22U);
  BOOST_TEST(x.changed == 2U);
  BOOST_REQUIRE(x.changes.size() == 2U);
  BOOST_TEST(x.changes[0].person == "R3");
  BOOST_TEST((x.changes[0].day == day("2026-07-15")));
  BOOST_TEST(x.changes[0].before == "rotation WARD");
  BOOST_TEST(x.changes[0].after == "rotation ICU");
  BOOST_REQUIRE(x.people.size() == 1U);
  BOOST_TEST(x.people[0].permille == 500U);
}

BOOST_AUTO_TEST_CASE(a_part_of_a_week_is_another_cell_too) {
  other.plan.back().last = day("2026-07-23");
  auto x = compare();
  BOOST_REQUIRE(x.changes.size() == 1U);
  BOOST_TEST((x.changes[0].day == day("2026-07-22")));
  BOOST_TEST(x.changes[0].before == "rotation WARD");
  BOOST_TEST(x.changes[0].after == "rotation WARD 2026-07-22 to 2026-07-23");
  go(2, "2026-07-24");
  x = compare();
  BOOST_REQUIRE(x.changes.size() == 1U);
  BOOST_TEST(x.changes[0].after
             == "rotation WARD 2026-07-22 to 2026-07-23, rotation ICU "
                "2026-07-24 to 2026-07-28");
}

BOOST_AUTO_TEST_CASE(weeks_are_those_of_the_block_calendar) {
  where.info.calendar = {2026, day("2026-07-06"), {3}};
  go(2, "2026-07-13");
  auto x = compare();
  BOOST_REQUIRE(x.changes.size() == 2U);
  BOOST_TEST((x.changes[0].day == day("2026-07-13")));
  BOOST_TEST((x.changes[1].day == day("2026-07-20")));
}

BOOST_AUTO_TEST_CASE(rotations_are_matched_by_their_codes_and_rows_joined) {
  for (auto& who : elsewhere.people)
    who.id.value += 50;
  for (auto& on : elsewhere.rotations)
    on.id.value += 100;
  for (auto& shift : elsewhere.templates)
    shift.rotation.value += 100;
  go(1, "2026-07-10");
  for (auto& work : other.duties)
    work.person.value += 50;
  for (auto& row : other.plan) {
    row.person.value += 50;
    row.rotation.value += 100;
  }
  BOOST_TEST(compare().changed == 0U);
}

BOOST_AUTO_TEST_CASE(what_a_plan_lacks_is_told_of_both) {
  for (auto* one : {&where, &elsewhere})
    one->rotations[1].people_min = 1;
  other.plan.back().rotation = {2};
  auto x = compare();
  BOOST_TEST((x.before.plan_gaps == 1U));
  BOOST_TEST((x.after.plan_gaps == 0U));
  // Two years and more are beyond any plan.
  auto far = window{where.info.first, day("2029-06-30")};
  where.info.last = elsewhere.info.last = far.last;
  auto long_ones = compare_rosters({where, what}, {elsewhere, other}, far);
  BOOST_REQUIRE(long_ones);
  BOOST_TEST(!long_ones->before.plan_gaps.has_value());
}

BOOST_AUTO_TEST_SUITE_END()

struct tallied : scene {
  work_tally tally(unsigned who) {
    sort(where);
    sort(what);
    auto context = rule_context::make(where, pack);
    return tally_of(*context, where.holidays, duties_of(what, {who}), all());
  }
};

BOOST_FIXTURE_TEST_SUITE(tally, tallied)

BOOST_AUTO_TEST_CASE(a_night_is_work_at_three) {
  work(1, at("2026-07-06T19:00Z"), 8 * 60);
  BOOST_TEST(tally(1).nights == 0);
  work(1, at("2026-07-07T19:00Z"), 8 * 60 + 1);
  BOOST_TEST(tally(1).nights == 1);
  // Two duties of one night, and a day and a half.
  work(1, at("2026-07-08T02:00Z"), 120);
  BOOST_TEST(tally(1).nights == 1);
  work(1, at("2026-07-10T03:00Z"), 25 * 60);
  BOOST_TEST(tally(1).nights == 3);
}

BOOST_AUTO_TEST_CASE(standby_at_home_counts_as_nothing) {
  work(1, at("2026-07-11T00:00Z"), 1'440, at_home_call);
  BOOST_TEST((tally(1) == work_tally{}));
}

BOOST_AUTO_TEST_CASE(a_weekend_counts_once_and_a_holiday_by_the_day) {
  where.holidays.push_back({.day = day("2026-07-13"), .name = "a Monday"});
  work(1, at("2026-07-11T07:00Z"), 600);
  work(1, at("2026-07-12T07:00Z"), 600);
  auto x = tally(1);
  BOOST_TEST(x.weekends == 1);
  BOOST_TEST(x.holidays == 0);
  BOOST_TEST(x.minutes == 1'200);
  // Sunday's night reaches into the holiday.
  work(1, at("2026-07-12T19:00Z"), 720);
  work(1, at("2026-07-18T19:00Z"), 60);
  x = tally(1);
  BOOST_TEST(x.weekends == 2);
  BOOST_TEST(x.holidays == 1);
}

BOOST_AUTO_TEST_CASE(a_holiday_and_the_day_it_is_observed_on_are_one) {
  where.holidays.push_back({.day = day("2026-07-04"), .name = "a Saturday"});
  work(1, at("2026-07-03T07:00Z"), 600);
  BOOST_TEST(tally(1).holidays == 1);
  work(1, at("2026-07-04T07:00Z"), 600);
  BOOST_TEST(tally(1).holidays == 1);
  // The day before is another holiday, which comes first on its own day.
  where.holidays.push_back({.day = day("2026-07-03"), .name = "a Friday"});
  BOOST_TEST(tally(1).holidays == 2);
}

BOOST_AUTO_TEST_CASE(a_spread_is_from_the_lowest_to_the_highest) {
  auto all = std::vector<work_tally>{{.minutes = 60, .nights = 3},
                                     {.minutes = 121, .nights = 1}};
  auto x = spread_of("g", all);
  BOOST_TEST(x.people == 2U);
  BOOST_TEST(x.low.minutes == 60);
  BOOST_TEST(x.mean.minutes == 90);
  BOOST_TEST(x.high.minutes == 121);
  BOOST_TEST(x.low.nights == 1);
  BOOST_TEST(distance(all[0], x.mean) == 30 + 480);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(compared_backwards_all_is_told_the_other_way_round) {
  auto seed = test::seed_or(1);
  for (auto i = std::size_t{0}; i < test::count_or(30); ++i, ++seed) {
    auto a = random_scene(seed, 30);
    auto b = random_scene(seed, 30);
    auto roll = test::dice{seed + 1};
    std::erase_if(b.what.duties, [&](const duty&) { return roll.one_in(4); });
    auto there = compare_rosters({a.where, a.what}, {b.where, b.what}, a.all());
    auto back = compare_rosters({b.where, b.what}, {a.where, a.what}, a.all());
    BOOST_TEST_CONTEXT("NIGHTFLOAT_SEED=" << seed << " NIGHTFLOAT_COUNT=1") {
      BOOST_REQUIRE(there);
      BOOST_REQUIRE(back);
      BOOST_TEST(there->changed == back->changed);
      BOOST_TEST(there->cells == back->cells);
      BOOST_TEST((there->before == back->after));
      BOOST_TEST(there->come.size() == back->gone.size());
      BOOST_TEST(there->after.findings + there->gone.size()
                 == there->before.findings + there->come.size());
      auto sum = std::uint32_t{0};
      for (const auto& one : there->people)
        sum += one.changed;
      BOOST_TEST(sum == there->changed);
      BOOST_TEST(there->changes.size() == there->changed);
    }
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE_END()

} // namespace nightfloat::domain
