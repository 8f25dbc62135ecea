// SPDX-License-Identifier: Apache-2.0
// Constraints as a whole: what cannot be applied stops with its name, costs
// are told by constraint, and order makes no difference.

#include "domain/solve/random.hpp"
#include "domain/stage/constraint_use.hpp"
#include "tests/support/binding.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <array>
#include <ostream>

BOOST_AUTO_TEST_SUITE(constraints_test)

using namespace nightfloat;
using namespace nightfloat::domain;
using namespace nightfloat::domain::stage;
using namespace nightfloat::test;
using solve::hard;
using solve::soft;
using enum domain::weekday;

namespace {

namespace data = boost::unit_test::data;

struct two_weeks : stage_scene {
  two_weeks()
    : stage_scene{column_width::day,
                  14,
                  {resident("a"), resident("b", 2), resident("c", 3),
                   teacher("f", faculty_role::pd)}} {
  }
};

bool says(const std::string& text, const std::string& what) {
  return text.find(what) != text.npos;
}

struct row {
  constraint what;
  std::string says;

  friend std::ostream& operator<<(std::ostream& out, const row& x) {
    return out << x.says;
  }
};

const row refused[] = {
  {{.name = "NoSuchThing"}, "NoSuchThing: there is no such template"},
  {{.name = "CallSpacing", .tasks = {"ICU"}},
   "tasks: this stage has no such task (ICU)"},
  {{.name = "CallSpacing", .max = 3}, "max: it takes no such field"},
  {{.name = "FacultyCallPreference", .who = people_filter{.codes = {"f"}}},
   "weekdays: is missing"},
  {{.name = "FacultyCallPreference", .weekdays = {monday}}, "who: is missing"},
  {{.name = "CallSpacing", .weight = -1}, "weight: out of bounds (-1"},
  {{.name = "CallSpacing", .weight = 1'000'001}, "weight: out of bounds"},
  {{.name = "CallSpacing", .hard = true, .weight = 101}, "weight: out of"},
  {{.name = "CallAvailability", .hard = false}, "weight: is missing"},
  {{.name = "AdjunctCallExclusion"}, "who: this stage plans for nobody"},
  {{.name = "CallSpacing", .who = people_filter{.codes = {"x"}}},
   "who.codes: nobody has the code x"},
  {{.name = "OvernightCallCoverage", .min = 2, .max = 1},
   "min: 2 is more than max (1)"},
  {{.name = "OvernightCallCoverage", .max = 10'001}, "max: out of bounds"},
  {{.name = "EscalatingCallEquity", .weight = 1'000'000, .steps = {1, 10'000}},
   "steps: 10000 times the weight (1000000) is more than 1000000, lower one"},
  {{.name = "EscalatingCallEquity", .hard = true, .weight = 20},
   "steps: 7 times the weight (20) is more than 100, lower one"},
  {{.name = "IntegratedWorkload",
    .weight = 1'000,
    .target = 1,
    .loads = {{"call", 1'001}}},
   "loads: 1001 times the weight (1000) is more than 1000000, lower one"},
};

} // namespace

BOOST_DATA_TEST_CASE(what_cannot_be_applied_stops_with_its_name,
                     data::make(refused)) {
  auto scene = two_weeks{};
  auto said = refusal(scene, sample.what);
  BOOST_TEST(says(said, sample.says), said);
}

BOOST_AUTO_TEST_CASE(the_words_of_a_refusal_are_whole) {
  auto scene = two_weeks{};
  BOOST_TEST(refusal(scene, {.name = "CallSpacing", .tasks = {"ICU"}})
             == "constraint CallSpacing: tasks: this stage has no such task "
                "(ICU), name others or leave the constraint out");
}

BOOST_AUTO_TEST_CASE(columns_of_another_width_are_refused_or_of_their_stage) {
  auto weeks = stage_scene{column_width::week, 2, {resident("a")}};
  auto what = constraint{.name = "CallSpacing"};
  BOOST_TEST(says(refusal(weeks, what), "stage: it has no meaning for"));
  what.stage = stage_kind::call;
  auto x = weeks.problem;
  BOOST_TEST(bool{apply(what, weeks.layout, x)});
  BOOST_TEST(x.contracts[0].clashes.empty());
  auto days = two_weeks{};
  x = days.problem;
  BOOST_TEST(bool{apply(what, days.layout, x)});
  BOOST_TEST(!x.contracts[0].clashes.empty());
  // Where all are faculty it is theirs, however wide the columns are.
  auto faculty = stage_scene{column_width::day, 14, {teacher("f")}};
  x = faculty.problem;
  BOOST_TEST(bool{apply(what, faculty.layout, x)});
  BOOST_TEST(x.contracts[0].clashes.empty());
  what.stage = stage_kind::faculty;
  BOOST_TEST(bool{apply(what, faculty.layout, x)});
  BOOST_TEST(!x.contracts[0].clashes.empty());
}

BOOST_AUTO_TEST_CASE(a_refusal_leaves_the_problem_as_it_was) {
  auto scene = two_weeks{};
  auto set = constraint_set{};
  set.constraints = {{.name = "NoConsecutiveCall"},
                     {.name = "CallSpacing", .tasks = {"ICU"}}};
  auto x = scene.problem;
  auto done = apply(set, scene.layout, x);
  BOOST_REQUIRE(!done);
  BOOST_TEST(done.error().code == ec::not_found);
  BOOST_TEST(x.contracts[0].next.empty());
  set.constraints[1].optional = true;
  done = apply(set, scene.layout, x);
  BOOST_REQUIRE(done);
  BOOST_TEST(!x.contracts[0].next.empty());
  BOOST_REQUIRE(done->skipped.size() == 1U);
  BOOST_TEST(done->skipped[0].name == "CallSpacing");
  BOOST_TEST(says(done->skipped[0].why, "no such task (ICU)"));
  // So it is where the columns are of another width; what is wrong in itself
  // is not excused.
  set.constraints[1] = {.name = "NightFloatSlot", .optional = true};
  done = apply(set, scene.layout, x);
  BOOST_REQUIRE(done);
  BOOST_TEST(done->skipped.size() == 1U);
  set.constraints[1] = {.name = "CallSpacing", .optional = true, .max = 1};
  BOOST_TEST(!apply(set, scene.layout, x));
}

BOOST_AUTO_TEST_CASE(what_is_not_enabled_does_nothing_but_must_be_right) {
  auto scene = two_weeks{};
  auto x = scene.problem;
  BOOST_TEST(bool{
    apply(constraint{.name = "CallSpacing", .enabled = false, .tasks = {"ICU"}},
          scene.layout, x)});
  BOOST_TEST(x.contracts[0].clashes.empty());
  BOOST_TEST(
    !apply(constraint{.name = "CallSpacing", .enabled = false, .max = 1},
           scene.layout, x));
}

BOOST_AUTO_TEST_CASE(two_of_one_name_need_labels) {
  auto set = constraint_set{};
  set.constraints = {{.name = "CallSpacing"}, {.name = "CallSpacing"}};
  auto ok = check(set);
  BOOST_REQUIRE(!ok);
  BOOST_TEST(says(ok.error().detail, "constraints[1]: constraint CallSpacing: "
                                     "label: another is called so"));
  set.constraints[1].label = "of the interns";
  BOOST_TEST(bool{check(set)});
}

namespace {

/// Two groups a week each: a person holds those of two of them, no more.
struct most_of_a_year : stage_scene {
  most_of_a_year()
    : stage_scene{column_width::half_day, 51 * 14, {resident("a")}} {
    for (const auto* label : {"one", "three", "two"})
      set.constraints.push_back(
        {.name = "ResidentWeeklyClinic", .label = label});
  }

  constraint_set set;
};

} // namespace

BOOST_FIXTURE_TEST_CASE(too_many_rules_are_refused_with_the_name,
                        most_of_a_year) {
  auto x = problem;
  auto done = apply(set, layout, x);
  BOOST_REQUIRE(!done);
  BOOST_TEST(done.error().code == ec::oversize);
  BOOST_TEST(says(done.error().detail,
                  "constraint two (ResidentWeeklyClinic): the rules of one "
                  "person become too many (at most 256 by kind)"));
  BOOST_TEST(x.contracts[0].groups.empty());
}

BOOST_FIXTURE_TEST_CASE(an_optional_one_that_is_too_much_is_left_out_whole,
                        most_of_a_year) {
  for (auto& one : set.constraints)
    one.optional = true;
  // What weighs less comes after it, and still fits.
  set.constraints.push_back(
    {.name = "ResidentClinicDayPreference", .weekdays = {monday}});
  auto x = problem;
  auto done = apply(set, layout, x);
  BOOST_REQUIRE_MESSAGE(done, (done ? "" : done.error().detail));
  BOOST_TEST_REQUIRE(done->skipped.size() == 1U);
  BOOST_TEST(done->skipped[0].name == "two");
  BOOST_TEST(done->skipped[0].too_much);
  BOOST_TEST(done->names.size() == 4U);
  BOOST_TEST(x.contracts[0].groups.size() == 2U * 2 * 51);
  BOOST_TEST(bool{solve::check(x)});
  auto all = cost_by_constraint(*done, x, solve::grid(x.allowed.size()));
  BOOST_TEST(all.size() == 2U);
}

BOOST_FIXTURE_TEST_CASE(a_stage_tells_what_was_too_much, most_of_a_year) {
  constexpr auto made = std::array{stage_kind::slots};
  auto use = constraint_use::make(set).value();
  auto x = problem;
  auto done = use.put(layout, x);
  BOOST_REQUIRE(!done);
  BOOST_TEST(done.error().code == ec::oversize);
  set.constraints[2].optional = true;
  use = constraint_use::make(set).value();
  x = problem;
  BOOST_TEST_REQUIRE(use.put(layout, x).has_value());
  BOOST_TEST(bool{use.settle(made)});
  auto out = use.left_out(made);
  BOOST_TEST_REQUIRE(out.size() == 1U);
  BOOST_TEST(out[0].name == "two");
  BOOST_TEST(says(out[0].why, "become too many"));
}

BOOST_AUTO_TEST_CASE(who_shares_a_contract_gets_one_of_their_own) {
  auto scene = two_weeks{};
  auto x = scene.problem;
  BOOST_REQUIRE(apply(
    constraint{.name = "NoConsecutiveCall", .who = people_filter{.pgy_max = 1}},
    scene.layout, x));
  BOOST_TEST(x.contracts.size() == 2U);
  BOOST_TEST(x.people[1].contract == x.people[2].contract);
  BOOST_TEST(x.people[0].contract != x.people[1].contract);
  BOOST_TEST(x.contract_of(1).next.empty());
  BOOST_REQUIRE(apply(constraint{.name = "CallSpacing"}, scene.layout, x));
  BOOST_TEST(x.contracts.size() == 2U);
  BOOST_TEST(bool{solve::check(x)});
}

BOOST_AUTO_TEST_CASE(a_price_of_several_is_told_in_parts) {
  auto scene = two_weeks{};
  scene.problem.cell[scene.task_of('C')] = soft(3);
  auto set = constraint_set{};
  set.constraints = {{.name = "FacultyCallPreference",
                      .label = "not on Mondays",
                      .who = people_filter{.codes = {"a"}},
                      .weekdays = {monday}},
                     {.name = "FacultyCallPreference",
                      .label = "nor in the first week",
                      .weight = 4,
                      .who = people_filter{.codes = {"a"}},
                      .weekdays = {monday, tuesday}},
                     {.name = "NoConsecutiveCall", .weight = 50},
                     {.name = "Continuity", .tasks = {"C", "W"}}};
  auto x = scene.problem;
  auto done = apply(set, scene.layout, x);
  BOOST_REQUIRE_MESSAGE(done, done.error().detail);
  auto none = std::string(14, '.');
  auto grid = scene.roster({"CCW...........", none, none, none});
  auto all = cost_by_constraint(*done, x, grid);
  auto price = [&](const std::string& name) {
    for (const auto& share : all)
      if (share.constraint == name)
        return share.price.soft();
    return std::int64_t{0};
  };
  BOOST_TEST(price("") == 3);
  BOOST_TEST(price("not on Mondays") == 1);
  BOOST_TEST(price("nor in the first week") == 8);
  BOOST_TEST(price("NoConsecutiveCall") == 50);
  BOOST_TEST(price("Continuity") == 5);
  BOOST_TEST(all.size() == 5U);
  BOOST_TEST(all.front().constraint == "NoConsecutiveCall");
  BOOST_TEST(solve::evaluate(x, grid).total.soft() == 67);
}

namespace {

/// Of every kind of rule some.
std::vector<constraint> many() {
  return {
    {.name = "OvernightCallCoverage"},
    {.name = "NoConsecutiveCall"},
    {.name = "CallSpacing", .who = people_filter{.pgy_min = 2}},
    {.name = "EscalatingCallEquity", .history = {{"b", 3, {}}}},
    {.name = "SundayCallEquity"},
    {.name = "WeekdayCallEquity", .hard = true},
    {.name = "Equity", .target = 4},
    {.name = "Continuity"},
    {.name = "WeekendWork"},
    {.name = "CallAvailability"},
    {.name = "PostCallAutoAssignment",
     .who = people_filter{.role = person_role::resident}},
    {.name = "NightFloatPostCall", .who = people_filter{.pgy_max = 2}},
    {.name = "ResidentInpatientHeadcount"},
    {.name = "FMITCallProximity", .who = people_filter{.codes = {"a", "f"}}},
    {.name = "FMITWeekBlocking"},
    {.name = "TuesdayCallPreference"},
    {.name = "UtilizationBuffer"},
    {.name = "N1Vulnerability", .tasks = {"W"}},
    {.name = "HalfDayRequirement", .tasks = {"c"}, .min = 1, .max = 2},
    {.name = "ActivityRequirement", .tasks = {"P"}, .target = 2},
  };
}

solve::grid random_grid(const solve::problem& x, random_source& random) {
  auto out = solve::grid(x.allowed.size());
  for (auto& task : out)
    task = static_cast<solve::task>(random.below(x.tasks.size()));
  return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(in_any_order_they_cost_the_same) {
  auto seed = number_from("NIGHTFLOAT_SEED", 1);
  auto count = number_from("NIGHTFLOAT_COUNT", 20);
  for (auto i = std::uint64_t{0}; i < count; ++i) {
    BOOST_TEST_INFO_SCOPE("NIGHTFLOAT_SEED=" << seed + i);
    auto random = random_source{seed + i};
    auto scene = two_weeks{};
    scene.away(random.below(4), 3, 9);
    scene.put_on({"IIIIIII", "OOOOOOO", "NNNNNNN", "IIIII"});
    auto one = scene.problem;
    auto other = scene.problem;
    // The one by one, the other as a set, each in an order of its own.
    auto all = many();
    random.shuffle(all);
    for (const auto& x : all) {
      auto ok = apply(x, scene.layout, one);
      BOOST_REQUIRE_MESSAGE(ok, (ok ? "" : ok.error().detail));
    }
    random.shuffle(all);
    auto done = apply(constraint_set{.name = "all", .constraints = all},
                      scene.layout, other);
    BOOST_REQUIRE_MESSAGE(done, done.error().detail);
    BOOST_REQUIRE(solve::check(one));
    for (auto k = 0; k < 5; ++k) {
      auto grid = random_grid(one, random);
      auto total = solve::evaluate(one, grid).total;
      BOOST_TEST_REQUIRE((total == solve::evaluate(other, grid).total));
      for (const auto& share : cost_by_constraint(*done, other, grid)) {
        BOOST_TEST(!share.constraint.empty());
        total -= share.price;
      }
      BOOST_TEST((total == solve::score{}));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
