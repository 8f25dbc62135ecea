// SPDX-License-Identifier: Apache-2.0
#include "domain/repair/absence.hpp"
#include "domain/repair/publication.hpp"
#include "tests/support/scene.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <limits>
#include <set>
#include <string>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(absence_test)

namespace {

using test::scene;
using enum duty_kind;

/// A ward with one resident a day and one attending; R2 works Tuesday to
/// Thursday, everybody's plan is known.
struct ward : scene {
  std::vector<shift_id> mine;

  ward() {
    for (auto who : {1U, 2U, 3U})
      plan(who, 1, "2026-07-01", "2026-07-28");
    for (auto text :
         {"2026-07-07T07:00Z", "2026-07-08T07:00Z", "2026-07-09T07:00Z"}) {
      mine.push_back(work(2, at(text), 720, clinical, 1));
      work(11, at(text), 720, supervision, 2);
    }
    domain::sort(where);
  }

  absence_question away(unsigned who, std::string_view first,
                        std::string_view last) const {
    return {.person = {who}, .first = day(first), .last = day(last)};
  }

  result<absence_answer> ask(const absence_question& x) {
    domain::sort(what);
    return mend_absence(where, what, pack, x);
  }

  absence_answer ways(const absence_question& x) {
    auto out = ask(x);
    BOOST_REQUIRE_MESSAGE(out, out.error().detail);
    return *out;
  }

  absence_answer ways() {
    return ways(away(2, "2026-07-07", "2026-07-09"));
  }

