// SPDX-License-Identifier: Apache-2.0

// The rules that do not average: 24+4 hours, rest, supervision, leave, double
// booking and eligibility, on the bound and a minute to each side.

#include "tests/support/scene.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(absolute_test)

namespace {

namespace data = boost::unit_test::data;

using test::scene;
using enum duty_kind;

struct row {
  int first;
  int second;
  const char* verdict;

  friend std::ostream& operator<<(std::ostream& out, const row& x) {
    return out << x.first << ", " << x.second << " min: " << x.verdict;
  }
};

BOOST_DATA_TEST_CASE(
  a_stretch_is_24_hours_and_4_for_transition,
  data::make({row{1440, 0, "kept"}, row{1439, 0, "kept"},
              row{1441, 0, "violation"}, row{1440, 239, "kept"},
              row{1440, 240, "kept"}, row{1440, 241, "violation"},
              row{1441, 10, "violation"}, row{600, 1080, "kept"},
              row{600, 1081, "violation"}})) {
  auto x = scene{};
  auto start = scene::at("2026-07-06T07:00Z");
  x.work(1, start, sample.first, in_house_call);
  if (sample.second > 0)
    x.work(1, start + minutes{sample.first}, sample.second, transition);
  BOOST_TEST(x.verdict("continuous_24_4") == sample.verdict);
}

BOOST_AUTO_TEST_CASE(staying_on_ones_own_initiative_is_a_notice) {
  auto x = scene{};
  auto start = scene::at("2026-07-06T07:00Z");
  x.work(1, start, 1440, in_house_call);
  x.work(1, start + minutes{1440}, 240, transition);
  x.work(1, start + minutes{1680}, 90, voluntary);
  auto found = x.findings("continuous_24_4");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST((found[0].severity == severity::notice));
  BOOST_TEST(found[0].measured == 1770);
  BOOST_TEST(found[0].clause == "CPR VI.F.4.a (6.23)");
  // Its end may be one's own, what follows it is not.
  x.work(1, start + minutes{1770}, 1, transition);
  BOOST_TEST(x.verdict("continuous_24_4") == "violation");
}

BOOST_AUTO_TEST_CASE(a_long_tail_names_its_own_clause) {
  auto x = scene{};
  x.work(1, scene::at("2026-07-06T07:00Z"), 600, in_house_call);
  x.work(1, scene::at("2026-07-06T17:00Z"), 1081, education);
  auto found = x.findings("continuous_24_4");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found[0].clause == "CPR VI.F.3.a.(1) (6.22.a)");
}

BOOST_AUTO_TEST_CASE(work_done_at_home_joins_nothing_and_breaks_no_rest) {
  auto x = scene{};
  x.work(1, scene::at("2026-07-06T07:00Z"), 720);
  x.work(1, scene::at("2026-07-06T19:00Z"), 720, from_home);
  x.work(1, scene::at("2026-07-07T07:00Z"), 720);
  BOOST_TEST(x.verdict("continuous_24_4") == "kept");
  BOOST_TEST(x.verdict("rest") == "kept");
}

BOOST_AUTO_TEST_CASE(coming_in_at_night_begins_no_new_rest_but_after_24_hours) {
  auto x = scene{};
  x.work(1, scene::at("2026-07-06T07:00Z"), 600);
  x.work(1, scene::at("2026-07-06T22:00Z"), 60, called_in);
  x.work(1, scene::at("2026-07-07T07:00Z"), 600);
  BOOST_TEST(x.verdict("rest") == "kept");
  // Seven hours between the periods themselves are too short.
  x.work(1, scene::at("2026-07-08T00:00Z"), 60);
  BOOST_TEST(x.verdict("rest") == "warning");
  auto y = scene{};
  y.work(1, scene::at("2026-07-06T07:00Z"), 1440, in_house_call);
  y.work(1, scene::at("2026-07-07T20:59Z"), 1, called_in);
  BOOST_TEST(y.verdict("rest") == "violation");
}

