// SPDX-License-Identifier: Apache-2.0
#include "domain/swap/swap.hpp"
#include "tests/support/scene.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <tuple>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(swap_test)

namespace {

using test::scene;
using enum duty_kind;

/// Wards by day for residents 1 to 3, the attending with them, into August,
/// so that a swap can meet two months.
struct ward : scene {
  shift_id mine, theirs, late;

  ward() {
    where.info.last = day("2026-08-28");
    for (auto who : {1U, 2U, 3U})
      plan(who, 1, "2026-07-01", "2026-08-28");
    mine = work(2, at("2026-07-06T07:00Z"), 720, clinical, 1);
    theirs = work(3, at("2026-07-08T07:00Z"), 720, clinical, 1);
    late = work(3, at("2026-08-01T07:00Z"), 720, clinical, 1);
    for (auto i = 0; i < 40; ++i)
      work(11, at("2026-07-01T07:00Z") + minutes{i * 1440}, 720, supervision,
           2);
    what.id = {5};
    sort(what);
  }

  result<swap_plan> swap(unsigned owner, shift_id shift, unsigned other,
                         shift_id back = {}) {
    sort(what);
    return plan_swap(where, what, pack, {owner}, shift, {other}, back);
  }

  /// The refusal's sentence; empty if the swap may be.
  std::string why_not(unsigned owner, shift_id shift, unsigned other,
                      shift_id back = {}) {
    auto plan = swap(owner, shift, other, back);
    if (plan)
      return {};
    BOOST_TEST(plan.error().code == ec::refused);
    return plan.error().detail;
  }
};

bool has(const std::string& text, const char* words) {
  return text.find(words) != std::string::npos;
}

BOOST_FIXTURE_TEST_SUITE(swap_of_shifts, ward)

BOOST_AUTO_TEST_CASE(one_to_one_moves_both_shifts) {
  auto plan = swap(2, mine, 3, theirs);
  BOOST_REQUIRE(plan);
  BOOST_TEST((plan->kind == swap_kind::one_to_one));
  BOOST_TEST((plan->moves
              == std::vector<move>{{mine, 202607, {2}, {3}},
                                   {theirs, 202607, {3}, {2}}}));
  auto after = apply(what, *plan);
  BOOST_TEST(duties_of(after, {2})[0].shift == theirs);
  BOOST_TEST(duties_of(after, {3})[0].shift == mine);
  BOOST_TEST(after.duties.size() == what.duties.size());
}

BOOST_AUTO_TEST_CASE(absorb_moves_one) {
  auto plan = swap(2, mine, 3);
  BOOST_REQUIRE(plan);
  BOOST_TEST((plan->kind == swap_kind::absorb));
  BOOST_TEST(plan->moves.size() == 1U);
  auto after = apply(what, *plan);
  BOOST_TEST(duties_of(after, {2}).empty());
  BOOST_TEST(duties_of(after, {3}).size() == 3U);
}

BOOST_AUTO_TEST_CASE(every_month_touched_is_rewritten_for_both) {
  auto plan = swap(2, mine, 3, late);
  BOOST_REQUIRE(plan);
  auto touched = std::set<std::pair<std::uint32_t, std::uint32_t>>{};
  for (const auto& x : plan->rewritten)
    touched.insert({x.person.value, x.month});
  BOOST_TEST((touched
              == std::set<std::pair<std::uint32_t, std::uint32_t>>{
                {2, 202607}, {2, 202608}, {3, 202607}, {3, 202608}}));
  for (const auto& x : plan->rewritten)
    if (x.person == person_id{3} && x.month == 202608)
      BOOST_TEST(x.duties.empty());
}

BOOST_AUTO_TEST_CASE(guards_are_of_both_people_and_of_each_unit_and_week) {
  auto plan = swap(2, mine, 3, late);
  BOOST_REQUIRE(plan);
  BOOST_TEST((plan->guards
              == std::vector<std::string>{
                "guard/person/00000002", "guard/person/00000003",
                "guard/unit/ward/00000b84", "guard/unit/ward/00000b87"}));
}

BOOST_AUTO_TEST_CASE(a_shift_over_midnight_of_sunday_guards_two_weeks) {
  auto night = work(2, at("2026-07-12T19:00Z"), 720, night_float, 1);
  auto teacher = work(12, at("2026-07-12T19:00Z"), 720, supervision, 2);
  BOOST_TEST(teacher.assigned());
  auto plan = swap(2, night, 3);
  BOOST_REQUIRE(plan);
  BOOST_TEST(plan->guards.size() == 4U);
}

BOOST_AUTO_TEST_CASE(nobody_swaps_what_is_not_theirs) {
  BOOST_TEST(has(why_not(2, theirs, 3), "is not R2's but R3's"));
  BOOST_TEST(has(why_not(2, mine, 3, mine), "is not R3's but R2's"));
  BOOST_TEST(has(why_not(2, mine, 2), "cannot swap alone"));
  BOOST_TEST(swap(2, {999}, 3).error().code == ec::not_found);
  BOOST_TEST(swap(2, mine, 77).error().code == ec::not_found);
  BOOST_TEST(swap(77, mine, 3).error().code == ec::not_found);
}

BOOST_AUTO_TEST_CASE(roles_and_pgy_decide_who_may) {
  BOOST_TEST(
    has(why_not(2, mine, 11), "F1 at 2026-07-06 07:00 works a shift of"));
  auto call = work(2, at("2026-07-20T07:00Z"), 1440, in_house_call, 3);
  BOOST_TEST(has(why_not(2, call, 1), "is PGY-1 on a shift for PGY-2 to 8"));
  where.people[0].pgy.clear();
  BOOST_TEST(has(why_not(2, call, 1), "PGY unknown in that academic year"));
  BOOST_TEST(why_not(2, call, 3) == "");
}

BOOST_AUTO_TEST_CASE(nobody_takes_a_shift_on_leave) {
  leave(3, "2026-07-06", "2026-07-06");
  BOOST_TEST(has(why_not(2, mine, 3), "R3 has a shift at 2026-07-06 07:00 on"));
  where.absences[0].status = absence_status::pending;
  BOOST_TEST(why_not(2, mine, 3) == "");
}

BOOST_AUTO_TEST_CASE(leave_counts_for_what_comes_back_too) {
  leave(2, "2026-07-08", "2026-07-08");
  BOOST_TEST(
    has(why_not(2, mine, 3, theirs), "R2 has a shift at 2026-07-08 07:00 on"));
}

BOOST_AUTO_TEST_CASE(nobody_ends_in_two_places) {
  work(3, at("2026-07-06T18:59Z"), 60);
  BOOST_TEST(has(why_not(2, mine, 3), "double booking"));
}

BOOST_AUTO_TEST_CASE(two_shifts_of_one_hour_may_change_hands) {
  auto same = work(3, at("2026-07-06T07:00Z"), 720, clinical, 1);
  BOOST_TEST(why_not(2, mine, 3, same) == "");
}

BOOST_AUTO_TEST_CASE(a_rule_that_would_break_is_named) {
  work(3, at("2026-07-05T07:00Z"), 1440, in_house_call, 3);
  BOOST_TEST(has(why_not(2, mine, 3), "continuous duty: R3 works 36 h"));
  auto other = work(2, at("2026-07-21T12:00Z"), 600);
  work(3, at("2026-07-20T07:00Z"), 1440, in_house_call, 3);
  BOOST_TEST(has(why_not(2, other, 3), "rest: R3 rests 5 h"));
}

BOOST_AUTO_TEST_CASE(what_was_broken_may_stay_but_not_grow) {
  // Resident 3 works all of July and breaks hours and days off already.
  for (auto i = 8; i < 28; ++i)
    work(3, at("2026-07-01T20:00Z") + minutes{i * 1440}, 1200, clinical);
  sort(what);
  auto heavy = validate_person(where, what, pack, all(), {3});
  BOOST_TEST(std::ranges::any_of(heavy, is_breach, &finding::severity));
  BOOST_TEST(has(why_not(2, mine, 3), "work hours: R3"));
  BOOST_TEST(why_not(2, mine, 3, theirs) == "");
}

BOOST_AUTO_TEST_CASE(supervision_may_not_break_newly) {
  // Four units: two of PGY-1, two of others; a second PGY-1 is one too many.
  work(1, at("2026-07-06T07:00Z"), 720, clinical, 1);
  work(3, at("2026-07-06T07:00Z"), 720, clinical, 1);
  where.people.insert(where.people.begin() + 3,
                      {.id = {4}, .code = "R4", .pgy = {{2026, 1}}});
  BOOST_TEST(has(why_not(2, mine, 4), "supervision: unit ward asks for 5"));
  work(12, at("2026-07-06T07:00Z"), 720, supervision, 2);
  BOOST_TEST(why_not(2, mine, 4) == "");
}

BOOST_AUTO_TEST_CASE(parts_of_one_shift_travel_together) {
  auto call = work(2, at("2026-07-20T07:00Z"), 1440, in_house_call, 3);
  work(2, at("2026-07-21T07:00Z"), 240, transition, 3);
  what.duties.back().shift = call;
  auto plan = swap(2, call, 3);
  BOOST_REQUIRE(plan);
  auto after = apply(what, *plan);
  BOOST_TEST(std::ranges::count(duties_of(after, {3}), call, &duty::shift)
             == 2);
  BOOST_TEST(std::ranges::count(duties_of(after, {2}), call, &duty::shift)
             == 0);
}

swap_record record_of(const ward& x, const swap_plan& plan) {
  return {
    .id = {1}, .kind = plan.kind, .roster = x.what.id, .moves = plan.moves};
}

BOOST_AUTO_TEST_CASE(revert_restores_the_roster) {
  auto plan = swap(2, mine, 3, late);
  BOOST_REQUIRE(plan);
  auto done = record_of(*this, *plan);
  auto after = apply(what, *plan);
  auto back = plan_revert(where, after, pack, done);
  BOOST_REQUIRE(back);
  BOOST_TEST((apply(after, *back) == what));
  BOOST_TEST((back->kind == plan->kind));
}

BOOST_AUTO_TEST_CASE(revert_is_refused_once_the_shift_has_moved_on) {
  auto first = swap(2, mine, 3);
  BOOST_REQUIRE(first);
  auto done = record_of(*this, *first);
  auto original = what;
  what = apply(what, *first);
  auto second = swap(3, mine, 1);
  BOOST_REQUIRE(second);
  what = apply(what, *second);
  auto refused = plan_revert(where, what, pack, done);
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().code == ec::refused);
  BOOST_TEST(has(refused.error().detail, "no longer with R3"));
  done.state = swap_state::reverted;
  BOOST_TEST(has(plan_revert(where, original, pack, done).error().detail,
                 "reverted already"));
  done.state = swap_state::executed;
  done.roster = {6};
  BOOST_TEST(has(plan_revert(where, original, pack, done).error().detail,
                 "no longer in force"));
}

