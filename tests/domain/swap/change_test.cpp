// SPDX-License-Identifier: Apache-2.0
// What acts about swaps change, on a roster and a board: by example, and in a
// storm of random acts. NIGHTFLOAT_SEED replays, NIGHTFLOAT_COUNT says how
// many acts.
#include "domain/swap/change.hpp"
#include "tests/support/swap_world.hpp"

#include <random>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(change_test)

using test::swap_world;
using enum swap_act;

constexpr std::int64_t hour_ms = 3'600'000;

bool has(const std::string& text, const char* words) {
  return text.find(words) != std::string::npos;
}

struct world : swap_world {
  /// Everybody says yes.
  swap_id agreed(std::vector<swap_leg> legs) {
    auto id = offer(legs);
    BOOST_REQUIRE_MESSAGE(id.assigned(), why);
    for (auto i = std::size_t{1}; i < legs.size(); ++i)
      BOOST_REQUIRE_MESSAGE(say(id, accept, legs[i].person.value), why);
    return id;
  }
};

BOOST_FIXTURE_TEST_SUITE(changes, world)

BOOST_AUTO_TEST_CASE(a_ring_of_three_moves_each_shift_once) {
  auto id = agreed({{{1}, {4}}, {{2}, {5}}, {{3}, {6}}});
  check_promises();
  auto before = places();
  BOOST_TEST(say(id, execute, 0), why);
  BOOST_TEST(holder(4) == 2U);
  BOOST_TEST(holder(5) == 3U);
  BOOST_TEST(holder(6) == 1U);
  BOOST_TEST((places() == before));
  BOOST_TEST((find(id)->record.kind == swap_kind::cycle));
  BOOST_TEST(find(id)->record.before.size() == 3U);
  BOOST_TEST(board.live.empty());
  BOOST_TEST(board.tally_of({2}).tally.agreed == 1U);
  BOOST_TEST(board.tally_of({1}).tally.agreed == 0U);
  check_promises();
}

BOOST_AUTO_TEST_CASE(what_is_no_swap_is_refused_with_one_sentence) {
  BOOST_TEST(!offer({{{1}, {4}}, {{1}, {7}}}).assigned());
  BOOST_TEST(has(why, "nobody swaps with themselves"));
  BOOST_TEST(!offer({{{1}, {4}}}, 1).assigned());
  BOOST_TEST(has(why, "nobody swaps with themselves"));
  BOOST_TEST(!direct({{{1}, {4}}}, 1));
  BOOST_TEST(!offer({{{1}, {5}}}).assigned());
  BOOST_TEST(has(why, "is not R1's but R2's"));
  BOOST_TEST(!offer({{{1}, {4}}, {{2}, {6}}}).assigned());
  BOOST_TEST(has(why, "is not R2's but R3's"));
  BOOST_TEST(!offer({{{1}, {4}}, {{77}, {6}}}).assigned());
  BOOST_TEST(has(why, "is not in the programme"));
  BOOST_TEST(!offer({{{1}, {999}}}).assigned());
  BOOST_TEST(has(why, "is not on the roster"));
  BOOST_TEST(!offer({{{1}, {4}}}, 0, {}, 0).assigned());
  BOOST_TEST(!offer({{{1}, {4}}}, 0, {}, 91 * 24).assigned());
  BOOST_TEST(!offer({{{1}, {4}}, {{2}, {5}}}, 3).assigned());
}

BOOST_AUTO_TEST_CASE(what_is_past_is_not_swapped) {
  now_ms = ms_of("2026-07-04T07:00Z");
  BOOST_TEST(!offer({{{1}, {4}}}).assigned());
  BOOST_TEST(has(why, "which is past"));
  BOOST_TEST(!direct({{{1}, {4}}}, 2, change_code::other, "          "));
  BOOST_TEST(has(why, "only a coordinator corrects that"));
  BOOST_TEST(
    direct({{{1}, {4}}}, 2, change_code::administrative, "worked that day"),
    why);
  BOOST_TEST(ended.begin()->second.record.trail.front().glass_broken);
  now_ms = ms_of("2026-07-04T06:59Z");
  BOOST_TEST(offer({{{1}, {7}}}).assigned(), why);
}

