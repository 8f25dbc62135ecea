// SPDX-License-Identifier: Apache-2.0
#include "domain/sample.hpp"
#include "domain/solve/generation.hpp"
#include "domain/solve/measure.hpp"
#include "domain/solve/rebase.hpp"
#include "domain/stage/duty_stages.hpp"
#include "domain/stage/part.hpp"
#include "tests/support/ward.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

BOOST_AUTO_TEST_SUITE(stages_test)

using namespace nightfloat;
using namespace nightfloat::domain;
using test::ward;

namespace {

std::string all(const std::vector<std::string>& x) {
  auto out = std::string{};
  for (const auto& line : x)
    out += line + "\n";
  return out;
}

generation begun(const programme& x, generation_options options,
                 const roster* base = nullptr) {
  auto made = generation::begin(x, options, base);
  BOOST_REQUIRE_MESSAGE(made, made.error().detail);
  return std::move(*made);
}

void finish(generation& x) {
  while (x.step(50'000) == generation::state::more) {
  }
}

/// Eight weeks of the smallest sample.
programme two_months() {
  auto x = *make_sample({.residents = 25, .seed = 5});
  x.info.last = x.info.first + 55 * date::duration{1};
  x.info.calendar.lengths = {4, 4};
  x.requirements.clear();
  // Half days, which the sample has none of.
  for (auto start : {8 * 60, 13 * 60})
    x.templates.push_back({.id = {static_cast<std::uint32_t>(900 + start)},
                           .code = "HALF" + std::to_string(start),
                           .rotation = x.rotations.front().id,
                           .start = static_cast<std::uint16_t>(start),
                           .length = 240,
                           .weekdays = 0x1f,
                           .people_needed = 0});
  sort(x);
  return x;
}

struct made_once {
  programme where = two_months();
  roster what;

  made_once() {
    auto g = begun(where, {});
    finish(g);
    what = g.best();
    BOOST_TEST(g.feasible(), all(g.unmet()));
  }
};

const made_once& made() {
  static const auto x = made_once{};
  return x;
}

std::vector<duty> of_parts(const programme& x, const roster& what,
                           stage::part_set parts) {
  auto out = std::vector<duty>{};
  for (const auto& d : what.duties)
    if ((stage::part_of(*find(x, d.from)) & parts) != 0)
      out.push_back(d);
  return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(parts_are_read_and_named) {
  BOOST_TEST(*stage::parse_parts("") == stage::every_part);
  BOOST_TEST(*stage::parse_parts("half-days,plan")
             == (stage::half_days_part | stage::plan_part));
  BOOST_TEST(stage::to_text(stage::every_part)
             == "plan,nights,days,half-days,faculty");
  auto wrong = stage::parse_parts("nights,evenings");
  BOOST_REQUIRE(!wrong);
  BOOST_TEST(wrong.error().detail
             == "unknown stage (evenings), name some of "
                "plan,nights,days,half-days,faculty");
}

BOOST_AUTO_TEST_CASE(all_stages_together_leave_nothing_open) {
  const auto& x = made();
  for (auto part : {stage::nights_part, stage::days_part, stage::half_days_part,
                    stage::faculty_part})
    BOOST_TEST(!of_parts(x.where, x.what, part).empty(), stage::to_text(part));
}

const auto each = std::array{stage::nights_part, stage::days_part,
                             stage::half_days_part, stage::faculty_part};

BOOST_DATA_TEST_CASE(each_stage_is_made_alone,
                     boost::unit_test::data::make(each), part) {
  const auto& x = made();
  auto g = begun(x.where, {.seed = 3, .stages = part}, &x.what);
  finish(g);
  BOOST_TEST(g.feasible(), all(g.unmet()));
  auto out = g.best();
  auto others = static_cast<stage::part_set>(~part);
  BOOST_TEST((out.plan == x.what.plan));
  BOOST_TEST(
    (of_parts(x.where, out, others) == of_parts(x.where, x.what, others)));
  BOOST_TEST(!of_parts(x.where, out, part).empty());
}

BOOST_AUTO_TEST_CASE(a_plan_alone_keeps_all_duties) {
  const auto& x = made();
  auto g = begun(x.where, {.seed = 3, .stages = stage::plan_part}, &x.what);
  finish(g);
  BOOST_TEST((g.best().duties == x.what.duties));
  BOOST_TEST(!g.best().plan.empty());
}

BOOST_AUTO_TEST_CASE(duties_of_rotations_without_a_plan_are_refused) {
  auto x = ward(3);
  auto refused = generation::begin(x, {.stages = stage::days_part});
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().code == ec::invalid_argument);
  BOOST_TEST(refused.error().detail
             == "generate: shift DAY is of a rotation and there is no plan, "
                "make the plan too or begin from a roster that has one");
  BOOST_TEST(!generation::begin(x, {.stages = 0}));
  x.templates[0].rotation = {};
  auto g = begun(x, {.stages = stage::days_part});
  finish(g);
  BOOST_TEST(g.feasible(), all(g.unmet()));
}

BOOST_AUTO_TEST_CASE(it_goes_on_until_the_moves_are_used) {
  const auto& x = made();
  auto parts
    = static_cast<stage::part_set>(stage::every_part & ~stage::plan_part);
  auto cost = [&](std::uint64_t moves) {
    auto g = begun(x.where, {.moves_max = moves, .stages = parts}, &x.what);
    finish(g);
    BOOST_TEST(g.feasible(), all(g.unmet()));
    BOOST_TEST(g.progress().iterations <= moves);
    BOOST_TEST(g.progress().iterations > moves / 10 * 9);
    return g.progress().cost;
  };
  BOOST_TEST(cost(600'000) <= cost(20'000));
  auto hasty = begun(x.where, {.moves_max = 3'000, .stages = parts}, &x.what);
  finish(hasty);
  BOOST_TEST(cost(20'000) < hasty.progress().cost);
}

/// What the first stage would still make better is not worth that the last
/// has nobody.
BOOST_AUTO_TEST_CASE(a_short_budget_reaches_every_stage) {
  const auto& x = made();
  auto parts
    = static_cast<stage::part_set>(stage::every_part & ~stage::plan_part);
  auto g = begun(x.where, {.moves_max = 12'000, .stages = parts}, &x.what);
  finish(g);
  auto out = g.best();
  for (auto part : each)
    BOOST_TEST(!of_parts(x.where, out, part).empty(), stage::to_text(part));
  BOOST_TEST(g.feasible(), all(g.unmet()));
}

BOOST_AUTO_TEST_CASE(fixed_work_that_breaks_a_rule_is_told_and_kept) {
  auto x = ward(4);
  auto base = roster{};
  auto day = x.info.first;
  for (auto i = 0; i < 3; ++i) {
    auto start = instant{day} + minutes{i * 720};
    base.duties.push_back({.person = {1},
                           .shift = {static_cast<std::uint32_t>(i + 1)},
                           .start = start,
                           .end = start + minutes{720},
                           .source = duty_source::manual});
  }
  auto g = begun(x, {}, &base);
  finish(g);
  BOOST_TEST(!g.feasible());
  auto said = all(g.unmet());
  BOOST_TEST((said.find("36 h") != std::string::npos), said);
  auto out = g.best();
  for (const auto& d : base.duties)
    BOOST_TEST((std::ranges::find(out.duties, d) != out.duties.end()));
  BOOST_TEST(measure(x, out, {}, {})->open_places == 0u);
}

BOOST_AUTO_TEST_CASE(leave_of_all_on_one_day_leaves_that_day_open) {
  auto x = ward(4);
  auto day = x.info.first + 3 * date::duration{1};
  for (const auto& who : x.people)
    x.absences.push_back({{who.id.value}, who.id, day, day, "vacation"});
  auto g = begun(x, {});
  finish(g);
  BOOST_TEST(g.unmet().size() == 1u, all(g.unmet()));
}

/// With six days in a row at most, and a half day on each of the week.
BOOST_AUTO_TEST_CASE(two_people_are_not_kept_off_the_same_half_days) {
  auto x = ward(2);
  x.pack = house_strict();
  x.templates[0].length = 240;
  auto g = begun(x, {});
  finish(g);
  BOOST_TEST(g.feasible(), all(g.unmet()));
}

BOOST_AUTO_TEST_CASE(who_was_not_touched_has_one_place_of_a_standby) {
  auto x = ward(4);
  x.templates[0].kind = duty_kind::at_home_call;
  x.templates[0].start = 1'020;
  x.templates[0].length = 840;
  x.templates[0].people_needed = 2;
  auto g = begun(x, {});
  finish(g);
  auto touched = std::vector<person_id>{{1}};
  auto again = roster_rebase::begin(x, {}, g.best(), touched, {}, {}, 1);
  BOOST_REQUIRE_MESSAGE(again, (again ? "" : again.error().detail));
  while (again->step(5'000)) {
  }
  auto taken = std::set<std::pair<person_id, instant>>{};
  for (const auto& d : again->best().duties)
    BOOST_TEST(taken.emplace(d.person, d.start).second);
}

/// Two on the ward and two elsewhere, and a late shift for whoever.
BOOST_AUTO_TEST_CASE(on_a_rotation_is_who_the_plan_has_put_there) {
  auto x = ward(4);
  x.rotations.push_back({.id = {2}, .code = "E", .people_max = 9});
  x.templates.push_back(
    {.id = {2}, .code = "LATE", .start = 780, .length = 480});
  auto base = roster{};
  for (auto who : {1U, 2U, 3U, 4U})
    base.plan.push_back({.person = {who},
                         .rotation = {who <= 2 ? 1U : 2U},
                         .first = x.info.first,
                         .last = x.info.last});
  auto set = stage::constraint_set{.name = "house"};
  set.constraints.push_back({.name = "FMITWeekBlocking",
                             .stage = stage::stage_kind::call,
                             .hard = true,
                             .weight = 5,
                             .tasks = {"LATE"},
                             .on = {"W"}});
  auto options = generation_options{.stages = stage::days_part,
                                    .constraints = set};
  auto g = begun(x, options, &base);
  finish(g);
  BOOST_TEST(!g.refused());
  BOOST_TEST(g.feasible(), all(g.unmet()));
  for (const auto& d : g.best().duties)
    BOOST_TEST((d.person.value > 2) == (d.from == template_id{2}));
  // Who is late is what this stage finds.
  options.constraints.constraints[0].tasks = {"DAY"};
  options.constraints.constraints[0].on = {"LATE"};
  auto h = generation::begin(x, options, &base);
  BOOST_REQUIRE(!h);
  BOOST_TEST((h.error().detail.find("who is on LATE is not settled yet")
              != std::string::npos),
             h.error().detail);
}

/// Four units each, two of the faculty: as the first year of the person has
/// it, or what a procedure has on top.
BOOST_DATA_TEST_CASE(supervision_is_asked_for_by_year_and_procedure,
                     boost::unit_test::data::make({false, true}), procedure) {
  auto x = ward(4);
  x.info.supervision = {.faculty_units = 2,
                        .pgy1_units = 4,
                        .other_units = 1,
                        .procedure_units = 3};
  x.templates[0].supervised = true;
  if (procedure) {
    for (auto& one : x.people)
      one.pgy = {{2026, 2}};
    x.activities.push_back({.id = {1}, .code = "LINE", .procedure = true});
    x.templates[0].activity = {1};
  }
  for (auto i = 11U; i <= 14; ++i)
    x.people.push_back({.id = {i},
                        .code = "F" + std::to_string(i),
                        .role = person_role::faculty});
  x.templates.push_back({.id = {2},
                         .code = "ATT",
                         .kind = duty_kind::supervision,
                         .role = person_role::faculty,
                         .start = 420,
                         .length = 720});
  auto set = stage::constraint_set{.name = "house"};
  set.constraints.push_back({.name = "SupervisionRatio",
                             .stage = stage::stage_kind::faculty,
                             .hard = true,
                             .weight = 9});
  auto g = begun(x, {.moves_max = 2'000'000, .constraints = set});
  finish(g);
  auto heads = std::map<instant, int>{};
  for (const auto& d : g.best().duties)
    heads[d.start] += d.from == template_id{2} ? 1 : 0;
  auto two = std::ranges::count_if(
    heads, [](const auto& one) { return one.second == 2; });
  BOOST_TEST(two > 15);
}

BOOST_AUTO_TEST_SUITE_END()