  void refuse(const absence_question& x, ec code, const std::string& says) {
    auto out = ask(x);
    BOOST_REQUIRE(!out);
    BOOST_TEST((out.error().code == code), out.error().detail);
    BOOST_TEST(out.error().detail.find(says) != std::string::npos,
               out.error().detail);
  }
};

/// Who has it after `way`; not assigned: nobody.
person_id holder(const roster& what, const absence_way& way, shift_id shift) {
  auto out = person_id{};
  for (const auto& work : what.duties)
    if (work.shift == shift)
      out = work.person;
  for (const auto& move : way.moves)
    if (move.shift == shift)
      out = move.to;
  return out;
}

std::size_t breaches(const std::vector<finding>& all) {
  return static_cast<std::size_t>(std::ranges::count_if(
    all, [](const finding& x) { return is_breach(x.severity); }));
}

BOOST_FIXTURE_TEST_SUITE(absence, ward)

BOOST_AUTO_TEST_CASE(who_is_free_takes_the_shifts_in_as_few_cells_as_can_be) {
  auto x = ways();
  BOOST_REQUIRE(x.shifts.size() == 3U);
  BOOST_REQUIRE(!x.ways.empty());
  BOOST_TEST(!x.bounded);
  for (const auto& shift : x.shifts) {
    BOOST_TEST((shift.state == absence_state::asked));
    BOOST_TEST(shift.takers == 2U);
    BOOST_TEST(shift.nearest.empty());
  }
  for (const auto& way : x.ways) {
    BOOST_TEST(way.open.empty());
    BOOST_TEST(way.cells == 6U);
    BOOST_TEST(way.moves.size() == 3U);
    BOOST_TEST(breaches(way.come) == 0U);
    for (auto shift : mine)
      BOOST_TEST(holder(what, way, shift).assigned());
  }
}

BOOST_AUTO_TEST_CASE(a_way_says_what_it_ends_and_what_it_does_to_people) {
  auto x = ways();
  BOOST_REQUIRE(!x.ways.empty());
  const auto& way = x.ways.front();
  // Three days of duty on leave.
  BOOST_TEST(std::ranges::count(way.gone, std::string{"leave"}, &finding::rule)
             == 3);
  auto moved = std::int64_t{0};
  for (const auto& one : way.tallies) {
    moved += one.after.minutes - one.before.minutes;
    if (one.person == person_id{2}) {
      BOOST_TEST(one.before.minutes == 3 * 720);
      BOOST_TEST(one.after.minutes == 0);
      BOOST_TEST(one.group == "PGY-2");
    }
  }
  BOOST_TEST(moved == 0);
  BOOST_TEST(way.sentence.find("ward-day of 2026-07-07 to R")
               != std::string::npos,
             way.sentence);
  BOOST_TEST(std::ranges::count(way.people, person_id{2}) == 0);
  BOOST_TEST(way.spreads.size() >= 2U);
}

BOOST_AUTO_TEST_CASE(ways_differ_in_who_takes_what) {
  auto x = ways();
  auto seen = std::set<std::vector<person_id>>{};
  for (const auto& way : x.ways) {
    auto takers = std::vector<person_id>{};
    for (auto shift : mine)
      takers.push_back(holder(what, way, shift));
    BOOST_TEST(seen.insert(takers).second);
  }
  BOOST_TEST(seen.size() == 3U);
}

BOOST_AUTO_TEST_CASE(who_had_less_is_asked_first) {
  // A week of work for R1, and none for R3.
  for (auto text : {"2026-07-20T07:00Z", "2026-07-21T07:00Z",
                    "2026-07-22T07:00Z", "2026-07-23T07:00Z"})
    work(1, at(text), 720, clinical);
  where.people[0].pgy = {{2026, 3}};
  auto x = ways(away(2, "2026-07-07", "2026-07-07"));
  BOOST_REQUIRE(!x.ways.empty());
  BOOST_TEST(holder(what, x.ways.front(), mine[0]) == person_id{3});
  BOOST_TEST(x.ways.front().fairness < 0);
}

BOOST_AUTO_TEST_CASE(where_nobody_is_free_somebody_gives_a_shift_of_theirs) {
  // R1 is away too, and R3 has the call, which R1 may not take for its PGY.
  leave(1, "2026-07-01", "2026-07-28");
  where.people.insert(where.people.begin() + 3,
                      {.id = {4}, .code = "R4", .pgy = {{2026, 3}}});
  plan(4, 2, "2026-07-01", "2026-07-28");
  // The call lasts into the next morning; R4 may take it, but no ward day.
  where.templates[0].pgy_max = 3;
  where.people[3].pgy = {{2026, 4}};
  auto call = work(3, at("2026-07-07T07:00Z"), 1440, in_house_call, 3);
  auto x = ways(away(2, "2026-07-07", "2026-07-07"));
  BOOST_REQUIRE(!x.ways.empty());
  const auto& way = x.ways.front();
  BOOST_TEST(x.shifts.front().takers == 0U);
  BOOST_TEST(way.open.empty());
  BOOST_TEST(holder(what, way, mine[0]) == person_id{3});
  BOOST_TEST(holder(what, way, call) == person_id{4});
  BOOST_TEST(way.sentence.find(", whose icu-call of 2026-07-07 goes to R4")
               != std::string::npos,
             way.sentence);
  BOOST_TEST(breaches(way.come) == 0U);
}

BOOST_AUTO_TEST_CASE(a_chain_goes_on_until_somebody_is_free) {
  leave(1, "2026-07-01", "2026-07-28");
  // R4 may take the call if R5 takes the clinic, and neither the ward's day.
  where.templates[0].pgy_max = 3;
  where.templates[2].pgy_max = 4;
  where.templates.push_back({.id = {4},
                             .code = "clinic",
                             .rotation = {4},
                             .start = 13 * 60,
                             .length = 240,
                             .pgy_min = 4});
  for (auto i : {4U, 5U}) {
    where.people.insert(where.people.begin() + i - 1,
                        {.id = {i},
                         .code = "R" + std::to_string(i),
                         .pgy = {{2026, static_cast<std::uint8_t>(i)}}});
    plan(i, 4, "2026-07-01", "2026-07-28");
  }
  auto call = work(3, at("2026-07-07T07:00Z"), 1440, in_house_call, 3);
  auto clinic = work(4, at("2026-07-07T13:00Z"), 240, clinical, 4);
  auto x = ways(away(2, "2026-07-07", "2026-07-07"));
  BOOST_REQUIRE(!x.ways.empty());
  const auto& way = x.ways.front();
  BOOST_TEST(way.open.empty());
  BOOST_TEST(holder(what, way, mine[0]) == person_id{3});
  BOOST_TEST(holder(what, way, call) == person_id{4});
  BOOST_TEST(holder(what, way, clinic) == person_id{5});
  BOOST_TEST(way.cells == 4U);
}

BOOST_AUTO_TEST_CASE(what_was_set_by_hand_is_not_passed_on) {
  leave(1, "2026-07-01", "2026-07-28");
  where.people.insert(where.people.begin() + 3,
                      {.id = {4}, .code = "R4", .pgy = {{2026, 4}}});
  where.templates[0].pgy_max = 3;
  plan(4, 2, "2026-07-01", "2026-07-28");
  work(3, at("2026-07-07T07:00Z"), 1440, in_house_call, 3);
  what.duties.back().source = duty_source::manual;
  auto x = ways(away(2, "2026-07-07", "2026-07-07"));
  BOOST_REQUIRE(!x.ways.empty());
  BOOST_TEST(x.ways.front().open.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_shift_that_nothing_asks_for_is_left_to_take_another) {
  leave(1, "2026-07-01", "2026-07-28");
  auto study = work(3, at("2026-07-07T09:00Z"), 240, education);
  auto x = ways(away(2, "2026-07-07", "2026-07-07"));
  BOOST_REQUIRE(!x.ways.empty());
  const auto& way = x.ways.front();
  BOOST_TEST(way.open.empty());
  BOOST_TEST(holder(what, way, mine[0]) == person_id{3});
  BOOST_TEST(!holder(what, way, study).assigned());
  BOOST_TEST(way.sentence.find("is left out") != std::string::npos,
             way.sentence);
}

BOOST_AUTO_TEST_CASE(where_nobody_can_it_stays_open_and_the_nearest_are_told) {
  leave(1, "2026-07-01", "2026-07-28");
  work(3, at("2026-07-06T13:00Z"), 1440, in_house_call, 3);
  what.duties.back().source = duty_source::preload;
  auto x = ways(away(2, "2026-07-07", "2026-07-07"));
  BOOST_REQUIRE(x.ways.size() == 1U);
  const auto& way = x.ways.front();
  BOOST_TEST(way.open == std::vector{mine[0]});
  const auto& shift = x.shifts.front();
  BOOST_TEST(shift.takers == 0U);
  BOOST_REQUIRE(shift.nearest.size() == 3U);
  BOOST_TEST(shift.nearest[0].person == person_id{3});
  BOOST_TEST(shift.nearest[0].against.front().rule == "double_booking");
  // Who is not fit at all comes after who is only busy.
  BOOST_TEST(std::ranges::count(shift.nearest, person_id{1}, &candidate::person)
             == 1);
  BOOST_TEST(
    std::ranges::count(way.come, std::string{"coverage"}, &finding::rule) == 1);
}

BOOST_AUTO_TEST_CASE(a_shift_that_nobody_is_asked_for_is_taken_off) {
  where.templates[0].people_needed = 0;
  auto x = ways();
  BOOST_REQUIRE(x.ways.size() == 1U);
  BOOST_TEST(x.ways.front().cells == 3U);
  BOOST_TEST(x.ways.front().open.empty());
  for (const auto& shift : x.shifts)
    BOOST_TEST((shift.state == absence_state::spare));
  for (auto shift : mine)
    BOOST_TEST(!holder(what, x.ways.front(), shift).assigned());
}

BOOST_AUTO_TEST_CASE(a_teacher_is_replaced_because_residents_need_one) {
  where.templates[1].people_needed = 0;
  auto x = ways(away(11, "2026-07-08", "2026-07-08"));
  BOOST_REQUIRE(!x.ways.empty());
  BOOST_TEST((x.shifts.front().state == absence_state::asked));
  BOOST_TEST(holder(what, x.ways.front(), x.shifts.front().shift)
             == person_id{12});
}

BOOST_AUTO_TEST_CASE(a_night_that_reaches_into_the_absence_is_part_of_it) {
  auto night = work(2, at("2026-07-13T19:00Z"), 720, night_float);
  auto x = ways(away(2, "2026-07-14", "2026-07-14"));
  BOOST_REQUIRE(x.shifts.size() == 1U);
  BOOST_TEST(x.shifts.front().shift == night);
  BOOST_TEST(ways(away(2, "2026-07-15", "2026-07-15")).shifts.empty());
}

BOOST_AUTO_TEST_CASE(who_has_no_shift_then_leaves_nothing_to_do) {
  auto x = ways(away(3, "2026-07-07", "2026-07-09"));
  BOOST_TEST(x.shifts.empty());
  BOOST_TEST(x.ways.empty());
}

BOOST_AUTO_TEST_CASE(what_began_stays_unless_a_reason_is_given) {
  auto asked = away(2, "2026-07-07", "2026-07-09");
  asked.now = at("2026-07-08T12:00Z");
  auto x = ways(asked);
  BOOST_REQUIRE(!x.ways.empty());
  BOOST_TEST((x.shifts[0].state == absence_state::kept));
  BOOST_TEST((x.shifts[1].state == absence_state::kept));
  BOOST_TEST(x.shifts[1].why.find("which is past") != std::string::npos);
  BOOST_TEST((x.shifts[2].state == absence_state::asked));
  BOOST_TEST(x.ways.front().moves.size() == 1U);
  asked.now = at("2026-07-20T12:00Z");
  BOOST_TEST(ways(asked).ways.empty());
  asked.how = {.today = day("2026-07-20"),
               .code = change_code::sick_call,
               .reason = "          "};
  BOOST_TEST(ways(asked).ways.empty());
  asked.how.reason = "went home at noon";
  BOOST_TEST(ways(asked).ways.front().moves.size() == 3U);
}

BOOST_AUTO_TEST_CASE(locked_and_frozen_days_ask_for_their_reason) {
  where.info.locked_until = day("2026-07-07");
  where.info.freeze_scope = freeze_scope::non_emergency;
  where.info.freeze_days = 2;
  auto asked = away(2, "2026-07-07", "2026-07-09");
  asked.how.today = day("2026-07-06");
  auto state = [&](std::size_t i) {
    return ways(asked).shifts.at(i).state;
  };
  BOOST_TEST((state(0) == absence_state::kept));
  BOOST_TEST((state(1) == absence_state::kept));
  BOOST_TEST((state(2) == absence_state::asked));
  asked.how.code = change_code::sick_call;
  BOOST_TEST((state(0) == absence_state::kept));
  BOOST_TEST((state(1) == absence_state::asked));
  asked.how.reason = "told by telephone";
  BOOST_TEST((state(0) == absence_state::asked));
  auto x = ways(asked);
  BOOST_TEST(x.ways.front().open.empty());
}

BOOST_AUTO_TEST_CASE(questions_that_make_no_sense_are_refused) {
  refuse(away(99, "2026-07-07", "2026-07-09"), ec::not_found, "99");
  refuse(away(2, "2026-07-09", "2026-07-07"), ec::invalid_argument,
         "before the first");
  refuse(away(2, "2026-07-07", "2026-09-30"), ec::oversize, "62");
  auto ever = away(2, "2026-07-07", "2026-07-08");
  ever.first = date{date::duration{std::numeric_limits<std::int32_t>::min()}};
  ever.last = date{date::duration{std::numeric_limits<std::int32_t>::max()}};
  refuse(ever, ec::oversize, "4294967296");
  auto none = away(2, "2026-07-07", "2026-07-09");
  none.ways = 0;
  refuse(none, ec::invalid_argument, "1 to 10");
  where.info.zone = "Mars/Base";
  refuse(away(2, "2026-07-07", "2026-07-09"), ec::not_found, "Mars/Base");
}

BOOST_AUTO_TEST_CASE(a_shift_without_a_number_stays) {
  what.duties.front().shift = {};
  auto x = ways(away(2, "2026-07-07", "2026-07-07"));
  BOOST_REQUIRE(x.shifts.size() == 1U);
  BOOST_TEST((x.shifts[0].state == absence_state::kept));
  BOOST_TEST(x.ways.empty());
}

BOOST_AUTO_TEST_CASE(known_leave_is_not_written_twice) {
  auto first = day("2026-07-07");
  auto last = day("2026-07-09");
  auto once = with_absence(where, {2}, first, last);
  BOOST_REQUIRE(once.absences.size() == 1U);
  BOOST_TEST(once.absences[0].kind == "sick");
  BOOST_TEST((with_absence(once, {2}, first, last) == once));
  auto more = with_absence(once, {2}, first, day("2026-07-10"));
  BOOST_REQUIRE(more.absences.size() == 2U);
  BOOST_TEST(more.absences[1].id == absence_id{2});
}

BOOST_AUTO_TEST_CASE(a_plan_writes_the_months_and_guards_of_all_it_touches) {
  auto x = ways();
  BOOST_REQUIRE(!x.ways.empty());
  const auto& way = x.ways.front();
  auto plan = plan_mend(
    where, what,
    {.person = x.person, .first = x.first, .last = x.last, .moves = way.moves});
  BOOST_REQUIRE(plan);
  BOOST_REQUIRE(plan->leave.has_value());
  BOOST_TEST(plan->leave->person == person_id{2});
  BOOST_TEST(plan->rewritten.size() == 1 + way.people.size());
  // Everybody's, and the ward's of that week.
  BOOST_TEST(plan->guards.size() == 2 + way.people.size());
  auto after = apply(what, *plan);
  BOOST_TEST(after.duties.size() == what.duties.size());
  for (const auto& work : after.duties)
    BOOST_TEST(work.person == holder(what, way, work.shift));
  // Done once, it cannot be done again.
  auto again = plan_mend(
    where, after,
    {.person = x.person, .first = x.first, .last = x.last, .moves = way.moves});
  BOOST_REQUIRE(!again);
  BOOST_TEST((again.error().code == ec::conflict));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

BOOST_AUTO_TEST_SUITE_END()

} // namespace nightfloat::domain
