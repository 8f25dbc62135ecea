// SPDX-License-Identifier: Apache-2.0
#include "config/constraint_set.hpp"
#include "domain/solve/problem.hpp"
#include "domain/stage/constraints.hpp"
#include "tests/support/stage_scene.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <map>
#include <ostream>
#include <set>
#include <string>

namespace nightfloat::config {

BOOST_AUTO_TEST_SUITE(constraint_set_test)

namespace {

namespace data = boost::unit_test::data;

using namespace domain::stage;
using test::resident;
using test::stage_scene;
using test::teacher;

const auto folder = std::string{NIGHTFLOAT_ROOT} + "/config/constraints/";

const char* const shipped[]
  = {"call-only", "default-faculty",  "default-resident", "minimal",
     "strict",    "resilience-aware", "sports-medicine"};

/// What is wrong with it; empty: nothing.
std::string refusal(const std::string& text) {
  auto read = read_constraint_set(text, "house.toml");
  if (read)
    return {};
  BOOST_TEST(read.error().code == ec::configuration);
  return read.error().detail;
}

constraint_set load(const std::string& name) {
  auto set = load_constraint_set(folder + name + ".toml");
  BOOST_REQUIRE_MESSAGE(set, (set ? "" : set.error().detail));
  return *set;
}

const auto residents = std::vector{resident("R1"), resident("R2"),
                                   resident("R3", 2), resident("R4", 3)};
const auto faculty
  = std::vector{teacher("F1", domain::faculty_role::pd),
                teacher("F2", domain::faculty_role::apd),
                teacher("F3", domain::faculty_role::oic),
                teacher("F4", domain::faculty_role::core),
                teacher("F5", domain::faculty_role::adjunct),
                teacher("F6", domain::faculty_role::dept_chief),
                teacher("F7", domain::faculty_role::sports_med)};

/// How many constraints of the set have an effect there.
std::size_t used(const constraint_set& set, const stage_scene& in) {
  auto x = in.problem;
  auto done = apply(set, in.layout, x);
  BOOST_REQUIRE_MESSAGE(done, (done ? "" : done.error().detail));
  auto sound = domain::solve::check(x);
  BOOST_TEST(bool{sound}, (sound ? "" : sound.error().detail));
  for (const auto& one : done->skipped) {
    BOOST_TEST(!one.too_much, one.why);
    BOOST_TEST_MESSAGE(set.name << ": " << one.why);
  }
  return done->names.size() - done->skipped.size();
}

} // namespace

BOOST_AUTO_TEST_CASE(every_file_that_is_shipped_is_read_and_called_so) {
  auto there = std::set<std::string>{};
  for (const auto& file : std::filesystem::directory_iterator{folder})
    there.insert(file.path().stem().string());
  BOOST_TEST(
    (there == std::set<std::string>{std::begin(shipped), std::end(shipped)}));
  for (const auto* name : shipped)
    BOOST_TEST(load(name).name == name);
}

const std::int32_t spans[] = {28, 365};

BOOST_DATA_TEST_CASE(a_shipped_set_fits_every_stage,
                     data::make(shipped) * data::make(spans), name, days) {
  auto set = load(name);
  // A year begins with the programme, five days before the first Monday.
  auto later = days == 365 ? -5 : 0;
  auto year = stage_scene{column_width::week, days / 7, residents, later};
  auto call = stage_scene{column_width::day, days, residents, later};
  auto slots = stage_scene{column_width::half_day, 2 * days, residents, later};
  auto teaching = stage_scene{column_width::day, days, faculty, later};
  teaching.layout.asked.assign(static_cast<std::size_t>(days), 3);
  teaching.layout.tasks[teaching.task_of('P')].code = "SM";
  auto all = used(set, year) + used(set, call) + used(set, slots)
             + used(set, teaching);
  BOOST_TEST(all > 4U, all);
}

BOOST_AUTO_TEST_CASE(weights_are_those_of_the_templates_and_doubled_in_strict) {
  auto usual = std::map<std::string_view, template_summary>{};
  for (const auto& x : constraint_templates())
    usual[x.name] = x;
  // As the defaults have them, where they are not the templates' own.
  usual["NoConsecutiveCall"].weight = 50;
  usual["SundayCallEquity"].weight = 50;
  usual["WeekdayCallEquity"].weight = 25;
  for (const auto* name : shipped)
    for (const auto& x : load(name).constraints)
      if (auto of = usual.at(x.name); !of.hard)
        BOOST_TEST(x.weight.value()
                     == of.weight * (name == std::string{"strict"} ? 2 : 1),
                   name << ": " << x.name);
}

BOOST_AUTO_TEST_CASE(a_set_says_all_that_a_constraint_may) {
  auto set = read_constraint_set(R"(
name = "house"

[[constraints]]
name = "FacultyCallPreference"
label = "F1 likes early weeks"
stage = "call"
hard = false
weight = 3
who = { role = "faculty", faculty = ["pd", "core"], codes = ["F1"] }
tasks = ["call", "JEOPARDY"]
weekdays = ["monday", "sunday"]
avoid = false

[[constraints]]
name = "WednesdayPMSingleFaculty"
enabled = false
optional = true
stage = "faculty"
weeks = ["first", "last"]
part = "am"
min = 1
max = 2

[[constraints]]
name = "EscalatingCallEquity"
who = { pgy_min = 2, pgy_max = 3, track = "A" }
holidays = false
target = 4
steps = [1, 3]
history = [{ person = "R1", count = 2 }]
)",
                                 "house.toml");
  BOOST_REQUIRE_MESSAGE(set, set.error().detail);
  const auto& all = set->constraints;
  BOOST_TEST(all[0].label == "F1 likes early weeks");
  BOOST_TEST((all[0].stage == stage_kind::call));
  BOOST_TEST(
    (all[0].who->faculty
     == std::vector{domain::faculty_role::pd, domain::faculty_role::core}));
  BOOST_TEST(
    (all[0].weekdays
     == std::vector{domain::weekday::monday, domain::weekday::sunday}));
  BOOST_TEST(*all[0].avoid == false);
  BOOST_TEST(
    (all[1].weeks == std::vector{week_of_month::first, week_of_month::last}));
  BOOST_TEST((*all[1].part == domain::half::am));
  BOOST_TEST(all[2].history[0].count == 2);
  BOOST_TEST(all[2].steps.size() == 2U);
}