BOOST_AUTO_TEST_CASE(a_shift_is_promised_once) {
  auto first = offer({{{1}, {4}}});
  BOOST_TEST(first.assigned());
  BOOST_TEST(!offer({{{1}, {4}}}).assigned());
  BOOST_TEST(has(why, "is promised in swap 101 of R1, which was first"));
  BOOST_TEST(!direct({{{1}, {4}}}, 2));
  // Being asked for a shift promises nothing; saying yes does.
  auto asks = offer({{{2}, {5}}, {{1}, {4}}});
  BOOST_TEST(asks.assigned(), why);
  BOOST_TEST(!say(asks, accept, 1));
  BOOST_TEST(say(first, withdraw, 1));
  BOOST_TEST(say(asks, accept, 1), why);
  BOOST_TEST(say(asks, execute, 0), why);
  BOOST_TEST(holder(4) == 2U);
  check_promises();
}

BOOST_AUTO_TEST_CASE(a_request_whose_time_is_over_stands_in_nobodys_way) {
  auto first = offer({{{1}, {4}}}, 0, {}, 1);
  now_ms += hour_ms;
  auto next = offer({{{1}, {4}}});
  BOOST_TEST(next.assigned(), why);
  BOOST_TEST((state(first) == swap_state::expired));
  BOOST_TEST(board.find(first) == nullptr);
  check_promises();
  // One that is acted on says so, and is over from then on.
  now_ms += 48 * hour_ms;
  BOOST_TEST(!say(next, withdraw, 1));
  BOOST_TEST((state(next) == swap_state::expired));
  check_promises();
}

BOOST_AUTO_TEST_CASE(no_request_outlives_the_beginning_of_its_shifts) {
  auto id = offer({{{1}, {4}}, {{2}, {5}}}, 0, {}, 90 * 24);
  BOOST_TEST(find(id)->record.expires_ms == ms_of("2026-07-04T07:00Z"));
}

BOOST_AUTO_TEST_CASE(a_request_of_a_replaced_roster_is_over) {
  auto id = agreed({{{1}, {4}}, {{2}, {5}}});
  what.id = {6};
  BOOST_TEST(!say(id, execute, 0));
  BOOST_TEST(has(why, "belongs to roster 5"));
  BOOST_TEST((state(id) == swap_state::expired));
  auto other = offer({{{1}, {4}}});
  BOOST_TEST(other.assigned(), why);
  check_promises();
}

BOOST_AUTO_TEST_CASE(the_rules_judge_at_each_yes_and_again_at_the_end) {
  leave(2, "2026-07-04", "2026-07-04");
  BOOST_TEST(!offer({{{1}, {4}}, {{2}, {5}}}).assigned());
  BOOST_TEST(has(why, "R2 has a shift at 2026-07-04 07:00 on"));
  auto open = offer({{{1}, {4}}});
  BOOST_TEST(!say(open, counter, 2, 5));
  where.absences.clear();
  BOOST_TEST(say(open, counter, 2, 5), why);
  BOOST_TEST(say(open, {.act = accept, .person = {1}, .counter = 1}), why);
  leave(2, "2026-07-04", "2026-07-04");
  BOOST_TEST(!say(open, execute, 0));
  BOOST_TEST(has(why, "R2 has a shift at 2026-07-04 07:00 on"));
  BOOST_TEST((state(open) == swap_state::consented));
  BOOST_TEST(holder(4) == 1U);
}

BOOST_AUTO_TEST_CASE(a_counter_offer_lies_in_the_days_wished_for) {
  auto wish = swap_wish{.first = day("2026-07-08"), .last = day("2026-07-09")};
  auto id = offer({{{1}, {4}}}, 0, wish);
  BOOST_TEST(!say(id, counter, 2, 5));
  BOOST_TEST(has(why, "2026-07-08 to 2026-07-09"));
  BOOST_TEST(say(id, counter, 2, 8), why);
  BOOST_TEST(find(id)->record.counters.front().month == 202607U);
}

BOOST_AUTO_TEST_CASE(frozen_days_want_a_coordinator_and_a_reason) {
  auto id = agreed({{{1}, {4}}, {{2}, {5}}});
  where.info.freeze_days = 7;
  where.info.freeze_scope = freeze_scope::non_emergency;
  BOOST_TEST(!say(id, execute, 1));
  BOOST_TEST(has(why, "ask a coordinator"));
  BOOST_TEST(!say(id, execute, 0));
  BOOST_TEST(has(why, "only emergencies change it"));
  BOOST_TEST(say(id, {.act = execute,
                      .code = change_code::sick_call,
                      .reason = "R1 has a fever"}),
             why);
  auto last = find(id)->record.trail.back();
  BOOST_TEST(last.glass_broken);
  BOOST_TEST((last.code == change_code::sick_call));
  BOOST_TEST(last.reason == "R1 has a fever");
  // To undo it is a change of those days as well.
  BOOST_TEST(!say(id, revert, 1));
  BOOST_TEST(!say(id, revert, 0));
  BOOST_TEST(say(id, {.act = revert,
                      .code = change_code::safety,
                      .reason = "R1 is well again"}),
             why);
}

