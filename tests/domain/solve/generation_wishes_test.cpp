// SPDX-License-Identifier: Apache-2.0
// What a programme wants of a generation beside the rules of the field: its
// constraints, and that little changes.
#include "domain/solve/generation.hpp"
#include "domain/solve/rebase.hpp"
#include "domain/stage/constraint_costs.hpp"
#include "tests/support/generated.hpp"
#include "tests/support/ward.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>

BOOST_AUTO_TEST_SUITE(generation_wishes_test)

using namespace nightfloat;
using namespace nightfloat::domain;
using namespace nightfloat::domain::stage;
using test::finished;
using test::ward;

namespace {

constexpr auto one_day = date::duration{1};

constraint_set only(constraint x) {
  auto out = constraint_set{.name = "house"};
  out.constraints.push_back(std::move(x));
  return out;
}

/// None but the last of four should work on Mondays.
constraint_set no_mondays() {
  return only({.name = "Preferences",
               .label = "no Mondays",
               .stage = stage_kind::call,
               .hard = true,
               .weight = 1,
               .who = people_filter{.codes = {"R1", "R2", "R3"}},
               .tasks = {"DAY"},
               .weekdays = {weekday::monday}});
}

std::int64_t hard_cost(const programme& x, const roster& of,
                       const constraint_set& set) {
  auto where = make_frame(x, {}, {});
  auto costs = constraint_costs(*where, of, every_part, set);
  BOOST_REQUIRE_MESSAGE(costs, (costs ? "" : costs.error().detail));
  auto out = std::int64_t{0};
  for (const auto& one : *costs)
    out += one.hard;
  return out;
}

/// A ward, and a place to be that asks for nobody.
programme with_elective() {
  auto x = ward(6);
  x.rotations.push_back(
    {.id = {2}, .code = "E", .kind = rotation_kind::elective, .people_max = 9});
  return x;
}

/// Of the plan: no more than two of its people at once.
constraint_set two_on_the_ward() {
  return only({.name = "OnePersonPerBlock",
               .label = "two on the ward",
               .stage = stage_kind::year,
               .weight = 5,
               .tasks = {"W"},
               .max = 2});
}

/// A ward whose residents are supervised, and faculty for its one shift.
programme supervised_ward(std::uint32_t residents, std::uint32_t faculty) {
  auto x = ward(residents);
  x.templates[0].supervised = true;
  for (auto i = 11U; i < 11U + faculty; ++i)
    x.people.push_back({.id = {i},
                        .code = "F" + std::to_string(i),
                        .role = person_role::faculty});
  x.templates.push_back({.id = {2},
                         .code = "ATT",
                         .kind = duty_kind::supervision,
                         .role = person_role::faculty,
                         .start = 420,
                         .length = 720});
  return x;
}

constraint_set by_ratio() {
  return only({.name = "SupervisionRatio",
               .stage = stage_kind::faculty,
               .hard = true,
               .weight = 9});
}

std::map<date, int> on_ward(const roster& of) {
  auto out = std::map<date, int>{};
  for (const auto& row : of.plan)
    for (auto d = row.first; d <= row.last; d += one_day)
      out[d] += row.rotation == rotation_id{1} ? 1 : 0;
  return out;
}

std::size_t same_duties(const roster& a, const roster& b) {
  return static_cast<std::size_t>(
    std::ranges::count_if(a.duties, [&](const duty& x) {
      return std::ranges::any_of(b.duties, [&](const duty& y) {
        return x.person == y.person && x.start == y.start && x.from == y.from;
      });
    }));
}

} // namespace

BOOST_AUTO_TEST_CASE(a_constraint_that_binds_changes_the_roster) {
  auto x = ward(4);
  auto set = no_mondays();
  auto free = finished(x, {});
  BOOST_TEST(hard_cost(x, free.best(), set) > 0);
  auto bound = finished(x, {.constraints = set});
  BOOST_TEST(!bound.refused());
  BOOST_TEST(hard_cost(x, bound.best(), set) == 0);
  BOOST_TEST(bound.feasible());
  BOOST_TEST(bound.left_out().empty());
}

