// SPDX-License-Identifier: Apache-2.0
#include "domain/resilience/contingency.hpp"
#include "tests/support/scene.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <functional>
#include <random>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(contingency_test)

namespace {

using test::scene;
using enum duty_kind;

/// One ward shift a day from 6 to 12 July, each with one resident.
struct ward : scene {
  ward() {
    where.templates.resize(1);
    where.templates[0].supervised = false;
    where.people.resize(3);
    for (auto who : {1U, 2U, 3U})
      plan(who, 1, "2026-07-01", "2026-07-28");
  }

  void shift(unsigned who, int day, unsigned from = 1) {
    work(who, at("2026-07-06T07:00Z") + minutes{day * 1440}, 720, clinical,
         from);
  }

  contingency risk(int days = 7) {
    sort(what);
    auto first = day("2026-07-06");
    return n1(where, what, pack, {first, first + date::duration{days - 1}});
  }

  static vulnerability of(const contingency& x, unsigned who) {
    for (const auto& one : x.people)
      if (one.person == person_id{who})
        return one;
    return {};
  }
};

BOOST_FIXTURE_TEST_SUITE(loss_of_one, ward)

BOOST_AUTO_TEST_CASE(an_idle_colleague_steps_in) {
  for (auto i = 0; i < 6; ++i)
    shift(1U + static_cast<unsigned>(i) / 2, i);
  auto x = risk(6);
  BOOST_TEST(x.unknown == "");
  BOOST_TEST(x.cells == 6U);
  BOOST_TEST(x.missing == 0U);
  BOOST_TEST(x.n1_pass);
  BOOST_TEST(x.people.size() == 3U);
  BOOST_TEST((of(x, 1) == vulnerability{{1}, 2, 2, 0, 0}));
  auto steps = 0;
  auto search
    = n1_search{where, what, pack, {day("2026-07-06"), day("2026-07-11")}};
  while (search.step())
    ++steps;
  BOOST_TEST(steps == 3);
}

BOOST_AUTO_TEST_CASE(what_is_short_already_is_charged_to_nobody) {
  shift(1, 0);
  shift(1, 3);
  auto x = risk(4);
  BOOST_TEST(x.unknown == "");
  BOOST_TEST(x.missing == 2U);
  BOOST_REQUIRE(x.base_gaps.size() == 2U);
  BOOST_TEST(to_string(x.base_gaps[0].day) == "2026-07-07");
  BOOST_TEST(x.base_gaps[0].needed == 1U);
  BOOST_TEST(x.people.size() == 1U);
  BOOST_TEST(of(x, 1).lost == 2U);
}

BOOST_AUTO_TEST_CASE(days_of_which_nothing_is_generated_are_unknown) {
  shift(1, 1);
  auto x = risk(4);
  BOOST_TEST(x.unknown
             == "contingency: unknown: nothing is generated from 2026-07-06 to "
                "2026-07-06 and from 2026-07-08 to 2026-07-09, generate that "
                "or choose other days");
  BOOST_TEST(!x.n1_pass);
  // Of the others it tells all the same.
  BOOST_TEST(x.cells == 1U);
  BOOST_TEST(x.missing == 0U);
  BOOST_TEST((of(x, 1) == vulnerability{{1}, 1, 1, 0, 0}));
  auto later = n1(where, what, pack, {day("2026-07-08"), day("2026-07-09")});
  BOOST_TEST(later.unknown.find("2026-07-08 to 2026-07-09")
             != std::string::npos);
  BOOST_TEST(!later.n1_pass);
  // Where nobody is asked for, nothing has to be generated.
  where.templates[0].weekdays = 0x02;
  BOOST_TEST(risk(4).unknown == "");
  BOOST_TEST(risk(4).n1_pass);
}

BOOST_AUTO_TEST_CASE(a_place_with_one_too_many_is_not_lost) {
  shift(1, 0);
  shift(2, 0);
  auto x = risk(1);
  BOOST_TEST(x.people.empty());
  BOOST_TEST(x.n1_pass);
}

BOOST_AUTO_TEST_CASE(nobody_on_leave_or_on_vacation_steps_in) {
  shift(1, 0);
  leave(2, "2026-07-06", "2026-07-06");
  what.plan[2].rotation = {3};
  auto x = risk(1);
  BOOST_TEST(!x.n1_pass);
  BOOST_TEST((of(x, 1) == vulnerability{{1}, 1, 0, 1, 1}));
}

BOOST_AUTO_TEST_CASE(nobody_of_another_pgy_or_role_steps_in) {
  shift(2, 0);
  where.templates[0].pgy_min = 2;
  where.people.resize(2);
  where.people.push_back(
    {.id = {11}, .code = "F1", .role = person_role::faculty});
  auto x = risk(1);
  BOOST_TEST((of(x, 2) == vulnerability{{2}, 1, 0, 1, 1}));
}

BOOST_AUTO_TEST_CASE(nobody_without_what_the_shift_asks_for_steps_in) {
  shift(1, 0);
  where.templates[0].credential = "acls";
  auto hold = [&](unsigned who, credential_status status, const char* last) {
    where.credentials.push_back(
      {{who}, {who}, "acls", day("2026-01-01"), day(last), status});
  };
  hold(1, credential_status::active, "2026-12-31");
  hold(2, credential_status::active, "2026-07-05");
  hold(3, credential_status::pending, "2026-12-31");
  BOOST_TEST((of(risk(1), 1) == vulnerability{{1}, 1, 0, 1, 1}));
  where.credentials[1].last = day("2026-07-06");
  BOOST_TEST((of(risk(1), 1) == vulnerability{{1}, 1, 1, 0, 0}));
}

BOOST_AUTO_TEST_CASE(who_works_elsewhere_is_not_idle) {
  auto other = where.templates[0];
  other.id = {2};
  other.weekdays = 0x01;
  where.templates.push_back(other);
  shift(1, 0);
  shift(2, 0, 2);
  where.people.resize(2);
  auto x = risk(1);
  BOOST_TEST((of(x, 1) == vulnerability{{1}, 1, 0, 1, 1}));
  where.templates[1].people_needed = 0;
  BOOST_TEST((of(risk(1), 1) == vulnerability{{1}, 1, 1, 0, 0}));
}

BOOST_AUTO_TEST_CASE(who_would_break_a_rule_fills_only_the_optimistic_number) {
  where.people.resize(2);
  where.templates[0].weekdays = 0x02;
  shift(1, 1);
  work(2, at("2026-07-06T07:00Z"), 1440, in_house_call);
  auto x = risk(2);
  BOOST_TEST(x.unknown == "");
  BOOST_TEST((of(x, 1) == vulnerability{{1}, 1, 0, 0, 1}));
  BOOST_TEST(!x.n1_pass);
}

BOOST_AUTO_TEST_CASE(two_shifts_that_join_are_not_for_one_stand_in) {
  // Losing 1 frees a day and the night after it: 24 hours would do, 25 not.
  auto night = where.templates[0];
  night.id = {2};
  night.start = 19 * 60;
  where.templates.push_back(night);
  where.people.resize(2);
  shift(1, 0);
  work(1, at("2026-07-06T19:00Z"), 720, clinical, 2);
  BOOST_TEST((of(risk(1), 1) == vulnerability{{1}, 2, 2, 0, 0}));
  where.templates[1].length = 781;
  BOOST_TEST((of(risk(1), 1) == vulnerability{{1}, 2, 1, 0, 1}));
}

BOOST_AUTO_TEST_CASE(a_matching_does_not_refuse_what_rules_allow) {
  // Standby at home overlaps the day shift, and one may have both.
  auto home = where.templates[0];
  home.id = {2};
  home.kind = at_home_call;
  where.templates.push_back(home);
  where.people.resize(2);
  shift(1, 0);
  work(1, at("2026-07-06T07:00Z"), 720, at_home_call, 2);
  BOOST_TEST((of(risk(1), 1) == vulnerability{{1}, 2, 2, 0, 0}));
}

BOOST_AUTO_TEST_CASE(the_tail_of_a_call_is_no_second_cover) {
  where.templates[0].kind = in_house_call;
  work(1, at("2026-07-06T07:00Z"), 720, in_house_call, 1);
  work(1, at("2026-07-07T07:00Z"), 60, transition, 1);
  work(2, at("2026-07-08T07:00Z"), 720, in_house_call, 1);
  auto x = risk(3);
  BOOST_TEST(x.missing == 1U);
}

BOOST_AUTO_TEST_CASE(a_shift_after_midnight_is_of_its_own_day) {
  where.templates[0].start = 24 * 60 + 30;
  where.templates[0].weekdays = 0x1f;
  for (auto i = 0; i < 5; ++i)
    work(1U + static_cast<unsigned>(i) % 3,
         at("2026-07-07T00:30Z") + minutes{i * 1440}, 720, clinical, 1);
  auto x = risk();
  BOOST_TEST(x.cells == 5U);
  BOOST_TEST(x.missing == 0U);
  BOOST_TEST(of(x, 1).lost == 2U);
}

BOOST_AUTO_TEST_CASE(a_shift_far_away_is_of_the_day_there) {
  where.sites = {{.id = {1}, .code = "LA", .zone = "America/Los_Angeles"}};
  where.templates[0].site = {1};
  where.templates[0].start = 22 * 60;
  where.templates[0].weekdays = 0x1f;
  for (auto i = 0; i < 5; ++i)
    work(1U + static_cast<unsigned>(i) % 3,
         at("2026-07-07T05:00Z") + minutes{i * 1440}, 720, clinical, 1);
  auto x = risk();
  BOOST_TEST(x.cells == 5U);
  BOOST_TEST(x.missing == 0U);
}

BOOST_AUTO_TEST_CASE(more_days_than_may_be_judged_are_unknown) {
  where.info.first = day("1970-01-01");
  where.info.last = day("2069-12-31");
  where.templates[0].weekdays = 1;
  for (auto start : {"1970-01-05T07:00Z", "2069-12-30T07:00Z"})
    work(1, at(start), 720, clinical, 1);
  sort(what);
  auto x = n1(where, what, pack, all());
  BOOST_TEST(x.unknown.find("choose fewer") != std::string::npos);
  BOOST_TEST(!x.n1_pass);
  BOOST_TEST(x.cells == 0U);
}

/// Four residents with one teacher; who is idle is PGY-1 and asks for one unit
/// too many.
struct taught : ward {
  taught() {
    auto teacher = where.templates[0];
    teacher.id = {2};
    teacher.kind = supervision;
    teacher.role = person_role::faculty;
    where.templates.push_back(teacher);
    where.templates[0].supervised = true;
    where.templates[0].people_needed = 4;
    where.people.push_back({.id = {4}, .code = "R4", .pgy = {{2026, 2}}});
    where.people.push_back({.id = {5}, .code = "R5", .pgy = {{2026, 2}}});
    for (auto who : {11U, 12U})
      where.people.push_back(
        {.id = {who}, .code = "F", .role = person_role::faculty});
    for (auto who : {2U, 3U, 4U, 5U})
      shift(who, 0);
    work(11, at("2026-07-06T07:00Z"), 720, supervision, 2);
  }
};

BOOST_FIXTURE_TEST_CASE(a_stand_in_may_not_outgrow_supervision, taught) {
  BOOST_TEST((of(risk(1), 2) == vulnerability{{2}, 1, 0, 0, 1}));
  where.info.supervision.faculty_units = 5;
  BOOST_TEST((of(risk(1), 2) == vulnerability{{2}, 1, 1, 0, 0}));
}

BOOST_FIXTURE_TEST_CASE(a_teacher_without_a_shift_teaches_in_no_unit, taught) {
  work(12, at("2026-07-06T07:00Z"), 720, supervision, 0);
  BOOST_TEST((of(risk(1), 2) == vulnerability{{2}, 1, 0, 0, 1}));
}

BOOST_FIXTURE_TEST_CASE(who_came_late_has_asked_for_supervision_too, taught) {
  what.duties[0].start += minutes{30};
  BOOST_TEST((of(risk(1), 2) == vulnerability{{2}, 1, 0, 0, 1}));
}

BOOST_FIXTURE_TEST_CASE(a_stand_in_asks_where_the_lost_did_not, taught) {
  where.info.supervision.other_units = 0;
  where.info.supervision.faculty_units = 1;
  BOOST_TEST((of(risk(1), 2) == vulnerability{{2}, 1, 0, 0, 1}));
  where.info.supervision.faculty_units = 2;
  BOOST_TEST((of(risk(1), 2) == vulnerability{{2}, 1, 1, 0, 0}));
}

BOOST_FIXTURE_TEST_CASE(who_teaches_is_not_idle, taught) {
  auto clinic = where.templates[1];
  clinic.id = {3};
  clinic.kind = clinical;
  where.templates.push_back(clinic);
  where.templates[1].people_needed = 0;
  work(12, at("2026-07-06T07:00Z"), 720, clinical, 3);
  BOOST_TEST((of(risk(1), 12) == vulnerability{{12}, 1, 0, 1, 1}));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_computed_says_why) {
  BOOST_TEST(risk().unknown.find("without duties") != std::string::npos);
  BOOST_TEST(!risk().n1_pass);
  what.plan.clear();
  BOOST_TEST(risk().unknown.find("no roster") != std::string::npos);
  BOOST_TEST(!risk().n1_pass);
  shift(1, 0);
  where.templates.clear();
  BOOST_TEST(risk().unknown.find("how many people") != std::string::npos);
  auto later = day("2030-01-01");
  BOOST_TEST(n1(where, what, pack, {later, later}).unknown.find("window")
             != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

// -- brute force --------------------------------------------------------------

/// The largest number of `lost` duties that others can take over, tried in all
/// ways; with `ruled`, without a breach that was not there before.
std::size_t most(const scene& x, std::vector<duty> lost, person_id who,
                 bool ruled) {
  auto breaches = [&](const roster& now, person_id one) {
    return std::ranges::count_if(
      validate_person(x.where, now, x.pack, x.all(), one), is_breach,
      &finding::severity);
  };
  std::function<std::size_t(std::size_t, const roster&)> go
    = [&](std::size_t i, const roster& now) -> std::size_t {
    if (i == lost.size())
      return 0;
    auto best = go(i + 1, now);
    for (const auto& one : x.where.people) {
      auto work = lost[i];
      auto clash
        = std::ranges::any_of(duties_of(now, one.id), [&](const auto& other) {
            return other.start < work.end && work.start < other.end;
          });
      auto pgy = pgy_of(one, 2026);
      if (one.id == who || clash || pgy < x.where.templates[0].pgy_min)
        continue;
      work.person = one.id;
      auto then = now;
      then.duties.push_back(work);
      sort(then);
      if (!ruled || breaches(then, one.id) <= breaches(now, one.id))
        best = std::max(best, go(i + 1, then) + 1);
    }
    return best;
  };
  auto rest = x.what;
  std::erase_if(rest.duties, [&](const auto& y) { return y.person == who; });
  return go(0, rest);
}

BOOST_AUTO_TEST_CASE(equals_brute_force_on_tiny_rosters) {
  auto seed = test::seed_or(3);
  auto short_of_something = 0;
  for (auto i = std::size_t{0}; i < test::count_or(2'000) / 10; ++i) {
    auto engine = std::mt19937_64{seed + i};
    auto x = ward{};
    x.where.templates[0].pgy_min = static_cast<std::uint8_t>(engine() % 3);
    x.where.templates[0].start = 8 * 60;
    auto length = static_cast<std::uint16_t>(600 + engine() % 700);
    x.where.templates[0].length = length;
    x.where.info.first = scene::day("2026-07-06");
    x.where.info.last = scene::day("2026-07-12");
    for (auto day = 0; day < 5; ++day) {
      auto who = static_cast<unsigned>(1 + engine() % 3);
      x.work(who, scene::at("2026-07-06T08:00Z") + minutes{day * 1440}, length,
             clinical, 1);
      if (engine() % 2 == 0)
        x.work(who % 3 + 1,
               scene::at("2026-07-06T00:00Z")
                 + minutes{day * 1440 + static_cast<int>(engine() % 400)},
               200);
    }
    auto found = x.risk();
    BOOST_TEST_CONTEXT("NIGHTFLOAT_SEED=" << seed + i) {
      for (const auto& one : found.people) {
        auto lost = std::vector<duty>{};
        for (const auto& work : duties_of(x.what, one.person))
          if (work.from == template_id{1})
            lost.push_back(work);
        BOOST_REQUIRE(one.lost == lost.size());
        BOOST_REQUIRE(one.redispatched + one.short_achievable == one.lost);
        BOOST_REQUIRE(one.short_optimistic
                      == one.lost - most(x, lost, one.person, false));
        BOOST_REQUIRE(one.redispatched <= most(x, lost, one.person, true));
        short_of_something += one.short_achievable > 0 ? 1 : 0;
      }
    }
  }
  BOOST_TEST(short_of_something > 0);
}

} // namespace

BOOST_AUTO_TEST_SUITE_END()

} // namespace nightfloat::domain