BOOST_AUTO_TEST_CASE(candidates_are_ranked_and_would_all_be_accepted) {
  auto found = find_swaps(where, what, pack, {2}, mine, 20);
  BOOST_REQUIRE(found);
  BOOST_TEST(found->size() >= 3U);
  for (auto i = std::size_t{0}; i < found->size(); ++i) {
    const auto& x = (*found)[i];
    BOOST_TEST(x.score <= 1000U);
    BOOST_TEST(!x.why.empty());
    BOOST_TEST((i == 0 || (*found)[i - 1].score >= x.score));
    BOOST_TEST((swap(2, mine, x.person.value, x.in_return)).has_value());
  }
  BOOST_TEST(find_swaps(where, what, pack, {2}, mine, 1)->size() == 1U);
  BOOST_TEST(find_swaps(where, what, pack, {2}, theirs, 9).error().code
             == ec::refused);
}

BOOST_AUTO_TEST_CASE(candidates_leave_out_who_may_not) {
  leave(3, "2026-07-06", "2026-07-06");
  sort(what);
  auto found = find_swaps(where, what, pack, {2}, mine, 20);
  BOOST_REQUIRE(found);
  for (const auto& x : *found)
    BOOST_TEST(x.person == person_id{1});
}

using place = std::tuple<std::uint32_t, instant, instant, std::uint32_t>;