BOOST_AUTO_TEST_CASE(approval_is_asked_for_as_the_programme_says) {
  where.info.swap_approval = swap_approval::always;
  auto id = agreed({{{1}, {4}}, {{2}, {5}}});
  BOOST_TEST((state(id) == swap_state::awaiting_approval));
  where.info.swap_approval = swap_approval::frozen;
  where.info.locked_until = day("2026-07-10");
  auto locked = agreed({{{1}, {7}}, {{2}, {8}}});
  BOOST_TEST((state(locked) == swap_state::awaiting_approval));
  BOOST_TEST(say(locked, decline, 2));
  auto half = offer({{{1}, {16}}});
  BOOST_TEST(say(half, counter, 2, 8), why);
  BOOST_TEST(say(half, {.act = accept, .person = {1}, .counter = 1}), why);
  BOOST_TEST((state(half) == swap_state::awaiting_approval));
  auto later = agreed({{{1}, {19}}, {{2}, {20}}});
  BOOST_TEST((state(later) == swap_state::consented));
}

BOOST_AUTO_TEST_CASE(a_revert_brings_back_what_was_and_only_untouched) {
  auto before = what;
  auto id = agreed({{{1}, {4}}, {{2}, {5}}});
  BOOST_TEST(say(id, execute, 0), why);
  auto moved = *this;
  BOOST_TEST(say(id, revert, 1), why);
  BOOST_TEST((what == before));
  BOOST_TEST((state(id) == swap_state::reverted));
  // There and back again is touched too, and it is said by what.
  BOOST_TEST(moved.direct({{{2}, {4}}}, 3), moved.why);
  BOOST_TEST(moved.direct({{{3}, {4}}}, 2), moved.why);
  BOOST_TEST(!moved.say(id, revert, 0));
  BOOST_TEST(has(moved.why, "swap 103 has moved shift 4 since"));
}

BOOST_AUTO_TEST_CASE(a_shift_that_was_edited_since_is_touched) {
  auto id = agreed({{{1}, {4}}, {{2}, {5}}});
  BOOST_TEST(say(id, execute, 0), why);
  for (auto& x : what.duties)
    if (x.shift == shift_id{5})
      x.end += minutes{30};
  BOOST_TEST(!say(id, revert, 0));
  BOOST_TEST(has(why, "shift 5 was changed since"));
}

BOOST_AUTO_TEST_CASE(a_shift_that_is_promised_again_is_not_taken_back) {
  auto id = agreed({{{1}, {4}}, {{2}, {5}}});
  BOOST_TEST(say(id, execute, 0), why);
  auto next = offer({{{2}, {4}}});
  BOOST_TEST(next.assigned(), why);
  BOOST_TEST(!say(id, revert, 0));
  BOOST_TEST(has(why, "is promised in swap 102"));
  BOOST_TEST(say(next, withdraw, 2));
  BOOST_TEST(say(id, revert, 0), why);
}

BOOST_AUTO_TEST_CASE(who_speaks_for_whom) {
  auto said = [&](const char* caller, unsigned named) {
    auto got = speaker_of(where, caller, {named});
    return got ? std::to_string(got->value) : "no";
  };
  BOOST_TEST(said("uid:1000", 0) == "0");
  BOOST_TEST(said("uid:1000", 2) == "2");
  BOOST_TEST(said("R2", 0) == "2");
  BOOST_TEST(said("R2", 2) == "2");
  BOOST_TEST(said("R2", 3) == "no");
  where.people[3].faculty = faculty_role::apd;
  BOOST_TEST(said("F1", 0) == "0");
  BOOST_TEST(said("F1", 3) == "3");
  auto alone = plan_direct(here(),
                           {.id = {9}, .legs = {{{2}, {5}}}, .taker = {1}},
                           {.act = execute, .person = {2}});
  BOOST_TEST((alone->refusal->code == ec::forbidden));
}

// -- the storm ----------------------------------------------------------------

