// SPDX-License-Identifier: Apache-2.0

// Who is there: every demanded place, and whoever works it may.

#include "domain/rules/coverage.hpp"
#include "tests/support/scene.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(coverage_test)

namespace {

namespace data = boost::unit_test::data;

using test::scene;
using enum duty_kind;

constexpr auto a_day = minutes{1440};

/// The ward's day shift asks for `needed` people from Monday to Friday; from
/// 6 to 17 July resident 2 is there each day.
scene ward(std::uint16_t needed) {
  auto x = scene{};
  for (auto& shift : x.where.templates)
    shift.people_needed = 0;
  x.where.templates[0].people_needed = needed;
  x.where.templates[0].weekdays = 0x1f;
  x.where.info.first = scene::day("2026-07-06");
  x.where.info.last = scene::day("2026-07-17");
  for (auto i = 0; i < 12; ++i)
    if (i % 7 < 5)
      x.work(2, scene::at("2026-07-06T07:00Z") + i * a_day, 720, clinical, 1);
  return x;
}

BOOST_AUTO_TEST_SUITE(coverage)

BOOST_AUTO_TEST_CASE(as_many_as_are_needed_are_enough) {
  BOOST_TEST(ward(1).verdict("coverage") == "kept");
}

BOOST_AUTO_TEST_CASE(one_too_few_is_a_gap_with_its_shift_and_its_day) {
  auto x = ward(1);
  x.what.duties.erase(x.what.duties.begin() + 3);
  auto found = x.findings("coverage");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST((found[0].severity == severity::policy));
  BOOST_TEST(!found[0].person.assigned());
  BOOST_TEST(to_string(found[0].from) == "2026-07-09T07:00Z");
  BOOST_TEST(to_string(found[0].to) == "2026-07-09T19:00Z");
  BOOST_TEST(found[0].measured == 0);
  BOOST_TEST(found[0].limit == 1);
  BOOST_TEST(found[0].unit == "people");
  BOOST_TEST(found[0].sentence.find("shift ward-day on 2026-07-09 has 0 of 1")
               != std::string::npos,
             found[0].sentence);
}

BOOST_AUTO_TEST_CASE(one_too_many_is_a_notice_that_names_them) {
  auto x = ward(1);
  auto more = x.work(3, scene::at("2026-07-09T07:00Z"), 720, clinical, 1);
  auto found = x.findings("coverage");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST((found[0].severity == severity::notice));
  BOOST_TEST(found[0].measured == 2);
  BOOST_REQUIRE(found[0].shifts.size() == 2U);
  BOOST_TEST(found[0].shifts[1] == more);
}

BOOST_AUTO_TEST_CASE(one_person_is_one_however_many_parts) {
  auto x = ward(2);
  x.work(2, scene::at("2026-07-06T20:00Z"), 60, clinical, 1);
  auto found = x.findings("coverage");
  BOOST_REQUIRE(found.size() == 10U);
  BOOST_TEST(found[0].measured == 1);
}

BOOST_AUTO_TEST_CASE(the_tail_of_a_shift_covers_nothing) {
  auto x = ward(1);
  x.what.duties[3].kind = transition;
  BOOST_TEST(x.verdict("coverage") == "policy");
}

BOOST_AUTO_TEST_CASE(days_that_nobody_generated_are_unknown) {
  auto x = ward(1);
  x.where.info.last = scene::day("2026-07-31");
  auto found = x.findings("coverage");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST((found[0].severity == severity::unknown));
  BOOST_TEST(to_string(found[0].from) == "2026-07-20T00:00Z");
  BOOST_TEST(to_string(found[0].to) == "2026-08-01T00:00Z");
  x.where.info.first = scene::day("2026-07-01");
  BOOST_TEST(x.verdict("coverage") == "unknown unknown");
}

BOOST_AUTO_TEST_CASE(the_day_is_that_of_the_site) {
  auto x = scene{"America/Chicago"};
  for (auto& shift : x.where.templates)
    shift.people_needed = 0;
  x.where.templates[0].people_needed = 1;
  x.where.templates[0].start = 19 * 60;
  x.where.info.first = scene::day("2026-07-06");
  x.where.info.last = scene::day("2026-07-07");
  x.work(2, scene::at("2026-07-07T00:00Z"), 720, clinical, 1);
  x.work(3, scene::at("2026-07-08T00:00Z"), 720, clinical, 1);
  BOOST_TEST(x.verdict("coverage") == "kept");
}

/// The ward's shift is of Monday to Friday and begins at 24:30.
scene after_midnight() {
  auto x = ward(1);
  x.where.info.last = scene::day("2026-07-19");
  x.where.templates[0].start = 24 * 60 + 30;
  for (auto& work : x.what.duties) {
    work.start += minutes{17 * 60 + 30};
    work.end += minutes{17 * 60 + 30};
  }
  return x;
}

BOOST_AUTO_TEST_CASE(a_shift_after_midnight_is_of_the_day_before) {
  BOOST_TEST(after_midnight().verdict("coverage") == "kept");
}

BOOST_AUTO_TEST_CASE(fridays_shift_is_missed_though_it_begins_on_saturday) {
  auto x = after_midnight();
  BOOST_REQUIRE(to_string(x.what.duties[4].start) == "2026-07-11T00:30Z");
  x.what.duties.erase(x.what.duties.begin() + 4);
  auto found = x.findings("coverage");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST((found[0].severity == severity::policy));
  BOOST_TEST(to_string(found[0].from) == "2026-07-11T00:30Z");
  BOOST_TEST(to_string(found[0].to) == "2026-07-11T12:30Z");
  BOOST_TEST(found[0].sentence.find("on 2026-07-10 has 0 of 1")
               != std::string::npos,
             found[0].sentence);
}

BOOST_AUTO_TEST_CASE(a_surplus_after_midnight_names_its_shifts) {
  auto x = after_midnight();
  auto more = x.work(3, x.what.duties[4].start, 720, clinical, 1);
  auto found = x.findings("coverage");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST((found[0].severity == severity::notice));
  BOOST_REQUIRE(found[0].shifts.size() == 2U);
  BOOST_TEST(found[0].shifts[1] == more);
}

/// The ward lies in Los Angeles: its shift begins at 22:00 there, which is
/// 01:00 of the next day in New York.
scene far_west() {
  auto x = ward(1);
  x.where.info.zone = "America/New_York";
  x.where.sites = {{.id = {1}, .code = "LA", .zone = "America/Los_Angeles"}};
  x.where.templates[0].site = {1};
  x.where.templates[0].start = 22 * 60;
  for (auto& work : x.what.duties) {
    work.start += minutes{22 * 60};
    work.end += minutes{22 * 60};
  }
  return x;
}

BOOST_AUTO_TEST_CASE(the_day_is_that_of_the_shifts_own_site) {
  auto x = far_west();
  BOOST_REQUIRE(to_string(x.what.duties[0].start) == "2026-07-07T05:00Z");
  BOOST_TEST(x.verdict("coverage") == "kept");
  x.what.duties.erase(x.what.duties.begin() + 4);
  auto found = x.findings("coverage");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(to_string(found[0].from) == "2026-07-11T05:00Z");
  BOOST_TEST(found[0].sentence.find("on 2026-07-10 has 0 of 1")
               != std::string::npos,
             found[0].sentence);
}

BOOST_AUTO_TEST_CASE(a_call_that_nobody_works_lasts_its_hours_on_any_night) {
  auto x = scene{"America/Chicago"};
  for (auto& shift : x.where.templates)
    shift.people_needed = shift.id == template_id{3} ? 1 : 0;
  auto gap_of = [&](const char* before, const char* on, const char* after) {
    x.where.info.first = scene::day(before);
    x.where.info.last = scene::day(after);
    x.what.duties.clear();
    for (auto day : {before, after})
      x.work(2, scene::at(std::string{day} + "T13:00Z"), 1440, in_house_call,
             3);
    auto found = x.findings("coverage");
    BOOST_REQUIRE(found.size() == 1U);
    BOOST_TEST(found[0].sentence.find(on) != std::string::npos,
               found[0].sentence);
    return (found[0].to - found[0].from).count();
  };
  BOOST_TEST(gap_of("2026-10-30", "2026-10-31", "2026-11-01") == 1440);
  BOOST_TEST(gap_of("2027-03-12", "2027-03-13", "2027-03-14") == 1440);
}

BOOST_AUTO_TEST_CASE(more_days_than_may_be_judged_at_once_are_unknown) {
  auto x = ward(1);
  x.where.info.first = scene::day("1970-01-01");
  x.where.info.last = scene::day("2069-12-31");
  auto context = rule_context::make(x.where, x.pack);
  BOOST_REQUIRE(context);
  auto found = find_cover(*context, x.what.duties, x.all());
  BOOST_TEST(found.wrong.empty());
  BOOST_REQUIRE(found.unknown.size() == 1U);
  BOOST_TEST((found.unknown[0] == x.all()));
}

BOOST_AUTO_TEST_CASE(a_site_in_no_zone_cannot_be_judged) {
  auto x = far_west();
  x.where.sites[0].zone = "Mars/Olympus";
  auto context = rule_context::make(x.where, x.pack);
  BOOST_REQUIRE(!context);
  BOOST_TEST(context.error().code == ec::not_found);
  BOOST_TEST(context.error().detail.find("template ward-day") == 0U,
             context.error().detail);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(credentials)

struct held {
  const char* first;
  const char* last;
  credential_status status;
  const char* verdict;

  friend std::ostream& operator<<(std::ostream& out, const held& x) {
    return out << x.first << " to " << x.last << ", "
               << static_cast<int>(x.status) << ": " << x.verdict;
  }
};

using enum credential_status;

// The shift is on 6 July.
BOOST_DATA_TEST_CASE(
  who_works_a_shift_holds_what_it_asks_for,
  data::make({held{"2026-01-01", "2026-12-31", active, "kept"},
              held{"2026-01-01", "2026-08-05", active, "kept"},
              held{"2026-01-01", "2026-08-04", active, "notice"},
              held{"2026-01-01", "2026-07-06", active, "notice"},
              held{"2026-01-01", "2026-07-05", active, "policy"},
              held{"2026-07-06", "2026-12-31", active, "kept"},
              held{"2026-07-07", "2026-12-31", active, "policy"},
              held{"2026-01-01", "2026-12-31", suspended, "policy"},
              held{"2026-01-01", "2026-12-31", pending, "policy"},
              held{"2026-07-07", "2026-12-31", pending, "policy"}})) {
  auto x = scene{};
  x.where.templates[0].credential = "acls";
  x.where.credentials = {{.id = {1},
                          .person = {2},
                          .kind = "acls",
                          .first = scene::day(sample.first),
                          .last = scene::day(sample.last),
                          .status = sample.status}};
  x.work(2, scene::at("2026-07-06T07:00Z"), 720, clinical, 1);
  BOOST_TEST(x.verdict("credentials") == sample.verdict);
}

BOOST_AUTO_TEST_CASE(one_of_another_kind_or_person_is_none) {
  auto x = scene{};
  x.where.activities = {{.id = {1}, .code = "CODE", .credential = "acls"}};
  x.where.templates[0].activity = {1};
  auto give = [&](unsigned id, unsigned who, const char* kind) {
    x.where.credentials.push_back({.id = {id},
                                   .person = {who},
                                   .kind = kind,
                                   .first = scene::day("2026-01-01"),
                                   .last = scene::day("2026-12-31")});
  };
  give(1, 3, "acls");
  give(2, 2, "bls");
  x.work(2, scene::at("2026-07-06T07:00Z"), 720, clinical, 1);
  auto found = x.findings("credentials");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found[0].sentence.find("asks for acls, which they do not hold")
               != std::string::npos,
             found[0].sentence);
  give(3, 2, "acls");
  BOOST_TEST(x.verdict("credentials") == "kept");
  // A template may ask for one more.
  x.where.templates[0].credential = "line";
  BOOST_TEST(x.verdict("credentials") == "policy");
}

BOOST_AUTO_TEST_CASE(one_renewed_in_time_does_not_expire) {
  auto x = scene{};
  x.where.templates[0].credential = "acls";
  for (auto i : {1U, 2U})
    x.where.credentials.push_back(
      {.id = {i},
       .person = {2},
       .kind = "acls",
       .first = scene::day(i == 1 ? "2025-07-01" : "2026-07-10"),
       .last = scene::day(i == 1 ? "2026-07-09" : "2027-07-09")});
  x.work(2, scene::at("2026-07-06T07:00Z"), 720, clinical, 1);
  BOOST_TEST(x.verdict("credentials") == "kept");
  x.where.credentials.pop_back();
  auto found = x.findings("credentials");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found[0].measured == 3);
  BOOST_TEST(found[0].limit == 30);
}

BOOST_AUTO_TEST_CASE(faculty_are_asked_as_well) {
  auto x = scene{};
  x.where.templates[1].credential = "acls";
  x.work(11, scene::at("2026-07-06T07:00Z"), 720, supervision, 2);
  BOOST_TEST(x.verdict("credentials") == "policy");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

BOOST_AUTO_TEST_SUITE_END()

} // namespace nightfloat::domain