BOOST_AUTO_TEST_CASE(shifts_that_touch_are_one_stretch) {
  auto x = scene{};
  auto day = x.work(1, scene::at("2026-07-06T07:00Z"), 600);
  auto call = x.work(1, scene::at("2026-07-06T17:00Z"), 841, in_house_call);
  auto found = x.findings("continuous_24_4");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found[0].measured == 1441);
  BOOST_TEST((found[0].shifts == std::vector{day, call}));
  BOOST_TEST(found[0].sentence.find("end it by 2026-07-07 07:00")
               != std::string::npos,
             found[0].sentence);
}

BOOST_AUTO_TEST_CASE(a_sentence_tells_the_clock_at_the_site) {
  auto x = scene{"America/Chicago"};
  x.work(1, scene::at("2026-07-06T12:00Z"), 1441, in_house_call);
  auto found = x.findings("continuous_24_4");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(to_string(found[0].from) == "2026-07-06T12:00Z");
  BOOST_TEST(found[0].sentence.find("from 2026-07-06 07:00 (limit 24 h), end "
                                    "it by 2026-07-07 07:00")
               != std::string::npos,
             found[0].sentence);
}

BOOST_AUTO_TEST_CASE(a_minute_between_shifts_is_a_break) {
  auto x = scene{};
  x.work(1, scene::at("2026-07-06T07:00Z"), 600);
  x.work(1, scene::at("2026-07-06T17:01Z"), 1440, in_house_call);
  BOOST_TEST(x.verdict("continuous_24_4") == "kept");
  x.pack.join_minutes_max = 1;
  BOOST_TEST(x.verdict("continuous_24_4") == "violation");
}

BOOST_AUTO_TEST_CASE(education_before_clinical_work_is_no_tail) {
  auto x = scene{};
  x.work(1, scene::at("2026-07-06T06:59Z"), 1, education);
  x.work(1, scene::at("2026-07-06T07:00Z"), 1440, in_house_call);
  BOOST_TEST(x.verdict("continuous_24_4") == "violation");
}

BOOST_AUTO_TEST_CASE(standby_does_not_join_stretches) {
  auto x = scene{};
  x.work(1, scene::at("2026-07-06T07:00Z"), 720);
  x.work(1, scene::at("2026-07-06T19:00Z"), 720, at_home_call);
  x.work(1, scene::at("2026-07-07T07:00Z"), 720);
  BOOST_TEST(x.verdict("continuous_24_4") == "kept");
}

BOOST_AUTO_TEST_CASE(thirteen_hours_in_autumn_count_as_thirteen) {
  auto x = scene{"America/Chicago"};
  x.where.info.first = scene::day("2026-10-26");
  x.where.info.last = scene::day("2026-11-15");
  // 07:00 on Saturday to 07:00 on Sunday by the clock on the wall.
  x.work(1, scene::at("2026-10-31T12:00Z"), 25 * 60, in_house_call);
  BOOST_TEST(x.verdict("continuous_24_4") == "violation");
}

BOOST_DATA_TEST_CASE(
  rest_after_call_is_14_hours_and_else_8,
  data::make({row{1440, 839, "violation"}, row{1440, 840, "kept"},
              row{1440, 841, "kept"}, row{1439, 839, "kept"},
              row{1439, 479, "warning"}, row{1439, 480, "kept"},
              row{1680, 840, "kept"}, row{1680, 839, "violation"}})) {
  auto x = scene{};
  auto start = scene::at("2026-07-06T07:00Z");
  x.work(1, start, std::min(sample.first, 1440), in_house_call);
  if (sample.first > 1440)
    x.work(1, start + minutes{1440}, sample.first - 1440, transition);
  x.work(1, start + minutes{sample.first + sample.second}, 300);
  BOOST_TEST(x.verdict("rest") == sample.verdict);
}

BOOST_AUTO_TEST_CASE(rest_says_which_clause_and_when_to_begin) {
  auto x = scene{};
  x.work(1, scene::at("2026-07-06T07:00Z"), 1440, in_house_call);
  auto early = x.work(1, scene::at("2026-07-07T20:00Z"), 300);
  auto found = x.findings("rest");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found[0].clause == "CPR VI.F.2.b (6.21.a)");
  BOOST_TEST(found[0].shifts.front() == early);
  BOOST_TEST(found[0].sentence.find("2026-07-07 21:00") != std::string::npos,
             found[0].sentence);
}