struct storm : swap_world {
  std::mt19937_64 random;
  unsigned yes = 0;
  unsigned moved = 0;
  std::map<unsigned, unsigned> held;

  explicit storm(std::uint64_t seed) : random{seed} {
    where.info.swap_approval = static_cast<swap_approval>(seed % 3);
    if (seed % 2 == 0) {
      where.info.freeze_days = 2;
      where.info.freeze_scope = freeze_scope::all_changes;
    }
    note_holders();
  }

  unsigned below(std::size_t x) {
    return static_cast<unsigned>(random() % x);
  }

  void note_holders() {
    held.clear();
    for (const auto& x : what.duties)
      held[x.shift.value] = x.person.value;
  }

  swap_leg any_leg() {
    auto shift = 1 + below(27);
    auto who = below(12) == 0 ? 1 + below(3) : holder(shift);
    return {{who}, {shift}};
  }

  swap_id any_swap() {
    auto all = std::vector<swap_id>{};
    for (const auto& one : board.live)
      all.push_back(one->record.id);
    for (const auto& [id, one] : ended)
      if (below(ended.size()) < 2)
        all.push_back(id);
    return all.empty() ? swap_id{} : all[below(all.size())];
  }

  /// What moved is what the record says, and nothing else.
  void check_moves(swap_id which, bool back) {
    auto x = find(which)->record;
    for (const auto& one : x.moves) {
      auto from = back ? one.to : one.from;
      auto to = back ? one.from : one.to;
      BOOST_REQUIRE_EQUAL(held[one.shift.value], from.value);
      held[one.shift.value] = to.value;
    }
    for (const auto& [shift, who] : held)
      BOOST_REQUIRE_EQUAL(holder(shift), who);
    ++moved;
  }

  void act() {
    auto which = any_swap();
    if (!which.assigned())
      return;
    const auto x = find(which)->record;
    auto how = swap_command{.act = static_cast<swap_act>(2 + below(8)),
                            .person = {below(4)}};
    if (x.state == swap_state::proposed && below(2) == 0)
      how.act = accept;
    if (how.act == counter && below(2) == 0)
      how.in_return = any_leg().shift;
    if (!x.counters.empty() && below(2) == 0) {
      how.counter = x.counters[below(x.counters.size())].number;
      how.person = x.owner;
      how.act = accept;
    }
    if (below(3) == 0) {
      how.person = {};
      how.code = change_code::other;
      how.reason = "a storm is blowing";
    }
    auto before = what;
    auto was = x.state;
    if (!say(which, how)) {
      BOOST_REQUIRE((what == before));
      return;
    }
    ++yes;
    auto moves = how.act == execute || how.act == revert;
    BOOST_REQUIRE((moves || what == before));
    BOOST_REQUIRE((was != state(which) || how.act == counter
                   || how.act == accept || how.act == decline));
    if (moves)
      check_moves(which, how.act == revert);
  }

  void step() {
    now_ms += below(4) == 0 ? below(40) * 60'000 : 0;
    switch (below(8)) {
      case 0: {
        auto legs = std::vector<swap_leg>{any_leg()};
        while (legs.size() < 5 && below(2) == 0)
          legs.push_back(any_leg());
        auto taker = legs.size() == 1 && below(3) == 0 ? 1 + below(3) : 0;
        static_cast<void>(
          offer(legs, taker, {.gift = below(3) == 0}, 1 + below(72)));
        break;
      }
      case 1: {
        auto before = what;
        auto id = swap_id{number + 1};
        if (direct({any_leg()}, 1 + below(3), change_code::other,
                   below(2) == 0 ? "a storm is blowing" : ""))
          check_moves(id, false);
        else
          BOOST_REQUIRE((what == before));
        break;
      }
      default:
        act();
    }
    check_promises();
  }
};

BOOST_AUTO_TEST_CASE(a_storm_of_acts_keeps_every_promise) {
  constexpr auto length = std::size_t{1'000};
  auto count = test::count_or(3'000);
  auto first = test::seed_or(1);
  for (auto i = std::size_t{0}; i * length < count; ++i) {
    BOOST_TEST_CONTEXT("NIGHTFLOAT_SEED=" << first + i) {
      auto x = storm{first + i};
      auto before = x.places();
      for (auto n = std::size_t{0}; n < length; ++n)
        x.step();
      BOOST_REQUIRE((x.places() == before));
      BOOST_TEST(x.yes > 50U);
      BOOST_TEST(x.moved > 5U);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

} // namespace nightfloat::domain