std::multiset<place> places(const roster& x) {
  auto out = std::multiset<place>{};
  for (const auto& work : x.duties)
    out.insert({work.shift.value, work.start, work.end, work.from.value});
  return out;
}

BOOST_AUTO_TEST_CASE(random_swaps_lose_nothing_and_break_nothing) {
  auto seed = test::seed_or(7);
  auto engine = std::mt19937_64{seed};
  BOOST_TEST_CONTEXT("NIGHTFLOAT_SEED=" << seed) {
    for (auto i = 0; i < 90; ++i)
      work(1U + static_cast<unsigned>(engine() % 3),
           at("2026-07-01T07:00Z") + minutes{i * 720}, 700,
           i % 2 == 0 ? clinical : night_float);
    sort(what);
    auto start = places(what);
    auto accepted = 0;
    for (auto i = std::size_t{0}; i < test::count_or(2'000) / 4; ++i) {
      const auto& one = what.duties[engine() % what.duties.size()];
      const auto& two = what.duties[engine() % what.duties.size()];
      auto plan = swap(one.person.value, one.shift, two.person.value,
                       engine() % 4 == 0 ? shift_id{} : two.shift);
      if (!plan)
        continue;
      ++accepted;
      auto before = what;
      auto after = apply(what, *plan);
      BOOST_REQUIRE((places(after) == start));
      for (const auto& who : where.people) {
        auto was = duties_of(before, who.id);
        auto is = duties_of(after, who.id);
        auto party = std::ranges::any_of(plan->moves, [&](const auto& x) {
          return x.from == who.id || x.to == who.id;
        });
        BOOST_REQUIRE((party || std::ranges::equal(was, is)));
        auto count = [&](const roster& x) {
          return std::ranges::count_if(
            validate_person(where, x, pack, all(), who.id), is_breach,
            &finding::severity);
        };
        BOOST_REQUIRE(count(after) <= count(before));
      }
      auto back = plan_revert(where, after, pack, record_of(*this, *plan));
      if (back)
        BOOST_REQUIRE((apply(after, *back) == before));
      what = after;
    }
    BOOST_TEST(accepted > 0);
  }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

BOOST_AUTO_TEST_SUITE_END()

} // namespace nightfloat::domain
