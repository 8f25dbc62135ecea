// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/roster_words.hpp"
#include "domain/rules/validate.hpp"
#include "tests/support/scene.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(validate_test)

namespace {

using test::scene;

bool says(const finding& x, const char* words) {
  return x.sentence.find(words) != std::string::npos;
}

BOOST_AUTO_TEST_CASE(no_roster_is_unknown_and_not_compliant) {
  auto x = scene{};
  auto found = x.findings();
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST((found[0].severity == severity::unknown));
  BOOST_TEST(says(found[0], "unknown: no roster"), found[0].sentence);
}

BOOST_AUTO_TEST_CASE(a_plan_without_shifts_is_unknown) {
  auto x = scene{};
  x.plan(1, 4, "2026-07-01", "2026-07-14");
  x.plan(1, 3, "2026-07-15", "2026-07-28");
  auto found = x.findings("work_hours_80");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST((found[0].severity == severity::unknown));
  BOOST_TEST(found[0].measured == 14);
  BOOST_TEST(says(found[0], "ELECT"), found[0].sentence);
}

BOOST_AUTO_TEST_CASE(a_plan_that_fills_no_shift_is_unknown_and_said_once) {
  auto x = scene{};
  for (auto who : {1U, 2U, 3U})
    x.plan(who, 1, "2026-07-01", "2026-07-28");
  auto found = x.findings("coverage");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST((found[0].severity == severity::unknown));
  BOOST_TEST(!found[0].person.assigned());
  BOOST_TEST(says(found[0], "no shift is filled from 2026-07-01 to 2026-07-28"),
             found[0].sentence);
  // Work that is of no shift fills none.
  x.work(1, scene::at("2026-07-06T07:00Z"), 60);
  BOOST_TEST(x.findings("coverage").size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_plan_is_enough_where_nobody_asks_for_shifts) {
  auto planned = [](auto change) {
    auto x = scene{};
    for (auto who : {1U, 2U, 3U})
      x.plan(who, 1, "2026-07-01", "2026-07-28");
    change(x);
    return x.findings("coverage").size();
  };
  BOOST_TEST(planned([](scene&) {}) == 1U);
  BOOST_TEST(planned([](scene& x) {
               for (auto& shift : x.where.templates)
                 shift.people_needed = 0;
             })
             == 0U);
  BOOST_TEST(planned([](scene& x) {
               for (auto& shift : x.where.templates)
                 shift.weekdays = 0;
             })
             == 0U);
}

BOOST_AUTO_TEST_CASE(only_days_on_which_a_shift_is_wanted_ask_for_duties) {
  auto x = scene{};
  for (auto who : {1U, 2U, 3U})
    x.plan(who, 1, "2026-07-01", "2026-07-28");
  for (auto& shift : x.where.templates)
    shift.weekdays = 1; // Mondays.
  auto unfilled = [&](const char* first, const char* last) {
    auto over = window{scene::day(first), scene::day(last)};
    auto found = validate(x.where, x.what, x.pack, over);
    return std::ranges::count_if(
      found, [](const auto& f) { return says(f, "no shift is filled"); });
  };
  BOOST_TEST(unfilled("2026-07-07", "2026-07-12") == 0);
  BOOST_TEST(unfilled("2026-07-07", "2026-07-13") == 1);
  // Outside of the programme's days nobody asks.
  BOOST_TEST(unfilled("2026-06-01", "2026-06-30") == 0);
  BOOST_TEST(unfilled("2026-06-01", "2026-07-06") == 1);
}

BOOST_AUTO_TEST_CASE(
  four_weeks_without_anything_are_said_though_others_are_full) {
  auto x = scene{};
  x.where.info.last = scene::day("2026-08-31");
  for (auto who : {2U, 3U})
    x.plan(who, 1, "2026-07-01", "2026-08-31");
  x.plan(1, 1, "2026-07-01", "2026-07-20");
  x.work(1, scene::at("2026-08-18T07:00Z"), 60);
  auto found = x.findings("data");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(to_string(found[0].from) == "2026-07-21T00:00Z");
  BOOST_TEST(to_string(found[0].to) == "2026-08-18T00:00Z");
  x.work(1, scene::at("2026-08-17T07:00Z"), 60);
  BOOST_TEST(x.findings("data").empty());
}

BOOST_AUTO_TEST_CASE(findings_that_differ_at_all_have_one_order) {
  auto one = finding{.rule = "day_off_1_in_7", .clause = "a"};
  auto other = one;
  other.clause = "b";
  auto all = std::vector{one, other};
  auto turned = std::vector{other, one};
  order(all);
  order(turned);
  BOOST_TEST((all == turned));
}

BOOST_AUTO_TEST_CASE(
  a_shift_that_ends_as_four_empty_weeks_begin_is_not_theirs) {
  auto x = scene{};
  x.where.info.last = scene::day("2026-08-31");
  for (auto who : {2U, 3U})
    x.plan(who, 1, "2026-07-01", "2026-08-31");
  x.plan(1, 1, "2026-07-01", "2026-07-20");
  x.work(1, scene::at("2026-08-18T07:00Z"), 60);
  x.work(1, scene::at("2026-07-20T12:00Z"), 720);
  // A longer one elsewhere makes the walk begin before it.
  x.work(1, scene::at("2026-07-02T07:00Z"), 1440);
  auto found = x.findings("data");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(to_string(found[0].from) == "2026-07-21T00:00Z");
}

BOOST_AUTO_TEST_CASE(a_rotation_that_the_roster_does_not_reach_is_unknown) {
  auto x = scene{};
  x.plan(1, 1, "2026-06-21", "2026-07-14");
  x.work(1, scene::at("2026-07-06T07:00Z"), 60);
  auto found = x.findings("work_hours_80");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST((found[0].severity == severity::unknown));
  BOOST_TEST(found[0].measured == 10);
  BOOST_TEST(found[0].unit == "days");
  BOOST_TEST(says(found[0], "10 days that this roster does not reach"),
             found[0].sentence);
  // What is broken without them is broken.
  x.work(1, scene::at("2026-07-01T00:00Z"), 13 * 1440);
  BOOST_TEST(x.verdict("work_hours_80") == "violation");
}

BOOST_AUTO_TEST_CASE(a_resident_of_whom_nothing_is_known_is_named) {
  auto x = scene{};
  x.plan(1, 1, "2026-07-01", "2026-07-28");
  x.work(1, scene::at("2026-07-06T07:00Z"), 60);
  x.leave(3, "2026-07-01", "2026-07-28");
  auto found = x.findings("data");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found[0].person == person_id{2});
}

BOOST_AUTO_TEST_CASE(a_stranger_on_the_roster_is_named) {
  auto x = scene{};
  for (auto who : {1U, 2U, 3U})
    x.plan(who, 1, "2026-07-01", "2026-07-28");
  x.work(99, scene::at("2026-07-06T07:00Z"), 60);
  x.plan(98, 1, "2026-07-01", "2026-07-28");
  auto found = x.findings("data");
  BOOST_REQUIRE(found.size() == 2U);
  BOOST_TEST(says(found[0], "person 98"), found[0].sentence);
  BOOST_TEST(says(found[1], "person 99"), found[1].sentence);
}

BOOST_AUTO_TEST_CASE(a_zone_that_nobody_knows_is_said) {
  auto x = scene{"Mars/Olympus"};
  x.work(1, scene::at("2026-07-06T07:00Z"), 60);
  auto found = x.findings();
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST((found[0].severity == severity::unknown));
  BOOST_TEST(says(found[0], "Mars/Olympus"), found[0].sentence);
}

scene busy() {
  auto x = scene{};
  for (auto who : {2U, 1U, 3U})
    for (auto i = 0; i < 28; ++i)
      x.work(who, scene::at("2026-07-01T07:00Z") + minutes{i * 1440}, 900,
             duty_kind::clinical, 1);
  return x;
}

BOOST_AUTO_TEST_CASE(findings_come_by_person_then_time_with_units_last) {
  auto x = busy();
  auto found = x.findings();
  BOOST_REQUIRE(found.size() > 6U);
  for (auto i = std::size_t{1}; i < found.size(); ++i) {
    const auto& a = found[i - 1];
    const auto& b = found[i];
    auto last = ~std::uint32_t{0};
    auto of = [&](const finding& f) {
      return f.person.assigned() ? f.person.value : last;
    };
    BOOST_TEST(of(a) <= of(b));
    BOOST_TEST((of(a) != of(b) || a.from <= b.from));
  }
  BOOST_TEST((found == x.findings()));
}

BOOST_AUTO_TEST_CASE(one_person_alone_gives_the_same_findings) {
  auto x = busy();
  auto all = x.findings();
  for (auto who : {1U, 2U, 3U}) {
    auto own = validate_person(x.where, x.what, x.pack, x.all(), {who});
    auto same = std::vector<finding>{};
    for (const auto& f : all)
      if (f.person == person_id{who})
        same.push_back(f);
    BOOST_TEST((own == same));
  }
}

BOOST_AUTO_TEST_CASE(the_window_chooses_what_is_said) {
  auto x = busy();
  sort(x.what);
  auto before = window{scene::day("2026-06-01"), scene::day("2026-06-30")};
  for (const auto& f : validate(x.where, x.what, x.pack, before))
    BOOST_TEST((f.severity == severity::unknown), f.sentence);
}

BOOST_AUTO_TEST_CASE(the_shipped_pack_is_the_default) {
  BOOST_TEST((acgme_2025() == rule_pack{}));
  BOOST_TEST(acgme_2025().name == programme_info{}.rule_pack);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

} // namespace nightfloat::domain
