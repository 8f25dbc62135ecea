// SPDX-License-Identifier: Apache-2.0

// In-house call, being called in from home, nights and moonlighting: on the
// bound and one to each side.

#include "tests/support/scene.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(calls_test)

namespace {

namespace data = boost::unit_test::data;

using test::scene;
using enum duty_kind;

constexpr auto a_day = minutes{1440};

struct row {
  int count;
  const char* verdict;

  friend std::ostream& operator<<(std::ostream& out, const row& x) {
    return out << x.count << ": " << x.verdict;
  }
};

/// `count` calls of 16 hours every other day from 1 July on.
scene with_calls(int count) {
  auto x = scene{};
  x.plan(2, 2, "2026-07-01", "2026-07-28");
  for (auto i = 0; i < count; ++i)
    x.work(2, scene::at("2026-07-01T16:00Z") + i * 2 * a_day, 960,
           in_house_call);
  return x;
}

BOOST_DATA_TEST_CASE(every_third_night_of_28_is_nine,
                     data::make({row{8, "kept"}, row{9, "kept"},
                                 row{10, "violation"}})) {
  auto x = with_calls(sample.count);
  BOOST_TEST(x.verdict("in_house_call") == sample.verdict);
}

BOOST_DATA_TEST_CASE(leave_asks_for_fewer_calls,
                     data::make({row{7, "kept"}, row{8, "violation"}})) {
  auto x = with_calls(sample.count);
  x.leave(2, "2026-07-22", "2026-07-28");
  auto found = x.findings("in_house_call");
  BOOST_TEST(x.verdict("in_house_call") == sample.verdict);
  if (!found.empty()) {
    BOOST_TEST(found[0].measured == 8);
    BOOST_TEST(found[0].limit == 7);
    BOOST_TEST(found[0].unit == "calls");
    BOOST_TEST(found[0].shifts.size() == 8U);
    BOOST_TEST(found[0].clause == "CPR VI.F.7 (6.27)");
    BOOST_TEST(found[0].sentence.find("give 1 to somebody else")
                 != std::string::npos,
               found[0].sentence);
  }
}

BOOST_AUTO_TEST_CASE(night_float_and_standby_are_no_in_house_call) {
  auto x = with_calls(9);
  x.work(2, scene::at("2026-07-20T16:00Z"), 960, night_float);
  x.work(2, scene::at("2026-07-22T16:00Z"), 960, at_home_call);
  BOOST_TEST(x.verdict("in_house_call") == "kept");
}

BOOST_AUTO_TEST_CASE(call_in_two_parts_is_one) {
  auto x = with_calls(9);
  x.work(2, scene::at("2026-07-18T08:00Z"), 60, in_house_call);
  BOOST_TEST(x.verdict("in_house_call") == "kept");
  x.work(2, scene::at("2026-07-18T09:01Z"), 60, in_house_call);
  BOOST_TEST(x.verdict("in_house_call") == "violation");
}

BOOST_AUTO_TEST_CASE(a_call_is_of_the_rotation_in_which_it_begins) {
  auto x = scene{};
  x.plan(2, 2, "2026-07-01", "2026-07-03");
  x.plan(2, 1, "2026-07-04", "2026-07-28");
  x.work(2, scene::at("2026-07-01T16:00Z"), 600, in_house_call);
  BOOST_TEST(x.verdict("in_house_call") == "kept");
  x.work(2, scene::at("2026-07-03T23:59Z"), 900, in_house_call);
  auto found = x.findings("in_house_call");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(to_string(found[0].to) == "2026-07-04T00:00Z");
}

BOOST_DATA_TEST_CASE(six_nights_in_a_row_are_kept,
                     data::make({row{6, "kept"}, row{7, "warning"}})) {
  auto x = scene{"America/Chicago"};
  x.plan(2, 2, "2026-07-01", "2026-07-28");
  for (auto i = 0; i < sample.count; ++i)
    x.work(2, scene::at("2026-07-07T00:00Z") + i * a_day, 660, night_float);
  BOOST_TEST(x.verdict("night_float") == sample.verdict);
  if (sample.count == 7) {
    auto found = x.findings("night_float");
    BOOST_TEST(found[0].measured == 7);
    BOOST_TEST(to_string(found[0].from) == "2026-07-06T05:00Z");
    BOOST_TEST(to_string(found[0].to) == "2026-07-13T05:00Z");
    BOOST_TEST(found[0].shifts.size() == 7U);
    x.pack.night_float_severity = severity::policy;
    BOOST_TEST(x.verdict("night_float") == "policy");
    x.pack.limits.nights_in_a_row_max = 0;
    BOOST_TEST(x.verdict("night_float") == "kept");
  }
}

BOOST_AUTO_TEST_CASE(a_night_off_begins_the_count_anew) {
  auto x = scene{};
  for (auto i = 0; i < 13; ++i)
    if (i != 6)
      x.work(2, scene::at("2026-07-06T19:00Z") + i * a_day, 720, night_float);
  BOOST_TEST(x.verdict("night_float") == "kept");
}

BOOST_AUTO_TEST_CASE(moonlighting_is_not_for_pgy_1) {
  for (auto kind : {moonlighting, moonlighting_external}) {
    auto x = scene{};
    x.work(2, scene::at("2026-07-06T07:00Z"), 60, kind);
    BOOST_TEST(x.verdict("moonlighting") == "kept");
    x.work(1, scene::at("2026-07-06T07:00Z"), 60, kind);
    BOOST_TEST(x.verdict("moonlighting") == "violation");
    x.where.people[0].pgy.clear();
    BOOST_TEST(x.verdict("moonlighting") == "unknown");
    x.pack.limits.moonlighting_pgy_min = 3;
    BOOST_TEST(x.verdict("moonlighting") == "unknown policy");
    x.pack.own_severity = severity::violation;
    BOOST_TEST(x.verdict("moonlighting") == "unknown violation");
  }
}

BOOST_AUTO_TEST_CASE(where_nobody_may_moonlight_no_pgy_is_asked_for) {
  auto x = scene{};
  x.pack.limits.moonlighting_pgy_min = 9;
  x.where.people[0].pgy.clear();
  x.work(1, scene::at("2026-07-06T07:00Z"), 60, moonlighting);
  auto found = x.findings("moonlighting");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST((found[0].severity == severity::policy));
  BOOST_TEST(found[0].clause == "programme policy");
  BOOST_TEST(found[0].sentence
             == "moonlighting: R1 moonlights at 2026-07-06 07:00 (nobody may "
                "here), take it off");
}

BOOST_AUTO_TEST_CASE(moonlighting_is_judged_by_the_pgy_of_its_day) {
  auto x = scene{"America/Chicago"};
  x.where.info.last = scene::day("2027-07-10");
  x.where.people[0].pgy = {{2026, 1}, {2027, 2}};
  x.work(1, scene::at("2027-07-01T05:00Z"), 60, moonlighting);
  BOOST_TEST(x.verdict("moonlighting") == "kept");
  x.work(1, scene::at("2027-07-01T04:59Z"), 1, moonlighting);
  BOOST_TEST(x.verdict("moonlighting") == "violation");
}

BOOST_AUTO_TEST_CASE(all_moonlighting_counts_as_hours) {
  for (auto kind : {moonlighting, moonlighting_external, from_home, voluntary,
                    administrative, called_in}) {
    auto x = scene{};
    x.plan(2, 1, "2026-07-01", "2026-07-07");
    for (auto i = 0; i < 5; ++i)
      x.work(2, scene::at("2026-07-01T07:00Z") + i * a_day, 900);
    x.work(2, scene::at("2026-07-06T07:00Z"), 300, kind);
    BOOST_TEST(x.verdict("work_hours_80") == "notice");
    x.work(2, scene::at("2026-07-06T14:00Z"), 1, kind);
    BOOST_TEST(x.verdict("work_hours_80") == "violation");
  }
}

/// Standby, called in until 02:00, and a shift `rest` minutes later.
scene called_in_and(int rest) {
  auto x = scene{};
  x.pack.limits.rest_after_call_in_minutes = 480;
  x.work(2, scene::at("2026-07-06T07:00Z"), 600);
  x.work(2, scene::at("2026-07-06T17:00Z"), 900, at_home_call);
  x.work(2, scene::at("2026-07-07T00:00Z"), 120, called_in);
  x.work(2, scene::at("2026-07-07T02:00Z") + minutes{rest}, 600);
  return x;
}

BOOST_DATA_TEST_CASE(a_house_may_ask_for_rest_after_a_call_in,
                     data::make({row{479, "policy"}, row{480, "kept"},
                                 row{481, "kept"}, row{0, "policy"}})) {
  auto x = called_in_and(sample.count);
  BOOST_TEST(x.verdict("at_home_call") == sample.verdict);
  // ACGME does not: the next period is scheduled 14 hours after the last. Only
  // where it follows at once does it begin with the call-in.
  BOOST_TEST(x.verdict("rest") == (sample.count == 0 ? "warning" : "kept"));
  x.pack = acgme_2025();
  BOOST_TEST(x.verdict("at_home_call") == "kept");
}

BOOST_AUTO_TEST_CASE(who_was_on_standby_and_not_called_needs_no_rest) {
  auto x = called_in_and(60);
  std::erase_if(x.what.duties,
                [](const auto& work) { return work.kind == called_in; });
  BOOST_TEST(x.verdict("at_home_call") == "kept");
}

BOOST_AUTO_TEST_CASE(a_call_in_says_when_the_next_shift_may_begin) {
  auto x = called_in_and(300);
  auto found = x.findings("at_home_call");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found[0].measured == 300);
  BOOST_TEST(found[0].limit == 480);
  BOOST_TEST(to_string(found[0].from) == "2026-07-07T02:00Z");
  BOOST_TEST(found[0].shifts.front() == x.what.duties.back().shift);
  BOOST_TEST(found[0].sentence.find("at 2026-07-07 10:00 or later")
               != std::string::npos,
             found[0].sentence);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

} // namespace nightfloat::domain
