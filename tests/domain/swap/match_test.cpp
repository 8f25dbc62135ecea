// SPDX-License-Identifier: Apache-2.0
#include "domain/swap/match.hpp"
#include "tests/support/swap_world.hpp"

#include <algorithm>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(match_test)

namespace {

using test::swap_world;

bool has(const std::string& text, const char* words) {
  return text.find(words) != std::string::npos;
}

struct market : swap_world {
  swap_matches match(unsigned who, unsigned shift, std::size_t limit = 5) {
    auto got = match_swaps(here(), {{who}, {shift}}, limit);
    BOOST_REQUIRE_MESSAGE(got.has_value(), (got ? "" : got.error().detail));
    return std::move(*got);
  }

  /// The match can be had: offered as it stands, agreed to and executed.
  void carry_out(const swap_match& x) {
    auto copy = *this;
    for (const auto& id : x.offers)
      if (id.assigned())
        BOOST_REQUIRE(copy.say(id, swap_act::withdraw, 0));
    // The first gives to whoever takes it, and so on round the ring.
    auto legs = std::vector<swap_leg>{};
    for (auto at = x.moves.begin(); legs.size() < x.moves.size();) {
      legs.push_back({at->from, at->shift});
      at = std::ranges::find(x.moves, at->to, &move::from);
    }
    auto id = copy.offer(legs);
    BOOST_REQUIRE_MESSAGE(id.assigned(), copy.why);
    for (auto i = std::size_t{1}; i < legs.size(); ++i)
      BOOST_REQUIRE(copy.say(id, swap_act::accept, legs[i].person.value));
    BOOST_REQUIRE_MESSAGE(copy.say(id, swap_act::execute, 0), copy.why);
    for (const auto& one : x.moves)
      BOOST_TEST(copy.holder(one.shift.value) == one.to.value);
  }
};

BOOST_FIXTURE_TEST_SUITE(matching, market)

BOOST_AUTO_TEST_CASE(two_offers_that_fit_are_a_match_with_reasons) {
  auto other = offer({{{2}, {8}}});
  auto none = match(1, 4);
  BOOST_TEST(none.considered == 1U);
  BOOST_TEST_REQUIRE(none.found.size() == 1U);
  const auto& x = none.found.front();
  BOOST_TEST((x.kind == swap_kind::one_to_one));
  BOOST_TEST(
    (x.moves
     == std::vector<move>{{{4}, 202607, {1}, {2}}, {{8}, 202607, {2}, {1}}}));
  BOOST_TEST((x.offers == std::vector<swap_id>{{}, other}));
  BOOST_TEST(x.parts.date == 1000U);
  BOOST_TEST(x.parts.preference == 600U);
  BOOST_TEST(x.parts.history == 1000U);
  BOOST_TEST(has(x.why, "R2 takes 2026-07-04 07:00 of R1"));
  auto sum = (20 * x.parts.date + 35 * x.parts.preference
              + 15 * x.parts.workload + 15 * x.parts.history
              + 15 * x.parts.availability)
             / 100;
  BOOST_TEST(x.score == sum);
  carry_out(x);
}

BOOST_AUTO_TEST_CASE(a_wish_that_is_met_counts_and_one_that_is_not_excludes) {
  auto met = swap_wish{.first = day("2026-07-04"), .last = day("2026-07-04")};
  auto unmet = swap_wish{.first = day("2026-07-20"), .last = day("2026-07-21")};
  BOOST_TEST(offer({{{2}, {8}}}, 0, met).assigned());
  BOOST_TEST(offer({{{2}, {11}}}, 0, unmet).assigned());
  BOOST_TEST(offer({{{1}, {4}}}, 0,
                   {.first = day("2026-07-08"), .last = day("2026-07-11")})
               .assigned());
  auto got = match(1, 4);
  BOOST_TEST(got.considered == 2U);
  BOOST_TEST_REQUIRE(got.found.size() == 1U);
  BOOST_TEST(got.found.front().parts.preference == 1000U);
  BOOST_TEST(got.found.front().moves[1].shift.value == 8U);
  BOOST_TEST(got.found.front().offers[0].assigned());
}

BOOST_AUTO_TEST_CASE(who_declined_before_is_a_worse_match) {
  BOOST_TEST(offer({{{2}, {8}}}).assigned());
  auto before = match(1, 4).found.front();
  board.put({.person = {2}, .tally = {.declined = 2}});
  auto after = match(1, 4).found.front();
  BOOST_TEST(after.parts.history == 800U);
  BOOST_TEST(after.score < before.score);
  board.put({.person = {2}, .tally = {.agreed = 1, .declined = 2}});
  BOOST_TEST(match(1, 4).found.front().parts.history == 850U);
}

BOOST_AUTO_TEST_CASE(who_is_away_or_gives_for_nothing_is_no_match) {
  BOOST_TEST(offer({{{2}, {8}}}).assigned());
  BOOST_TEST(offer({{{3}, {9}}}, 0, {.gift = true}).assigned());
  leave(2, "2026-07-04", "2026-07-04");
  BOOST_TEST(match(1, 4).found.empty());
  BOOST_TEST(match(1, 4).considered == 1U);
  where.absences.clear();
  leave(1, "2026-07-08", "2026-07-08");
  BOOST_TEST(match(1, 4).found.empty());
}

BOOST_AUTO_TEST_CASE(a_ring_is_found_where_no_two_would_do) {
  // 1 wants what 2 gives, 2 what 3 gives, 3 what 1 gives, and nothing else.
  auto on = [](const char* text) {
    return swap_wish{.first = day(text), .last = day(text)};
  };
  BOOST_TEST(offer({{{1}, {4}}}, 0, on("2026-07-08")).assigned());
  BOOST_TEST(offer({{{2}, {8}}}, 0, on("2026-07-12")).assigned());
  BOOST_TEST(offer({{{3}, {12}}}, 0, on("2026-07-04")).assigned());
  auto got = match(1, 4);
  BOOST_TEST_REQUIRE(got.found.size() == 1U);
  const auto& x = got.found.front();
  BOOST_TEST((x.kind == swap_kind::cycle));
  BOOST_TEST((x.moves
              == std::vector<move>{{{4}, 202607, {1}, {3}},
                                   {{8}, 202607, {2}, {1}},
                                   {{12}, 202607, {3}, {2}}}));
  BOOST_TEST(x.parts.preference == 1000U);
  carry_out(x);
}

BOOST_AUTO_TEST_CASE(a_ring_is_found_whose_way_on_is_only_the_fifth_best) {
  // 2 takes anything, and sees four others of 3 before the one that leads back.
  auto on = [](const char* text) {
    return swap_wish{.first = day(text), .last = day(text)};
  };
  BOOST_TEST(offer({{{1}, {4}}}, 0, on("2026-07-08")).assigned());
  BOOST_TEST(offer({{{2}, {8}}}).assigned());
  leave(2, "2026-07-04", "2026-07-04");
  for (auto shift : {6U, 12U, 15U, 18U, 21U})
    BOOST_TEST(offer({{{3}, {shift}}}, 0, on("2026-07-28")).assigned());
  BOOST_TEST(match(1, 4).found.empty());
  BOOST_TEST(offer({{{3}, {9}}}, 0, on("2026-07-04")).assigned());
  auto got = match(1, 4);
  BOOST_TEST_REQUIRE(got.found.size() == 1U);
  BOOST_TEST(got.found.front().moves.size() == 3U);
  BOOST_TEST(got.found.front().moves.back().shift.value == 9U);
  carry_out(got.found.front());
}

BOOST_AUTO_TEST_CASE(rings_of_five_are_found_and_longer_ones_are_not) {
  auto on = [](int day_of_july) {
    auto at = day("2026-07-01") + date::duration{day_of_july - 1};
    return swap_wish{.first = at, .last = at};
  };
  auto& all = what.duties;
  for (auto who : {4U, 5U, 6U}) {
    where.people.insert(
      where.people.begin() + who - 1,
      {.id = {who}, .code = "R" + std::to_string(who), .pgy = {{2026, 2}}});
    plan(who, 1, "2026-07-01", "2026-07-28");
  }
  // Of the 4th to the 9th one shift is each one's.
  for (auto& x : all)
    if (x.shift.value >= 4 && x.shift.value <= 9)
      x.person = {x.shift.value - 3};
  sort(what);
  for (auto people : {5U, 6U}) {
    board = {};
    for (auto who = 1U; who <= people; ++who)
      BOOST_REQUIRE_MESSAGE(
        offer({{{who}, {who + 3}}}, 0, on(static_cast<int>(who % people) + 4))
          .assigned(),
        why);
    auto got = match(1, 4);
    BOOST_TEST_REQUIRE(got.found.size() == (people == 5 ? 1U : 0U));
    if (people == 5)
      carry_out(got.found.front());
  }
}

BOOST_AUTO_TEST_CASE(matches_are_the_same_each_time_best_first_and_bounded) {
  for (auto shift : {5U, 8U, 11U, 14U})
    BOOST_TEST(offer({{{2}, {shift}}}).assigned());
  for (auto shift : {6U, 9U, 12U, 15U})
    BOOST_TEST(offer({{{3}, {shift}}}).assigned());
  auto first = match(1, 7, 4);
  BOOST_TEST_REQUIRE(first.found.size() == 4U);
  BOOST_TEST((match(1, 7, 4).found == first.found));
  for (auto i = std::size_t{0}; i < 4; ++i) {
    BOOST_TEST((i == 0 || first.found[i - 1].score >= first.found[i].score));
    BOOST_TEST(first.found[i].score >= swap_score_min);
    carry_out(first.found[i]);
  }
}

BOOST_AUTO_TEST_CASE(a_shift_that_is_past_or_not_theirs_has_no_match) {
  BOOST_TEST((match_swaps(here(), {{1}, {5}}, 5).error().code == ec::refused));
  BOOST_TEST(
    (match_swaps(here(), {{1}, {999}}, 5).error().code == ec::not_found));
  now_ms = ms_of("2026-07-04T07:00Z");
  BOOST_TEST(
    has(match_swaps(here(), {{1}, {4}}, 5).error().detail, "yet to come"));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

BOOST_AUTO_TEST_SUITE_END()

} // namespace nightfloat::domain