BOOST_AUTO_TEST_CASE(absolute_rules_do_not_stop_at_a_rotations_border) {
  auto x = scene{};
  x.plan(1, 1, "2026-07-01", "2026-07-07");
  x.plan(1, 2, "2026-07-08", "2026-07-28");
  x.work(1, scene::at("2026-07-07T12:00Z"), 1440, in_house_call);
  x.work(1, scene::at("2026-07-08T18:00Z"), 300);
  BOOST_TEST(x.verdict("rest") == "violation");
}

struct ratio {
  int pgy1;
  int others;
  int faculty;
  const char* verdict;

  friend std::ostream& operator<<(std::ostream& out, const ratio& x) {
    return out << x.pgy1 << " PGY-1, " << x.others << " others, " << x.faculty
               << " faculty: " << x.verdict;
  }
};

// Rows of formula A: (1,1) 1; (2,4) 2; (3,3) 3.
BOOST_DATA_TEST_CASE(
  supervision_adds_units_before_it_rounds,
  data::make({ratio{1, 1, 1, "kept"}, ratio{2, 0, 1, "kept"},
              ratio{2, 1, 1, "policy"}, ratio{2, 4, 2, "kept"},
              ratio{2, 5, 2, "policy"}, ratio{3, 3, 3, "kept"},
              ratio{3, 3, 2, "policy"}, ratio{0, 4, 1, "kept"},
              ratio{0, 5, 1, "policy"}, ratio{0, 1, 0, "policy"}})) {
  auto x = scene{};
  x.where.people.clear();
  auto start = scene::at("2026-07-06T07:00Z");
  auto add = [&](int count, unsigned first, person_role role, int pgy) {
    for (auto i = 0; i < count; ++i) {
      auto id = first + static_cast<unsigned>(i);
      x.where.people.push_back(
        {.id = {id},
         .code = "P" + std::to_string(id),
         .role = role,
         .pgy = {{2026, static_cast<std::uint8_t>(pgy)}}});
      auto teaches = role == person_role::faculty;
      x.work(id, start, 720, teaches ? supervision : clinical, teaches ? 2 : 1);
    }
  };
  add(sample.pgy1, 1, person_role::resident, 1);
  add(sample.others, 20, person_role::resident, 2);
  add(sample.faculty, 40, person_role::faculty, 0);
  BOOST_TEST(x.verdict("supervision") == sample.verdict);
}

// One teacher gives four units: a procedure asks for four more a resident.
BOOST_AUTO_TEST_CASE(a_procedure_asks_for_four_units_more) {
  auto x = scene{};
  x.where.activities = {{.id = {1}, .code = "LINE"}};
  x.where.templates[0].activity = {1};
  auto start = scene::at("2026-07-06T07:00Z");
  x.work(2, start, 720, clinical, 1);
  x.work(11, start, 720, supervision, 2);
  BOOST_TEST(x.verdict("supervision") == "kept");
  x.where.activities[0].procedure = true;
  auto found = x.findings("supervision");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found[0].measured == 5);
  BOOST_TEST(found[0].limit == 4);
  x.work(12, start, 720, supervision, 2);
  BOOST_TEST(x.verdict("supervision") == "kept");
  x.work(1, start, 720, clinical, 1);
  BOOST_TEST(x.verdict("supervision") == "policy");
}

BOOST_AUTO_TEST_CASE(supervision_must_cover_every_minute) {
  auto x = scene{};
  auto alone = x.work(1, scene::at("2026-07-06T07:00Z"), 720, clinical, 1);
  x.work(11, scene::at("2026-07-06T07:00Z"), 719, supervision, 2);
  auto found = x.findings("supervision");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(!found[0].person.assigned());
  BOOST_TEST((found[0].to - found[0].from).count() == 1);
  BOOST_TEST((found[0].shifts == std::vector{alone}));
  BOOST_TEST(found[0].sentence.find("add 1 faculty") != std::string::npos);
  x.work(12, scene::at("2026-07-06T18:59Z"), 1, supervision, 2);
  BOOST_TEST(x.verdict("supervision") == "kept");
}

