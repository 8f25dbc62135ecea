// SPDX-License-Identifier: Apache-2.0
// Bad input of a generation, case by case: the best roster there is, with its
// faults by rule, person and day, or one sentence that names the place.
#include "domain/solve/generation.hpp"
#include "tests/support/generated.hpp"
#include "tests/support/ward.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(generation_input_test)

using namespace nightfloat;
using namespace nightfloat::domain;
using test::finished;
using test::ward;

namespace {

constexpr auto one_day = date::duration{1};

std::string all(const std::vector<std::string>& x) {
  auto out = std::string{};
  for (const auto& line : x)
    out += line + "\n";
  return out;
}

bool says(const std::vector<std::string>& x, const std::string& word) {
  return std::ranges::any_of(
    x, [&](const auto& line) { return line.find(word) != std::string::npos; });
}

void send_away(programme& x, std::uint32_t who, date first, date last) {
  x.absences.push_back(
    {.id = {static_cast<std::uint32_t>(x.absences.size()) + 1},
     .person = {who},
     .first = first,
     .last = last});
}

/// A day on the ward that a person decided.
duty by_a_person(const programme& x, std::uint32_t who, std::int32_t day,
                 std::uint32_t shift) {
  auto start = instant{x.info.first + day * one_day} + minutes{420};
  return {.person = {who},
          .shift = {shift},
          .start = start,
          .end = start + minutes{720},
          .from = {1},
          .rotation = {1},
          .source = duty_source::manual};
}

} // namespace

BOOST_AUTO_TEST_CASE(shifts_that_ask_for_nobody_are_left_alone) {
  auto x = ward(3);
  x.templates[0].people_needed = 0;
  auto g = finished(x);
  BOOST_TEST(g.feasible(), all(g.unmet()));
}

BOOST_AUTO_TEST_CASE(leave_of_everybody_on_one_day_opens_that_day_alone) {
  auto x = ward(4);
  auto day = x.info.first + 8 * one_day;
  for (auto who : {1U, 2U, 3U, 4U})
    send_away(x, who, day, day);
  auto g = finished(x);
  BOOST_TEST(!g.feasible());
  BOOST_TEST_REQUIRE(g.unmet().size() == 1U);
  BOOST_TEST(
    (g.unmet()[0].find("shift DAY on 2026-07-14 has 0 of 1 people") == 0U),
    g.unmet()[0]);
  BOOST_TEST(g.best().duties.size() == 20U);
}

BOOST_AUTO_TEST_CASE(work_by_hand_that_overlaps_is_kept_and_told) {
  auto x = ward(4);
  x.templates.push_back({.id = {2},
                         .code = "LATE",
                         .rotation = {1},
                         .start = 600,
                         .length = 720,
                         .people_needed = 0});
  auto kept = roster{};
  kept.duties = {by_a_person(x, 1, 3, 1), by_a_person(x, 1, 3, 2)};
  kept.duties[1].from = {2};
  kept.duties[1].start += minutes{180};
  kept.duties[1].end += minutes{180};
  sort(kept);
  auto g = finished(x, {}, &kept);
  BOOST_TEST(!g.feasible());
  BOOST_TEST(says(g.unmet(), "R1"), all(g.unmet()));
  auto made = g.best();
  for (const auto& d : kept.duties)
    BOOST_TEST(std::ranges::count(made.duties, d) == 1);
}

BOOST_AUTO_TEST_CASE(work_by_hand_on_leave_is_kept_and_told) {
  auto x = ward(4);
  send_away(x, 1, x.info.first + 3 * one_day, x.info.first + 3 * one_day);
  auto kept = roster{};
  kept.duties = {by_a_person(x, 1, 3, 1)};
  auto g = finished(x, {}, &kept);
  BOOST_TEST(!g.feasible());
  BOOST_TEST(says(g.unmet(), "R1"), all(g.unmet()));
}

BOOST_AUTO_TEST_CASE(two_rotations_by_hand_at_once_are_no_reason_to_stop) {
  auto x = ward(4);
  x.rotations.push_back(
    {.id = {2}, .code = "E", .kind = rotation_kind::elective, .people_max = 9});
  auto kept = roster{};
  for (auto rotation : {1U, 2U})
    kept.plan.push_back({.person = {1},
                         .rotation = {rotation},
                         .first = x.info.first,
                         .last = x.info.last,
                         .source = duty_source::manual});
  sort(kept);
  auto g = finished(x, {.moves_max = 400'000}, &kept);
  auto made = g.best();
  for (const auto& row : kept.plan)
    BOOST_TEST(std::ranges::count(made.plan, row) == 1);
}

BOOST_AUTO_TEST_CASE(a_shift_that_nobody_is_qualified_for_stays_open_by_day) {
  auto x = ward(4);
  x.templates.push_back({.id = {2},
                         .code = "ECHO",
                         .rotation = {1},
                         .start = 480,
                         .length = 240,
                         .credential = "echo"});
  auto g = finished(x, {.moves_max = 400'000});
  BOOST_TEST(!g.feasible());
  BOOST_TEST(g.unmet().size() == 21U);
  BOOST_TEST(says(g.unmet(), "shift ECHO on 2026-07-14 has 0 of 1 people"),
             all(g.unmet()));
}

BOOST_AUTO_TEST_CASE(hardly_a_move_gives_a_roster_in_form) {
  auto x = ward(4);
  auto g = finished(x, {.moves_max = 1});
  BOOST_TEST(g.unmet().empty() == g.feasible());
  auto made = g.best();
  BOOST_TEST(std::ranges::is_sorted(made.duties, {}, [](const duty& d) {
    return std::pair{d.person, d.start};
  }));
}

BOOST_AUTO_TEST_CASE(a_roster_of_somebody_else_is_refused_by_name) {
  auto x = ward(2);
  auto kept = roster{};
  kept.duties = {by_a_person(x, 7, 3, 1)};
  auto refused = generation::begin(x, {}, &kept);
  BOOST_TEST_REQUIRE(!refused);
  BOOST_TEST(refused.error().detail
             == "generate: the roster to keep names person 7, who is unknown, "
                "begin from a roster of this programme");
}

BOOST_AUTO_TEST_SUITE_END()
