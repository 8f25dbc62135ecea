// SPDX-License-Identifier: Apache-2.0
// What a generation says that its stages cost at least.

#include "domain/solve/evaluate.hpp"
#include "domain/solve/generation.hpp"
#include "domain/solve/random.hpp"
#include "domain/solve/sliced_bound.hpp"
#include "domain/stage/duty_problem.hpp"
#include "domain/stage/duty_roster.hpp"
#include "domain/stage/lasting_problem.hpp"
#include "tests/support/seed.hpp"
#include "tests/support/ward.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <limits>
#include <span>
#include <string>
#include <utility>

BOOST_AUTO_TEST_SUITE(bounds_test)

using namespace nightfloat;
using namespace nightfloat::domain;
using namespace nightfloat::domain::stage;
using test::ward;

namespace {

constexpr auto one_day = date::duration{1};

generation begun(const programme& x, generation_options options) {
  auto made = generation::begin(x, options);
  BOOST_REQUIRE_MESSAGE(made, made.error().detail);
  return std::move(*made);
}

/// A week of two residents, some of it leave.
programme random_week(random_source& random) {
  auto x = ward(2);
  x.info.last = x.info.first + 6 * one_day;
  x.info.calendar.lengths = {1};
  x.templates[0].length = random.chance(500) ? 720 : 1'440;
  if (x.templates[0].length == 1'440)
    x.templates[0].kind = duty_kind::in_house_call;
  for (auto n = random.below(4); n > 0; --n) {
    auto day = x.info.first
               + static_cast<std::int32_t>(random.below(7)) * one_day;
    auto id = static_cast<std::uint32_t>(n);
    x.absences.push_back(
      {.id = {id},
       .person = {1 + static_cast<std::uint32_t>(random.below(2))},
       .first = day,
       .last = day});
  }
  return x;
}

std::int64_t weighed_cost(const solve::problem& x, const solve::grid& roster) {
  auto cost = solve::evaluate(x, roster).total;
  return cost.hard() * solve::bound_hard_weight + cost.soft();
}

/// Calls `use` with every roster in turn.
template <class Use>
void each_roster(const solve::problem& x, Use use) {
  auto roster = solve::grid(x.allowed.size());
  auto from = [&](auto& self, std::size_t at) -> void {
    if (at == roster.size())
      return use(roster);
    for (auto t = solve::task{0}; t < x.tasks.size(); ++t)
      if (solve::has(x.allowed[at], t)) {
        roster[at] = t;
        self(self, at + 1);
      }
  };
  from(from, 0);
}

std::int64_t least_of_all(const solve::problem& x) {
  auto out = std::numeric_limits<std::int64_t>::max();
  each_roster(x, [&](const solve::grid& roster) {
    out = std::min(out, weighed_cost(x, roster));
  });
  return out;
}

std::int64_t bounded(const solve::problem& x, std::int32_t days) {
  auto aut = solve::sliced_bound::make(x, solve::grid(x.allowed.size()),
                                       {.days = days, .days_max = 2 * days});
  BOOST_REQUIRE(aut);
  while (aut->step(1'000))
    continue;
  BOOST_REQUIRE(aut->bound());
  return aut->bound()->value;
}

std::vector<assignment> all_on_the_ward(const programme& x) {
  auto out = std::vector<assignment>{};
  for (const auto& one : x.people)
    out.push_back({.person = one.id,
                   .rotation = {1},
                   .first = x.info.first,
                   .last = x.info.last});
  return out;
}

void add_half_days(programme& x) {
  x.templates.push_back({.id = {2},
                         .code = "HALF",
                         .rotation = {1},
                         .start = 8 * 60,
                         .length = 240,
                         .weekdays = 0x1f,
                         .people_needed = 1});
}

/// One of them on each day but week-ends.
void add_teachers(programme& x, std::uint32_t people) {
  for (auto i = std::uint32_t{1}; i <= people; ++i)
    x.people.push_back({.id = {100 + i},
                        .code = "F" + std::to_string(i),
                        .role = person_role::faculty});
  x.templates.push_back({.id = {2},
                         .code = "TEACH",
                         .role = person_role::faculty,
                         .start = 8 * 60,
                         .length = 480,
                         .weekdays = 0x1f});
}

/// What one stage costs at least, whatever roster the other has.
std::int64_t least_beside(const frame& in, std::span<const assignment> plan,
                          const duty_wish& one, const duty_wish& other) {
  auto out = std::numeric_limits<std::int64_t>::max();
  auto there = make_duty_problem(in, plan, {}, other);
  BOOST_REQUIRE(there);
  each_roster(there->what, [&](const solve::grid& roster) {
    auto fixed = duties_of_grid(*there, roster, plan);
    std::ranges::sort(fixed, {}, [](const duty& d) {
      return std::pair{d.person, d.start};
    });
    auto here = make_duty_problem(in, plan, fixed, one);
    BOOST_REQUIRE(here);
    out = std::min(out, least_of_all(here->what));
  });
  return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(no_week_of_a_ward_costs_less_than_its_bound) {
  auto seed = test::number_from("NIGHTFLOAT_SEED", 1);
  auto tight = 0;
  for (auto i = std::uint64_t{0}; i < 30; ++i) {
    BOOST_TEST_INFO_SCOPE("NIGHTFLOAT_SEED=" << seed + i);
    auto random = random_source{seed + i};
    auto x = random_week(random);
    auto in = make_frame(x, {}, {});
    BOOST_REQUIRE(in);
    auto plan = all_on_the_ward(x);
    auto made = make_duty_problem(*in, plan, {}, {{0}, column_width::day});
    BOOST_REQUIRE_MESSAGE(made, made.error().detail);
    BOOST_REQUIRE(!made->empty());
    auto least = least_of_all(made->what);
    for (auto days : {2, 4}) {
      auto bound = bounded(made->what, days);
      BOOST_TEST(bound <= least);
      tight += bound == least ? 1 : 0;
    }
  }
  // Most of them are as good as can be: it is no idle bound.
  BOOST_TEST(tight > 10);
}

BOOST_AUTO_TEST_CASE(a_generation_says_what_its_roster_costs_at_least) {
  // A day and night each, so that two people share every week-end.
  auto x = ward(4);
  x.templates[0].kind = duty_kind::in_house_call;
  x.templates[0].length = 1'440;
  // Those who teach cost nothing; the more people there are, the longer it is
  // searched for a better roster, and worked on the bound meanwhile.
  add_teachers(x, 8);
  auto g = begun(x, {.moves_max = 400'000});
  while (g.step(5'000) == generation::state::more) {
    auto now = g.progress();
    if (!now.has_bound)
      continue;
    BOOST_TEST_REQUIRE(now.bound <= now.soft);
  }
  auto last = g.progress();
  BOOST_TEST_REQUIRE(last.has_bound);
  BOOST_TEST(last.hard == 0);
  BOOST_TEST(last.bound <= last.soft);
  // Two halves of each of three week-ends, 6 each.
  BOOST_TEST(last.bound >= 36);
  auto stages = g.stage_costs();
  BOOST_TEST_REQUIRE(stages.size() == 3U);
  BOOST_TEST(stages[0].stage == "plan");
  BOOST_TEST(stages[0].bounded);
  BOOST_TEST(stages[0].bound <= stages[0].soft);
  BOOST_TEST(stages[1].stage == "nights");
  BOOST_TEST(stages[1].bounded);
  BOOST_TEST(stages[1].bound == last.bound);
  BOOST_TEST(stages[1].soft == last.soft);
  BOOST_TEST((stages[2] == stage_cost{.stage = "faculty", .bounded = true}));
}

BOOST_AUTO_TEST_CASE(what_others_work_makes_nothing_cheaper_than_the_bound) {
  auto seed = test::number_from("NIGHTFLOAT_SEED", 1);
  for (auto i = std::uint64_t{0}; i < 8; ++i) {
    BOOST_TEST_INFO_SCOPE("NIGHTFLOAT_SEED=" << seed + i);
    auto random = random_source{seed + i};
    auto x = random_week(random);
    x.people.pop_back();
    std::erase_if(x.absences, [](const auto& a) { return a.person.value > 1; });
    add_half_days(x);
    // Where nobody is needed, who stays away costs.
    x.templates[1].people_needed = random.chance(500) ? 1 : 0;
    auto in = make_frame(x, {}, {});
    BOOST_REQUIRE(in);
    auto plan = all_on_the_ward(x);
    auto day = duty_wish{{0}, column_width::day};
    auto half = duty_wish{{1}, column_width::half_day};
    for (const auto& [one, other] :
         {std::pair{day, half}, std::pair{half, day}}) {
      auto others = std::vector{other};
      auto lasting = lasting_problem(*in, plan, {}, one, others);
      BOOST_REQUIRE(lasting);
      BOOST_REQUIRE(solve::check(*lasting));
      auto least = least_beside(*in, plan, one, other);
      BOOST_TEST(least_of_all(*lasting) <= least);
      BOOST_TEST(bounded(*lasting, 7) <= least);
    }
  }
}

BOOST_AUTO_TEST_CASE(stages_of_the_same_people_have_a_bound_together) {
  auto x = ward(5);
  x.templates[0].kind = duty_kind::in_house_call;
  x.templates[0].length = 1'440;
  add_half_days(x);
  auto g = begun(x, {.moves_max = 400'000});
  while (g.step(5'000) == generation::state::more) {
    auto now = g.progress();
    BOOST_TEST_REQUIRE((!now.has_bound || now.bound <= now.soft));
  }
  auto last = g.progress();
  BOOST_TEST_REQUIRE(last.has_bound);
  BOOST_TEST(last.hard == 0);
  // No half day is at a week-end, whose halves cost as much as without them.
  BOOST_TEST(last.bound >= 36);
  BOOST_TEST(g.stage_costs().size() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