BOOST_AUTO_TEST_CASE(a_teacher_of_another_unit_does_not_count) {
  auto x = scene{};
  auto other = x.where.templates[1];
  other.id = {4};
  other.unit = "icu";
  x.where.templates.push_back(other);
  x.work(1, scene::at("2026-07-06T07:00Z"), 720, clinical, 1);
  x.work(11, scene::at("2026-07-06T07:00Z"), 720, supervision, 4);
  BOOST_TEST(x.verdict("supervision") == "policy");
}

BOOST_AUTO_TEST_CASE(without_supervising_templates_the_ratio_is_unknown) {
  auto x = scene{};
  x.where.templates.erase(x.where.templates.begin() + 1);
  x.work(1, scene::at("2026-07-06T07:00Z"), 720, clinical, 1);
  BOOST_TEST(x.verdict("supervision") == "unknown");
}

BOOST_AUTO_TEST_CASE(an_unknown_pgy_is_said_and_counted_as_higher) {
  auto x = scene{};
  x.where.people[0].pgy.clear();
  x.work(1, scene::at("2026-07-06T07:00Z"), 720, clinical, 1);
  x.work(1, scene::at("2026-07-07T07:00Z"), 720, clinical, 1);
  x.work(11, scene::at("2026-07-06T07:00Z"), 720, supervision, 2);
  x.work(11, scene::at("2026-07-07T07:00Z"), 720, supervision, 2);
  BOOST_TEST(x.verdict("supervision") == "unknown");
}

BOOST_AUTO_TEST_CASE(nobody_begins_a_shift_on_leave) {
  auto x = scene{};
  x.leave(1, "2026-07-06", "2026-07-07");
  x.work(1, scene::at("2026-07-05T23:59Z"), 600);
  x.work(1, scene::at("2026-07-08T00:00Z"), 600);
  BOOST_TEST(x.verdict("leave") == "kept");
  x.work(1, scene::at("2026-07-07T23:59Z"), 1);
  BOOST_TEST(x.verdict("leave") == "policy");
  x.where.absences[0].status = absence_status::pending;
  BOOST_TEST(x.verdict("leave") == "warning");
  x.where.absences[0].status = absence_status::rejected;
  BOOST_TEST(x.verdict("leave") == "kept");
}

BOOST_AUTO_TEST_CASE(leave_begins_at_local_midnight) {
  auto x = scene{"America/Chicago"};
  x.leave(1, "2026-07-06", "2026-07-06");
  x.work(1, scene::at("2026-07-06T04:59Z"), 60);
  BOOST_TEST(x.verdict("leave") == "kept");
  x.work(1, scene::at("2026-07-07T04:59Z"), 60);
  BOOST_TEST(x.verdict("leave") == "policy");
}

BOOST_AUTO_TEST_CASE(nobody_is_in_two_places_but_standby_is_no_place) {
  auto x = scene{};
  x.work(11, scene::at("2026-07-06T07:00Z"), 600);
  x.work(11, scene::at("2026-07-06T17:00Z"), 600);
  x.work(11, scene::at("2026-07-06T07:00Z"), 1440, at_home_call);
  BOOST_TEST(x.verdict("double_booking") == "kept");
  x.work(11, scene::at("2026-07-06T16:59Z"), 1);
  BOOST_TEST(x.verdict("double_booking") == "policy");
}

BOOST_AUTO_TEST_CASE(a_shift_is_for_the_role_and_pgy_of_its_template) {
  auto x = scene{};
  x.work(2, scene::at("2026-07-06T07:00Z"), 1440, in_house_call, 3);
  BOOST_TEST(x.verdict("eligibility") == "kept");
  x.work(1, scene::at("2026-07-06T07:00Z"), 1440, in_house_call, 3);
  BOOST_TEST(x.verdict("eligibility") == "policy");
  x.where.people[0].pgy.clear();
  BOOST_TEST(x.verdict("eligibility") == "unknown");
  x.work(11, scene::at("2026-07-06T07:00Z"), 1440, in_house_call, 3);
  BOOST_TEST(x.verdict("eligibility") == "unknown policy");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

} // namespace nightfloat::domain
