// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/repair.hpp"
#include "domain/rules/validate.hpp"
#include "tests/support/mended_roster.hpp"
#include "tests/support/random_pack.hpp"
#include "tests/support/random_scene.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <tuple>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(repair_test)

namespace {

using test::scene;
using enum duty_kind;

struct ward : scene {
  ward() {
    for (auto who : {1U, 2U, 3U})
      plan(who, 1, "2026-07-01", "2026-07-28");
  }

  /// Repairs of the first finding of a rule.
  std::vector<repair> repairs(std::string_view rule) {
    auto all = findings(rule);
    BOOST_REQUIRE(!all.empty());
    auto rules = what_if::make(where, what, pack);
    BOOST_REQUIRE(rules);
    return repairs_of(*rules, all.front());
  }

  static std::vector<repair_kind> kinds(const std::vector<repair>& all) {
    auto out = std::vector<repair_kind>{};
    for (const auto& x : all)
      out.push_back(x.steps.front().kind);
    return out;
  }
};

BOOST_FIXTURE_TEST_SUITE(repairs_of_findings, ward)

BOOST_AUTO_TEST_CASE(a_minute_too_long_is_a_minute_to_leave_off) {
  auto call = work(2, at("2026-07-06T07:00Z"), 1441, in_house_call);
  auto all = repairs("continuous_24_4");
  BOOST_REQUIRE(all.size() == 2U);
  BOOST_TEST(all[0].minutes == 1);
  BOOST_TEST((all[0].steps
              == std::vector<repair_step>{{.kind = repair_kind::shorten,
                                           .shift = call,
                                           .person = {2},
                                           .from = at("2026-07-06T07:00Z"),
                                           .to = at("2026-07-07T07:00Z")}}));
  BOOST_TEST(all[0].sentence
             == "end shift 1 at 2026-07-07 07:00, 0 h 1 min earlier");
  // Nobody else may work it either.
  BOOST_TEST((all[1].steps.front().kind == repair_kind::take_off));
}

BOOST_AUTO_TEST_CASE(who_comes_back_too_early_may_come_later_or_leave_earlier) {
  work(2, at("2026-07-06T07:00Z"), 1440, in_house_call);
  work(2, at("2026-07-07T17:00Z"), 720, clinical);
  auto all = repairs("rest");
  BOOST_REQUIRE(all.size() == 3U);
  BOOST_TEST(all[0].minutes == 4 * 60);
  BOOST_TEST((all[0].steps.front().kind == repair_kind::shorten));
  BOOST_TEST((all[0].steps.front().from == at("2026-07-07T21:00Z")));
  BOOST_TEST(all[0].sentence == "begin shift 2 at 2026-07-07 21:00, 4 h later");
}

BOOST_AUTO_TEST_CASE(what_somebody_may_not_work_goes_to_who_may) {
  leave(2, "2026-07-06", "2026-07-06");
  leave(1, "2026-07-06", "2026-07-06");
  work(2, at("2026-07-06T07:00Z"), 720, clinical);
  auto all = repairs("leave");
  BOOST_REQUIRE(all.size() == 2U);
  BOOST_TEST(
    (kinds(all) == std::vector{repair_kind::give, repair_kind::take_off}));
  BOOST_TEST(all[0].steps.front().person == person_id{3});
  BOOST_TEST(all[0].sentence == "give shift 1 (2026-07-06 07:00, 12 h) to R3");
}

BOOST_AUTO_TEST_CASE(a_shift_that_is_asked_for_is_not_taken_off) {
  where.templates[0].people_needed = 1;
  where.templates[0].supervised = false;
  leave(2, "2026-07-06", "2026-07-06");
  work(2, at("2026-07-06T07:00Z"), 720, clinical, 1);
  auto has_take_off = [&] {
    auto all = kinds(repairs("leave"));
    return std::ranges::find(all, repair_kind::take_off) != all.end();
  };
  BOOST_TEST(!has_take_off());
  // With another there is one to spare.
  work(3, at("2026-07-06T07:00Z"), 720, clinical, 1);
  BOOST_TEST(has_take_off());
}

BOOST_AUTO_TEST_CASE(many_hours_too_many_take_several_steps) {
  // 24 days of 15 hours are 360, 40 more than 320.
  for (auto i = 0; i < 28; ++i)
    if (i % 7 != 6)
      work(2, at("2026-07-01T07:00Z") + minutes{i * 1440}, 15 * 60, clinical);
  auto all = repairs("work_hours_80");
  BOOST_REQUIRE(all.size() == 1U);
  BOOST_TEST(all[0].steps.size() == 3U);
  BOOST_TEST(all[0].minutes == 3 * 15 * 60);
  BOOST_TEST(all[0].sentence.find(", then ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_unit_without_faculty_gets_one_who_is_free) {
  work(2, at("2026-07-06T07:00Z"), 720, clinical, 1);
  leave(11, "2026-07-06", "2026-07-06");
  auto all = repairs("supervision");
  BOOST_REQUIRE(all.size() == 1U);
  BOOST_TEST((all[0].steps
              == std::vector<repair_step>{{.kind = repair_kind::add,
                                           .person = {12},
                                           .from = at("2026-07-06T07:00Z"),
                                           .to = at("2026-07-06T19:00Z"),
                                           .what = {2}}}));
  BOOST_TEST(all[0].sentence
             == "have F2 work ward-attending from 2026-07-06 07:00 to "
                "2026-07-06 19:00");
}

BOOST_AUTO_TEST_CASE(a_shift_with_too_few_gets_somebody) {
  for (auto& shift : where.templates)
    shift.people_needed = shift.id == template_id{3} ? 1 : 0;
  where.templates[2].weekdays = 1;
  work(2, at("2026-07-06T07:00Z"), 1440, in_house_call, 3);
  work(2, at("2026-07-20T07:00Z"), 1440, in_house_call, 3);
  auto all = repairs("coverage");
  BOOST_REQUIRE(all.size() == 1U);
  BOOST_TEST((all[0].steps.front().kind == repair_kind::add));
  // Resident 1 is too young for it, and 2 has more work around.
  BOOST_TEST(all[0].steps.front().person == person_id{3});
}

BOOST_AUTO_TEST_CASE(a_shift_after_midnight_gets_somebody_for_its_own_day) {
  for (auto& shift : where.templates)
    shift.people_needed = shift.id == template_id{3} ? 1 : 0;
  where.templates[2].weekdays = 1;
  where.templates[2].start = 24 * 60 + 30;
  work(2, at("2026-07-07T00:30Z"), 1440, in_house_call, 3);
  work(2, at("2026-07-21T00:30Z"), 1440, in_house_call, 3);
  auto all = repairs("coverage");
  BOOST_REQUIRE(all.size() == 1U);
  BOOST_TEST(all[0].steps.front().person == person_id{3});
  BOOST_TEST((all[0].steps.front().from == at("2026-07-14T00:30Z")));
}

BOOST_AUTO_TEST_CASE(nor_is_one_taken_off_that_is_asked_for_the_day_before) {
  where.templates[0].people_needed = 1;
  where.templates[0].supervised = false;
  where.templates[0].weekdays = 1;
  where.templates[0].start = 24 * 60 + 30;
  leave(2, "2026-07-07", "2026-07-07");
  work(2, at("2026-07-07T00:30Z"), 720, clinical, 1);
  auto all = kinds(repairs("leave"));
  BOOST_TEST((std::ranges::find(all, repair_kind::take_off) == all.end()));
}

BOOST_AUTO_TEST_CASE(a_call_on_the_night_clocks_go_back_gets_somebody) {
  where.info.zone = "America/Chicago";
  where.info.first = day("2026-10-19");
  where.info.last = day("2026-11-15");
  what.plan.clear();
  for (auto who : {1U, 2U, 3U})
    plan(who, 1, "2026-10-19", "2026-11-15");
  for (auto& shift : where.templates)
    shift.people_needed = shift.id == template_id{3} ? 1 : 0;
  where.templates[2].weekdays = 0x20;
  work(2, at("2026-10-24T12:00Z"), 1440, in_house_call, 3);
  work(2, at("2026-11-07T13:00Z"), 1440, in_house_call, 3);
  auto all = repairs("coverage");
  BOOST_REQUIRE(all.size() == 1U);
  BOOST_TEST((all[0].steps
              == std::vector<repair_step>{{.kind = repair_kind::add,
                                           .person = {3},
                                           .from = at("2026-10-31T12:00Z"),
                                           .to = at("2026-11-01T12:00Z"),
                                           .what = {3}}}));
}

BOOST_AUTO_TEST_CASE(what_is_unknown_or_near_the_limit_has_no_repair) {
  for (auto i = 0; i < 20; ++i)
    work(2, at("2026-07-01T07:00Z") + minutes{i * 1440}, 920, clinical);
  sort(what);
  auto rules = what_if::make(where, what, pack);
  BOOST_REQUIRE(rules);
  auto seen = 0;
  for (const auto& x : findings())
    if (x.severity == severity::unknown || x.severity == severity::notice) {
      BOOST_TEST(repairs_of(*rules, x).empty());
      ++seen;
    }
  BOOST_TEST(seen > 0);
}

BOOST_AUTO_TEST_CASE(nothing_is_offered_that_would_break_something_else) {
  // The only other resident has no time for it.
  leave(2, "2026-07-06", "2026-07-06");
  leave(1, "2026-07-06", "2026-07-06");
  work(2, at("2026-07-06T07:00Z"), 720, clinical);
  work(3, at("2026-07-06T10:00Z"), 60, clinical);
  for (const auto& x : repairs("leave"))
    for (const auto& step : x.steps)
      BOOST_TEST((step.kind == repair_kind::take_off));
}

BOOST_AUTO_TEST_CASE(bounds_are_kept) {
  work(2, at("2026-07-06T07:00Z"), 1441, in_house_call);
  auto all = findings("continuous_24_4");
  auto rules = what_if::make(where, what, pack);
  BOOST_REQUIRE(rules);
  BOOST_TEST(repairs_of(*rules, all.front(), {.repairs_max = 1}).size() == 1U);
  BOOST_TEST(repairs_of(*rules, all.front(), {.shifts_max = 0}).empty());
}

BOOST_AUTO_TEST_CASE(the_worst_findings_are_repaired_first) {
  leave(1, "2026-07-01", "2026-07-01");
  work(1, at("2026-07-01T07:00Z"), 60, clinical);
  work(2, at("2026-07-06T07:00Z"), 1441, in_house_call);
  auto all = findings();
  auto rules = what_if::make(where, what, pack);
  BOOST_REQUIRE(rules);
  add_repairs(*rules, all, 1);
  for (const auto& x : all)
    BOOST_TEST(x.repairs.empty() == (x.rule != "continuous_24_4"));
  add_repairs(*rules, all, all.size());
  auto found = std::ranges::find(all, "leave", &finding::rule);
  BOOST_REQUIRE(found != all.end());
  BOOST_TEST(!found->repairs.empty());
}

BOOST_AUTO_TEST_CASE(random_repairs_end_what_they_are_for_and_break_nothing) {
  auto seed = test::seed_or(1);
  auto repaired = std::size_t{0};
  for (auto i = std::size_t{0}; i < test::count_or(60); ++i) {
    auto x = test::random_scene(seed + i, 40);
    auto roll = test::dice{seed + i};
    x.pack = test::random_pack(roll);
    auto said = validate(x.where, x.what, x.pack, x.all());
    auto rules = what_if::make(x.where, x.what, x.pack);
    BOOST_REQUIRE(rules);
    auto broken = [](const std::vector<finding>& all) {
      auto out = std::set<std::tuple<std::string, person_id>>{};
      for (const auto& one : all)
        if (is_breach(one.severity))
          out.insert({one.rule, one.person});
      return out;
    };
    for (const auto& one : said)
      for (const auto& fix : repairs_of(*rules, one)) {
        auto after = test::mended(x, fix);
        auto now = validate(x.where, after, x.pack, x.all());
        BOOST_TEST_INFO("NIGHTFLOAT_SEED=" << seed + i << " " << one.sentence
                                           << " | " << fix.sentence);
        BOOST_REQUIRE(std::ranges::none_of(now, [&](const finding& other) {
          return other.rule == one.rule && other.person == one.person
                 && other.from == one.from && other.to == one.to
                 && other.severity == one.severity
                 && other.sentence == one.sentence;
        }));
        BOOST_TEST_INFO("NIGHTFLOAT_SEED=" << seed + i << " " << one.sentence
                                           << " | " << fix.sentence);
        BOOST_REQUIRE(std::ranges::includes(broken(said), broken(now)));
        ++repaired;
      }
  }
  BOOST_TEST(repaired > 0U);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

BOOST_AUTO_TEST_SUITE_END()

} // namespace nightfloat::domain