struct row {
  const char* text;
  const char* says;

  friend std::ostream& operator<<(std::ostream& out, const row& x) {
    return out << x.says;
  }
};

const row refused[] = {
  {"[[constraints]]\nname = \"CallSpacing\"\nwieght = 8",
   "house.toml:3: constraints[0].wieght: unknown name"},
  {"[[constraints]]\nname = \"CallSpacing\"\nweight = \"8\"",
   "house.toml:3: constraints[0].weight: wants an integer"},
  {"[[constraints]]\nname = \"CallSpacing\"\nweekdays = [\"funday\"]",
   "constraints[0].weekdays[0]: no such name (funday)"},
  {"[[constraints]]\nname = \"CallSpacing\"\nstage = \"month\"",
   "constraints[0].stage: no such name (month)"},
  {"[[constraints]]\nname = \"CallSpacing\"\nwho = { pgy = 1 }",
   "constraints[0].who.pgy: unknown name"},
  {"[[constraints]]\nname = \"CallSpacing\"\n"
   "[[constraints]]\nname = \"CallSpaceing\"",
   "house.toml: constraints[1]: constraint CallSpaceing: there is no such "
   "template"},
  {"[[constraints]]\nname = \"CallSpacing\"\nmax = 8",
   "house.toml: constraints[0]: constraint CallSpacing: max: it takes no such "
   "field"},
  {"[[constraints]]\nlabel = \"x\"",
   "constraints[0]: constraint : there is no"},
};

BOOST_DATA_TEST_CASE(what_is_wrong_is_told_with_its_path, data::make(refused)) {
  auto said = refusal(sample.text);
  BOOST_TEST(said.find(sample.says) != std::string::npos, said);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_named) {
  auto none = load_constraint_set(folder + "none.toml");
  BOOST_REQUIRE(!none);
  BOOST_TEST(none.error().detail.find("none.toml") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_set_is_found_by_its_name_or_its_path) {
  for (const auto* name : shipped) {
    auto by_name = find_constraint_set(name);
    BOOST_REQUIRE_MESSAGE(by_name, (by_name ? "" : by_name.error().detail));
    BOOST_TEST((*by_name == load(name)));
    auto by_path = find_constraint_set(folder + name + ".toml");
    BOOST_TEST((by_path && *by_path == *by_name));
  }
  auto none = find_constraint_set("no-such-set");
  BOOST_REQUIRE(!none);
  BOOST_TEST(none.error().code == ec::not_found);
  BOOST_TEST(none.error().detail
             == "no-such-set: there is no such file and no shipped set called "
                "so, give a path or one of call-only, default-faculty, "
                "default-resident, minimal, resilience-aware, sports-medicine, "
                "strict");
}

BOOST_AUTO_TEST_CASE(a_path_that_cannot_be_looked_at_is_told) {
  auto none = find_constraint_set(std::string(300, 'x'));
  BOOST_REQUIRE(!none);
  BOOST_TEST(none.error().code == ec::configuration);
  BOOST_TEST(none.error().detail.find("cannot be read (File name too long)")
             != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace nightfloat::config
