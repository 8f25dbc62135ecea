// SPDX-License-Identifier: Apache-2.0
#include "domain/sample.hpp"
#include "domain/solve/frame.hpp"
#include "domain/solve/generation.hpp"
#include "domain/solve/measure.hpp"
#include "domain/solve/rebase.hpp"
#include "tests/support/seed.hpp"
#include "tests/support/ward.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <set>

BOOST_AUTO_TEST_SUITE(rebase_test)

using namespace nightfloat;
using namespace nightfloat::domain;
using test::ward;

namespace {

roster made_for(const programme& x, const roster& kept = {}) {
  auto g = generation::begin(x, {.id = {5}}, &kept);
  BOOST_REQUIRE_MESSAGE(g, g.error().detail);
  while (g->step(50'000) == generation::state::more) {
  }
  return g->best();
}

roster rebased(const programme& now, const roster& kept, const roster& made,
               const std::vector<person_id>& people, std::uint64_t seed = 1) {
  auto x = roster_rebase::begin(now, kept, made, people, {}, {}, seed);
  BOOST_REQUIRE_MESSAGE(x, x.error().detail);
  while (x->step(5'000)) {
  }
  return x->best();
}

roster by_hand_of(const roster& x) {
  auto out = roster{};
  for (const auto& d : x.duties)
    if (by_hand(d.source))
      out.duties.push_back(d);
  return out;
}

std::size_t open_places(const programme& x, const roster& what) {
  return measure(x, what, {}, {})->open_places;
}

bool works_on(const roster& x, person_id who, date day) {
  auto own = duties_of(x, who);
  return std::any_of(own.begin(), own.end(), [&](const duty& d) {
    return d.start >= instant{day} && d.start < instant{day} + minutes{1'440};
  });
}

/// What holds of every rebase, whatever moved.
void check(const roster& before, const roster& after, const roster& kept,
           const std::vector<person_id>& people) {
  BOOST_TEST((by_hand_of(after).duties == by_hand_of(kept).duties));
  BOOST_TEST((after.plan == before.plan));
  BOOST_TEST(after.id.value == before.id.value);
  auto numbers = std::set<shift_id>{};
  for (const auto& d : after.duties)
    BOOST_TEST(numbers.insert(d.shift).second, "shift " << d.shift.value);
  for (const auto& d : before.duties)
    if (!by_hand(d.source)
        && !std::binary_search(people.begin(), people.end(), d.person))
      BOOST_TEST((std::find(after.duties.begin(), after.duties.end(), d)
                  != after.duties.end()));
}

} // namespace

BOOST_AUTO_TEST_CASE(the_same_ground_touches_nobody) {
  auto x = ward(3);
  auto kept = made_for(x);
  auto moved = compare_ground(x, kept, x, kept);
  BOOST_TEST(!moved.all);
  BOOST_TEST(moved.people.empty());
  // What the search has made is no ground, nor is leave that nobody approved.
  auto other = kept;
  other.duties.pop_back();
  auto asked = x;
  asked.absences.push_back(
    {{1}, {1}, x.info.first, x.info.last, "x", absence_status::pending});
  moved = compare_ground(x, kept, asked, other);
  BOOST_TEST(!moved.all);
  BOOST_TEST(moved.people.empty());
}

BOOST_AUTO_TEST_CASE(who_lost_a_credential_is_touched) {
  auto x = ward(3);
  auto now = x;
  now.credentials.push_back({.id = {1}, .person = {2}, .kind = "acls"});
  auto moved = compare_ground(x, {}, now, {});
  BOOST_TEST(!moved.all);
  BOOST_TEST((moved.people == std::vector<person_id>{{2}}));
}

BOOST_AUTO_TEST_CASE(more_than_duty_and_leave_is_all) {
  auto x = ward(3);
  auto kept = made_for(x);
  auto another = x;
  another.templates[0].people_needed = 2;
  BOOST_TEST(compare_ground(x, kept, another, kept).all);
  auto planned = kept;
  planned.plan[0].source = duty_source::manual;
  BOOST_TEST(compare_ground(x, kept, x, planned).all);
}

BOOST_AUTO_TEST_CASE(a_duty_by_hand_that_passed_to_another_goes_along) {
  auto x = ward(4);
  auto kept = made_for(x);
  auto& set = kept.duties.front();
  set.source = duty_source::manual;
  auto made = made_for(x, by_hand_of(kept));
  auto now = by_hand_of(kept);
  auto from = now.duties[0].person;
  now.duties[0].person = {from.value == 1 ? 2U : 1U};
  auto to = now.duties[0].person;
  auto moved = compare_ground(x, kept, x, now);
  BOOST_TEST(!moved.all);
  auto expected = std::vector{std::min(from, to), std::max(from, to)};
  BOOST_TEST((moved.people == expected));
  auto after = rebased(x, now, made, moved.people);
  check(made, after, now, moved.people);
  BOOST_TEST(open_places(x, after) == 0U);
  BOOST_TEST((after == rebased(x, now, made, moved.people)));
}

BOOST_AUTO_TEST_CASE(who_went_on_leave_is_stood_in_for) {
  auto x = ward(4);
  auto made = made_for(x);
  auto now = x;
  auto who = made.duties.front().person;
  now.absences.push_back(
    {{1}, who, x.info.first, x.info.first + date::duration{6}, "vacation"});
  auto moved = compare_ground(x, {}, now, {});
  BOOST_TEST((moved.people == std::vector{who}));
  auto after = rebased(now, {}, made, moved.people);
  check(made, after, {}, moved.people);
  for (auto i = 0; i < 7; ++i)
    BOOST_TEST(!works_on(after, who, x.info.first + date::duration{i}));
  BOOST_TEST(open_places(now, after) == 0U);
}

/// What the search had made of somebody who is touched stays near to what is
/// in force.
BOOST_AUTO_TEST_CASE(a_cap_on_changes_holds_for_the_touched_too) {
  auto x = ward(6);
  auto kept = made_for(x);
  auto others = std::uint64_t{0};
  for (auto seed = std::uint64_t{1}; seed <= 5; ++seed) {
    auto g = generation::begin(
      x, {.seed = seed, .id = {5}, .moves_max = 20'000, .changes_max = 2},
      &kept);
    BOOST_TEST_REQUIRE(!!g);
    while (g->step(5'000) == generation::state::more) {
    }
    auto made = g->best();
    auto who = person_id{2};
    auto now = x;
    auto day = x.info.first;
    while (works_on(made, who, day) || works_on(kept, who, day))
      day += date::duration{1};
    now.absences.push_back({{1}, who, day, day, "conference"});
    auto people = std::vector{who};
    auto where = *make_frame(now, {}, {});
    auto held = roster_rebase::begin(now, kept, made, people, {}, {}, seed, {},
                                     {2, {}});
    BOOST_TEST_REQUIRE(!!held);
    while (held->step(5'000)) {
    }
    auto after = held->best();
    BOOST_TEST(count_changes(where, kept, after).all <= 2U);
    BOOST_TEST(open_places(now, after) == open_places(now, made));
    check(made, after, kept, people);
    auto loose = rebased(now, kept, made, people, seed);
    others = std::max(others, count_changes(where, kept, loose).all);
  }
  // Without it they go further.
  BOOST_TEST(others > 2U);
}

BOOST_AUTO_TEST_CASE(a_number_given_by_hand_meanwhile_is_not_given_twice) {
  auto x = ward(4);
  auto made = made_for(x);
  auto now = roster{};
  // The shift that somebody added bears the number of one that was made.
  auto added = made.duties.back();
  added.source = duty_source::manual;
  added.person = {added.person.value == 1 ? 2U : 1U};
  added.start = instant{x.info.first} + minutes{420};
  added.end = added.start + minutes{720};
  now.duties = {added};
  auto moved = compare_ground(x, {}, x, now);
  auto after = rebased(x, now, made, moved.people);
  auto numbers = std::multiset<shift_id>{};
  for (const auto& d : after.duties)
    numbers.insert(d.shift);
  BOOST_TEST(numbers.count(added.shift) == 1U);
  BOOST_TEST((by_hand_of(after).duties == now.duties));
}

BOOST_AUTO_TEST_CASE(bad_ground_is_refused) {
  auto x = ward(2);
  auto made = made_for(x);
  x.info.zone = "Nowhere/Land";
  auto failed = roster_rebase::begin(x, {}, made, {}, {}, {}, 1);
  BOOST_REQUIRE(!failed);
  BOOST_TEST(failed.error().code == ec::not_found);
}

BOOST_AUTO_TEST_CASE(whatever_moves_the_rest_stays_and_no_more_is_open) {
  auto first = test::number_from("NIGHTFLOAT_SEED", 1);
  auto count = test::number_from("NIGHTFLOAT_COUNT", 3);
  auto x = *make_sample({.residents = 25, .seed = 3});
  x.info.last = x.info.first + date::duration{27};
  std::erase_if(x.absences,
                [&](const auto& a) { return a.last > x.info.last; });
  auto made = made_for(x);
  for (auto i = std::size_t{0}; i < made.duties.size(); i += 40)
    made.duties[i].source = duty_source::manual;
  const auto& kept = made;
  for (auto seed = first; seed < first + count; ++seed) {
    auto random = std::mt19937_64{seed};
    auto now = by_hand_of(kept);
    // Some duties set by hand pass to another of the same role.
    for (auto i = 0; i < 3; ++i) {
      auto& d = now.duties[random() % now.duties.size()];
      const auto& to = x.people[random() % x.people.size()];
      if (to.role == find(x, d.person)->role)
        d.person = to.id;
    }
    sort(now);
    auto moved = compare_ground(x, kept, x, now);
    BOOST_TEST(!moved.all);
    auto after = rebased(x, now, made, moved.people, seed);
    check(made, after, now, moved.people);
    auto dropped = made;
    std::erase_if(dropped.duties, [&](const duty& d) {
      return by_hand(d.source)
             || std::binary_search(moved.people.begin(), moved.people.end(),
                                   d.person);
    });
    for (const auto& d : now.duties)
      dropped.duties.push_back(d);
    sort(dropped);
    BOOST_TEST(open_places(x, after) <= open_places(x, dropped),
               "seed " << seed);
  }
}

BOOST_AUTO_TEST_SUITE_END()