BOOST_AUTO_TEST_CASE(a_leave_day_does_not_cost_a_week_of_the_plan) {
  auto x = with_elective();
  for (auto who : {1U, 2U, 3U, 4U, 5U, 6U})
    x.absences.push_back({.id = {who},
                          .person = {who},
                          .first = x.info.first + who * one_day,
                          .last = x.info.first + who * one_day});
  auto set = only({.name = "Availability"});
  auto g = finished(x, {.constraints = set});
  BOOST_TEST(!g.refused());
  BOOST_TEST(hard_cost(x, g.best(), set) == 0);
  // As it was before: one day of leave in a week, and the week costs.
  set.constraints[0].days = 1;
  BOOST_TEST(hard_cost(x, finished(x, {.constraints = set}).best(), set) > 0);
}

BOOST_AUTO_TEST_CASE(what_is_gone_on_from_keeps_its_constraints) {
  auto x = ward(4);
  auto set = no_mondays();
  auto free = generation_start{.what = finished(x, {}).best()};
  BOOST_TEST(hard_cost(x, free.what, set) > 0);
  auto made = generation::begin(x, {.constraints = set}, nullptr, &free);
  BOOST_TEST_REQUIRE(!!made);
  while (made->step(50'000) == generation::state::more) {
  }
  BOOST_TEST((made->best().plan == free.what.plan));
  BOOST_TEST(hard_cost(x, made->best(), set) == 0);
}

BOOST_AUTO_TEST_CASE(a_plan_that_is_gone_on_from_has_taken_its_constraints) {
  auto x = with_elective();
  auto set = two_on_the_ward();
  auto first
    = generation_start{.what = finished(x, {.constraints = set}).best()};
  for (auto parts : {every_part, plan_part}) {
    auto again = generation::begin(x, {.stages = parts, .constraints = set},
                                   nullptr, &first);
    BOOST_REQUIRE_MESSAGE(again, (again ? "" : again.error().detail));
    while (again->step(50'000) == generation::state::more) {
    }
    BOOST_TEST(!again->refused());
    BOOST_TEST(again->left_out().empty());
    BOOST_TEST((again->best().plan == first.what.plan));
  }
}

BOOST_AUTO_TEST_CASE(a_rebase_keeps_its_constraints) {
  auto x = ward(4);
  auto set = no_mondays();
  auto base = finished(x, {.constraints = set}).best();
  auto all = std::vector<person_id>{{1}, {2}, {3}, {4}};
  auto rebased = [&](const constraint_set& by) {
    auto out = roster_rebase::begin(x, {}, base, all, {}, {}, 1, by);
    BOOST_TEST_REQUIRE(!!out);
    while (out->step(10'000)) {
    }
    return out->best();
  };
  BOOST_TEST(hard_cost(x, rebased(set), set) == 0);
  BOOST_TEST(hard_cost(x, rebased({}), set) > 0);
}

BOOST_AUTO_TEST_CASE(one_that_cannot_be_applied_ends_it_with_its_name) {
  auto x = ward(3);
  auto set = no_mondays();
  set.constraints[0].tasks = {"EVENING"};
  auto g = finished(x, {.constraints = set});
  BOOST_TEST_REQUIRE(g.refused().has_value());
  BOOST_TEST(g.refused()->code == ec::not_found);
  BOOST_TEST(g.refused()->detail
             == "generate: constraint no Mondays (Preferences): tasks: this "
                "stage has no such task (EVENING), name others or leave the "
                "constraint out");
  set.constraints[0].optional = true;
  auto h = finished(x, {.constraints = set});
  BOOST_TEST(!h.refused());
  BOOST_TEST_REQUIRE(h.left_out().size() == 1U);
  BOOST_TEST(h.left_out()[0].name == "no Mondays");
  BOOST_TEST(h.feasible());
}

BOOST_AUTO_TEST_CASE(one_of_a_stage_that_is_not_there_ends_it_too) {
  auto set = no_mondays();
  set.constraints[0].stage = stage_kind::slots;
  auto g = finished(ward(3), {.constraints = set});
  BOOST_TEST_REQUIRE(g.refused().has_value());
  BOOST_TEST(g.refused()->detail
             == "generate: constraint no Mondays (Preferences): stage: the "
                "programme has nothing to plan in the stage slots, name "
                "another or leave the constraint out");
  // What was not asked for is no matter.
  auto plan = finished(ward(3), {.stages = plan_part, .constraints = set});
  BOOST_TEST(!plan.refused());
}

BOOST_AUTO_TEST_CASE(nonsense_is_refused_at_once) {
  auto set = no_mondays();
  set.constraints[0].name = "NoSuchTemplate";
  auto refused = generation::begin(ward(3), {.constraints = set});
  BOOST_TEST_REQUIRE(!refused);
  BOOST_TEST(refused.error().code == ec::configuration);
  BOOST_TEST(
    (refused.error().detail.find("NoSuchTemplate") != std::string::npos));
}

BOOST_AUTO_TEST_CASE(nobody_to_plan_for_is_bound_by_nothing) {
  auto g = finished(ward(0), {.constraints = no_mondays()});
  BOOST_TEST(!g.refused());
  BOOST_TEST(g.unmet().size() == 21U);
  BOOST_TEST_REQUIRE(g.left_out().size() == 1U);
}

BOOST_AUTO_TEST_CASE(
  the_plan_keeps_its_constraints_when_more_people_are_wanted) {
  auto x = with_elective();
  auto set = two_on_the_ward();
  auto free = on_ward(finished(x, {}).best());
  BOOST_TEST(
    std::ranges::any_of(free, [](const auto& d) { return d.second > 2; }));
  for (const auto& [day, heads] :
       on_ward(finished(x, {.constraints = set}).best()))
    BOOST_TEST(heads == 2);
  // Nobody who was asked for can come: it is tried with more each time.
  x.templates[0].people_needed = 3;
  auto tight = finished(x, {.constraints = set});
  BOOST_TEST(!tight.refused());
}

BOOST_AUTO_TEST_CASE(faculty_see_how_much_residents_ask_for) {
  auto x = supervised_ward(4, 4);
  x.info.supervision = {.faculty_units = 2, .pgy1_units = 4};
  x.templates[0].pgy_max = 1;
  auto g = finished(x, {.moves_max = 2'000'000, .constraints = by_ratio()});
  BOOST_TEST(!g.refused());
  auto made = g.best();
  auto heads = std::map<instant, int>{};
  for (const auto& d : made.duties)
    heads[d.start] += d.from == template_id{2} ? 1 : 0;
  auto two = std::ranges::count_if(
    heads, [](const auto& one) { return one.second == 2; });
  BOOST_TEST(two > 15);
}

BOOST_AUTO_TEST_CASE(what_was_told_to_cost_so_little_never_costs_more) {
  auto x = supervised_ward(6, 5);
  x.info.supervision = {.faculty_units = 2, .pgy1_units = 4, .other_units = 1};
  x.templates[0].people_needed = 0;
  x.templates.push_back({.id = {3},
                         .code = "NIGHT",
                         .rotation = {1},
                         .kind = duty_kind::in_house_call,
                         .start = 1'140,
                         .length = 720});
  auto g = generation::begin(x,
                             {.moves_max = 400'000, .constraints = by_ratio()});
  BOOST_TEST_REQUIRE(!!g);
  auto told = std::pair{std::int64_t{1} << 40, std::int64_t{0}};
  auto rises = 0;
  while (g->step(1'000) == generation::state::more) {
    auto now = g->progress();
    if (!now.has_duties)
      continue;
    rises += std::pair{now.hard, now.soft} > told ? 1 : 0;
    told = {now.hard, now.soft};
  }
  BOOST_TEST(!g->refused());
  BOOST_TEST(rises == 0);
}

BOOST_AUTO_TEST_CASE(what_changes_costs_and_the_past_stays) {
  auto x = with_elective();
  auto first = finished(x, {.seed = 1});
  auto base = first.best();
  auto near = finished(x, {.seed = 2, .keep_price = 1'000}, &base);
  BOOST_TEST(near.feasible());
  BOOST_TEST(same_duties(base, near.best()) == base.duties.size());
  auto other = finished(x, {.seed = 2}, &base);
  BOOST_TEST(same_duties(base, other.best()) < base.duties.size());

  auto frozen = x.info.first + 9 * one_day;
  auto later = finished(x, {.seed = 2, .frozen_to = frozen}, &base);
  auto made = later.best();
  auto past = base;
  std::erase_if(past.duties, [&](const duty& d) {
    return d.start >= instant{frozen + one_day};
  });
  BOOST_TEST(past.duties.size() == 10U);
  BOOST_TEST(same_duties(past, made) == past.duties.size());
  BOOST_TEST(std::ranges::none_of(made.plan, [](const assignment& row) {
    return row.source == duty_source::manual;
  }));
  auto was = on_ward(base);
  auto is = on_ward(made);
  for (auto d = x.info.first; d <= frozen; d += one_day)
    BOOST_TEST(was[d] == is[d]);
}

BOOST_AUTO_TEST_SUITE_END()
