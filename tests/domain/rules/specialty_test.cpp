// SPDX-License-Identifier: Apache-2.0

// What packs add to the common requirements: hours of a week, length of a
// shift, rest as long as it, days in a row, free days by week or by calendar,
// other limits for some PGYs.

#include "domain/rules/what_if.hpp"
#include "tests/support/scene.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(specialty_test)

namespace {

namespace data = boost::unit_test::data;

using test::scene;
using enum duty_kind;

constexpr auto a_day = minutes{1440};

struct row {
  int more;
  const char* verdict;

  friend std::ostream& operator<<(std::ostream& out, const row& x) {
    return out << x.more << ": " << x.verdict;
  }
};

scene emergency() {
  auto x = scene{};
  x.pack = emergency_medicine();
  return x;
}

/// Monday 6 July to Saturday, 12 hours each from 07:00 and so much more.
void six_days(scene& x, duty_kind kind, int each, int more) {
  for (auto i = 0; i < 6; ++i)
    x.work(2, scene::at("2026-07-06T07:00Z") + i * a_day,
           each + (i == 5 ? more : 0), kind);
}

BOOST_DATA_TEST_CASE(a_week_has_72_hours_in_all,
                     data::make({row{0, "kept"}, row{1, "violation"}})) {
  auto x = emergency();
  six_days(x, education, 720, sample.more);
  BOOST_TEST(x.verdict("weekly_hours") == sample.verdict);
}

BOOST_AUTO_TEST_CASE(a_rest_that_is_broken_by_a_call_in_belongs_to_its_day) {
  auto x = emergency();
  x.work(2, scene::at("2026-07-06T07:00Z"), 720);
  x.work(2, scene::at("2026-07-07T00:30Z"), 60, called_in);
  x.work(2, scene::at("2026-07-07T06:30Z"), 60);
  sort(x.what);
  // Asked about the first day alone, when the next shift is not of it.
  auto first = scene::day("2026-07-06");
  auto said = validate(x.where, x.what, x.pack, {first, first});
  BOOST_TEST(std::ranges::count(said, "rest", &finding::rule) == 1);
  auto before = first - date::duration{1};
  said = validate(x.where, x.what, x.pack, {before, before});
  BOOST_TEST(std::ranges::count(said, "rest", &finding::rule) == 0);
}

BOOST_DATA_TEST_CASE(and_60_with_patients,
                     data::make({row{0, "kept"}, row{1, "violation"}})) {
  auto x = emergency();
  six_days(x, clinical, 600, sample.more);
  x.work(2, scene::at("2026-07-06T17:00Z"), 120, administrative);
  auto found = x.findings("weekly_hours");
  BOOST_TEST(x.verdict("weekly_hours") == sample.verdict);
  if (!found.empty()) {
    BOOST_TEST(found[0].measured == 60 * 60 + 1);
    BOOST_TEST(found[0].limit == 60 * 60);
    BOOST_TEST(found[0].sentence.find("with patients") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_week_is_monday_to_sunday_at_the_site) {
  auto x = scene{"America/Chicago"};
  x.pack = emergency_medicine();
  for (auto i = 0; i < 6; ++i)
    x.work(2, scene::at("2026-07-06T13:00Z") + i * a_day, 720, education);
  x.work(2, scene::at("2026-07-13T05:00Z"), 60, education);
  BOOST_TEST(x.verdict("weekly_hours") == "kept");
  x.work(2, scene::at("2026-07-13T04:59Z"), 1, education);
  BOOST_TEST(x.verdict("weekly_hours") == "violation");
}

BOOST_AUTO_TEST_CASE(both_weekly_limits_may_be_broken_at_once) {
  auto x = emergency();
  six_days(x, clinical, 721, 0);
  BOOST_TEST(x.verdict("weekly_hours") == "violation violation");
}

BOOST_DATA_TEST_CASE(a_shift_is_twelve_hours,
                     data::make({row{0, "kept"}, row{1, "violation"},
                                 row{-1, "kept"}})) {
  auto x = emergency();
  x.work(2, scene::at("2026-07-06T07:00Z"), 720 + sample.more);
  BOOST_TEST(x.verdict("shift_length") == sample.verdict);
}

BOOST_AUTO_TEST_CASE(two_shifts_that_touch_are_as_long_as_one) {
  auto x = emergency();
  x.work(2, scene::at("2026-07-06T07:00Z"), 600);
  x.work(2, scene::at("2026-07-06T17:00Z"), 121);
  auto found = x.findings("shift_length");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found[0].measured == 721);
  BOOST_TEST(found[0].sentence.find("end it by 2026-07-06 19:00")
               != std::string::npos,
             found[0].sentence);
}

BOOST_AUTO_TEST_CASE(transition_at_its_end_and_call_are_no_shift) {
  auto x = emergency();
  x.work(2, scene::at("2026-07-06T07:00Z"), 720);
  x.work(2, scene::at("2026-07-06T19:00Z"), 60, transition);
  x.work(3, scene::at("2026-07-06T07:00Z"), 1440, in_house_call);
  BOOST_TEST(x.verdict("shift_length") == "kept");
}

BOOST_DATA_TEST_CASE(rest_is_as_long_as_the_shift,
                     data::make({row{600, "kept"}, row{599, "violation"},
                                 row{601, "kept"}})) {
  auto x = emergency();
  x.work(2, scene::at("2026-07-06T07:00Z"), 600);
  x.work(2, scene::at("2026-07-06T17:00Z") + minutes{sample.more}, 300);
  BOOST_TEST(x.verdict("rest") == sample.verdict);
}

BOOST_AUTO_TEST_CASE(after_a_short_shift_eight_hours_are_still_a_should) {
  auto x = emergency();
  x.work(2, scene::at("2026-07-06T07:00Z"), 240);
  x.work(2, scene::at("2026-07-06T11:00Z") + minutes{479}, 240);
  auto found = x.findings("rest");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST((found[0].severity == severity::warning));
  BOOST_TEST(found[0].clause == "CPR VI.F.2.a (6.21)");
}

/// Works every day of July's first three whole weeks but on those of `off`.
scene weeks_without(std::initializer_list<int> off) {
  auto x = emergency();
  x.where.info.first = scene::day("2026-07-06");
  x.where.info.last = scene::day("2026-07-26");
  x.plan(2, 1, "2026-07-06", "2026-07-26");
  for (auto i = 0; i < 21; ++i)
    if (std::ranges::find(off, i) == off.end())
      x.work(2, scene::at("2026-07-06T07:00Z") + i * a_day, 480);
  return x;
}

BOOST_AUTO_TEST_CASE(one_day_in_seven_is_not_averaged_there) {
  BOOST_TEST(weeks_without({0, 13, 20}).verdict("day_off_1_in_7") == "kept");
  auto x = weeks_without({0, 1, 20});
  auto found = x.findings("day_off_1_in_7");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST((found[0].severity == severity::violation));
  BOOST_TEST(found[0].clause == "specialty requirements");
  BOOST_TEST(to_string(found[0].from) == "2026-07-13T00:00Z");
  BOOST_TEST(to_string(found[0].to) == "2026-07-20T00:00Z");
  x.pack.free_weekly = false;
  BOOST_TEST(x.verdict("day_off_1_in_7") == "kept");
}

BOOST_AUTO_TEST_CASE(where_weeks_have_their_own_the_average_must_hold_too) {
  auto x = weeks_without({20});
  auto found = x.findings("day_off_1_in_7");
  BOOST_REQUIRE(found.size() == 3U);
  BOOST_TEST(found[0].clause == "specialty requirements");
  BOOST_TEST(found[1].clause == "CPR VI.F.2.c (6.21.b)");
  BOOST_TEST(found[1].measured == 1);
  BOOST_TEST(found[1].limit == 3);
  BOOST_TEST(found[2].clause == "specialty requirements");
}

/// R2 breaks the house's own limits; `more` of it breaks ACGME's as well.
scene strict(std::string_view rule, bool more) {
  auto x = scene{};
  x.pack.limits = {.hours_week_max = 76,
                   .free_every_days = 5,
                   .continuous_minutes_max = 960,
                   .transition_minutes_max = 60,
                   .rest_minutes = 600,
                   .rest_after_call_minutes = 1000,
                   .call_every_nights = 4};
  x.plan(2, 1, "2026-07-01", "2026-07-28");
  auto first = scene::at("2026-07-01T07:00Z");
  if (rule == "work_hours_80")
    for (auto i = 0; i < 24; ++i)
      x.work(2, first + i * a_day, more ? 801 : 770);
  if (rule == "day_off_1_in_7")
    for (auto i = 0; i < (more ? 25 : 24); ++i)
      x.work(2, first + i * a_day, 480);
  if (rule == "in_house_call")
    for (auto i = 0; i < (more ? 10 : 8); ++i)
      x.work(2, first + i * 2 * a_day, 600, in_house_call);
  if (rule == "continuous_24_4") {
    x.work(2, first, more ? 1440 : 960);
    x.work(2, first + minutes{more ? 1440 : 960}, more ? 241 : 61, transition);
  }
  if (rule == "rest") {
    x.work(2, first, 1440, in_house_call);
    x.work(2, first + minutes{1440 + (more ? 839 : 999)}, 480);
  }
  return x;
}

BOOST_DATA_TEST_CASE(a_house_is_broken_before_acgme_is,
                     data::make({"work_hours_80", "day_off_1_in_7",
                                 "in_house_call", "continuous_24_4", "rest"})) {
  auto x = strict(sample, false);
  auto found = x.findings(sample);
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST((found[0].severity == severity::policy));
  BOOST_TEST(found[0].clause == "programme policy");
  x.pack.own_severity = severity::violation;
  BOOST_TEST(x.findings(sample)[0].clause == "specialty requirements");
  auto worse = strict(sample, true).findings(sample);
  BOOST_REQUIRE(worse.size() == 1U);
  BOOST_TEST((worse[0].severity == severity::violation));
  BOOST_TEST(worse[0].clause.starts_with("CPR VI.F."));
}

BOOST_AUTO_TEST_CASE(less_than_eight_hours_break_the_houses_ten) {
  auto x = scene{};
  x.pack.limits.rest_minutes = 600;
  x.work(2, scene::at("2026-07-06T07:00Z"), 720);
  x.work(2, scene::at("2026-07-06T19:00Z") + minutes{479}, 240);
  BOOST_TEST(x.verdict("rest") == "policy");
}

BOOST_AUTO_TEST_CASE(a_week_with_leave_asks_for_no_day_off) {
  auto x = weeks_without({0, 13});
  x.leave(2, "2026-07-26", "2026-07-26");
  x.what.duties.pop_back();
  BOOST_TEST(x.verdict("day_off_1_in_7") == "kept");
}

BOOST_AUTO_TEST_CASE(a_day_of_the_calendar_may_be_what_is_free) {
  auto x = scene{};
  x.plan(2, 1, "2026-07-01", "2026-07-07");
  x.pack.free_calendar_days = true;
  // Free from Saturday 00:00 to Sunday 00:00, and no minute more.
  x.work(2, scene::at("2026-07-01T00:00Z"), 3 * 1440);
  x.work(2, scene::at("2026-07-05T00:00Z"), 3 * 1440);
  BOOST_TEST(x.verdict("day_off_1_in_7") == "kept");
  x.what.duties[1].start -= minutes{1};
  BOOST_TEST(x.verdict("day_off_1_in_7") == "violation");
  // From noon to noon is one day off, but for who counts whole days.
  x.what.duties[0].end += minutes{720};
  x.what.duties[1].start += minutes{721};
  BOOST_TEST(x.verdict("day_off_1_in_7") == "violation");
  x.pack.free_calendar_days = false;
  BOOST_TEST(x.verdict("day_off_1_in_7") == "kept");
}

BOOST_AUTO_TEST_CASE(a_calendar_day_may_have_23_hours) {
  auto x = scene{"America/Chicago"};
  x.where.info.first = scene::day("2027-03-08");
  x.where.info.last = scene::day("2027-03-14");
  x.plan(2, 1, "2027-03-08", "2027-03-14");
  // Clocks go forward on Sunday the 14th.
  x.work(2, scene::at("2027-03-08T06:00Z"), 6 * 1440);
  BOOST_TEST(x.verdict("day_off_1_in_7") == "violation");
  x.pack.free_calendar_days = true;
  BOOST_TEST(x.verdict("day_off_1_in_7") == "kept");
}

BOOST_DATA_TEST_CASE(a_house_may_count_days_in_a_row,
                     data::make({row{6, "kept"}, row{7, "policy"}})) {
  auto x = scene{};
  x.pack = house_strict();
  for (auto i = 0; i < sample.more; ++i)
    x.work(2, scene::at("2026-07-06T07:00Z") + i * a_day, 480);
  // Standby is no day of work.
  x.work(2, scene::at("2026-07-05T07:00Z"), 480, at_home_call);
  BOOST_TEST(x.verdict("consecutive_days") == sample.verdict);
  x.pack = acgme_2025();
  BOOST_TEST(x.verdict("consecutive_days") == "kept");
}

BOOST_AUTO_TEST_CASE(limits_of_pgy_1_hold_for_them_alone) {
  auto x = scene{};
  x.pack = house_strict();
  for (auto who : {1U, 2U})
    x.work(who, scene::at("2026-07-06T07:00Z"), 961);
  auto found = x.findings("shift_length");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found[0].person == person_id{1});
  x.where.people[0].pgy.clear();
  BOOST_TEST(x.verdict("shift_length") == "kept");
  // And that they could not be applied is said once.
  x.work(1, scene::at("2026-07-08T07:00Z"), 60);
  auto unknown = x.findings("data");
  std::erase_if(unknown,
                [](const auto& f) { return f.person != person_id{1}; });
  BOOST_REQUIRE(unknown.size() == 1U);
  BOOST_TEST(unknown[0].sentence.find("PGY of R1 is unknown")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(pgy_limits_lower_the_cap_of_every_rotation) {
  auto x = scene{};
  x.pack = house_strict();
  for (auto who : {1U, 2U}) {
    x.plan(who, 2, "2026-07-01", "2026-07-07");
    for (auto i = 0; i < 5; ++i)
      x.work(who, scene::at("2026-07-01T07:00Z") + i * a_day, 864);
    x.work(who, scene::at("2026-07-06T07:00Z"), 1);
  }
  auto found = x.findings("work_hours_80");
  BOOST_REQUIRE(found.size() == 2U);
  BOOST_TEST((found[0].severity == severity::policy));
  BOOST_TEST(found[0].limit == 72 * 60);
  BOOST_TEST((found[1].severity == severity::notice));
  BOOST_TEST(found[1].limit == 76 * 60);
}

std::vector<finding> worse(scene& x, const duty_change& change) {
  sort(x.what);
  auto rules = what_if::make(x.where, x.what, x.pack);
  BOOST_REQUIRE(rules);
  return rules->worse(change);
}

BOOST_AUTO_TEST_CASE(too_many_hours_in_all_excuse_none_with_patients) {
  // 77 hours in the week, where 72 may be; 50 with patients, of 60.
  auto x = emergency();
  auto ward = x.work(2, scene::at("2026-07-06T07:00Z"), 720, clinical, 1);
  auto lesson = x.work(3, scene::at("2026-07-06T07:00Z"), 720, education);
  for (auto i = 1; i <= 5; ++i) {
    x.work(3, scene::at("2026-07-06T07:00Z") + i * a_day, 600);
    x.work(3, scene::at("2026-07-06T17:00Z") + i * a_day, 180, education);
  }
  auto change = duty_change{};
  for (auto shift : {ward, lesson}) {
    change.gone.push_back(parts_of(x.what, shift)->front());
    change.come.push_back(change.gone.back());
    change.come.back().person = {shift == ward ? 3U : 2U};
  }
  auto found = worse(x, change);
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found[0].rule == "weekly_hours");
  BOOST_TEST(found[0].measured == 62 * 60);
  BOOST_TEST(found[0].limit == 60 * 60);
}

BOOST_AUTO_TEST_CASE(too_little_rest_after_a_shift_excuses_none_after_a_call) {
  // Ten hours of rest are 13 less than the pack's own limit asks for, and then
  // 4 less than the common requirements do.
  auto x = emergency();
  auto call = x.work(3, scene::at("2026-07-06T08:00Z"), 23 * 60, in_house_call);
  x.work(3, scene::at("2026-07-07T17:00Z"), 60);
  auto change = duty_change{};
  change.gone = *parts_of(x.what, call);
  change.come = change.gone;
  change.come[0].start -= minutes{60};
  auto found = worse(x, change);
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found[0].clause == "CPR VI.F.2.b (6.21.a)");
  BOOST_TEST(found[0].measured == 10 * 60);
  BOOST_TEST(found[0].limit == 14 * 60);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

} // namespace nightfloat::domain
