// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/evaluate.hpp"
#include "domain/solve/random.hpp"
#include "domain/solve/search.hpp"
#include "exchange/block_year.hpp"
#include "exchange/year_instance.hpp"
#include "tests/support/plain_year.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>

BOOST_AUTO_TEST_SUITE(year_instance_test)

using namespace nightfloat;
using namespace nightfloat::exchange;
namespace solve = domain::solve;
namespace fs = std::filesystem;

namespace {

/// A copy of the small year, to be spoilt.
struct fixture : test::scratch_folder {
  fixture() {
    fs::copy(NIGHTFLOAT_DATA "/small_block", path());
  }

  void demand(const std::string& constraint) const {
    put("requirements_R2_standard.yaml",
        "Wards:\n  constraints:\n" + constraint
          + "  fulfilled_by:\n  - Blue Ward\n");
  }
};

template <class T>
T need(result<T> x) {
  BOOST_REQUIRE_MESSAGE(x.has_value(), x.error().detail);
  return std::move(*x);
}

solve::grid solved(const instance& x, std::uint64_t moves) {
  auto options = solve::search_options{};
  options.moves_max = moves;
  options.threads = 1;
  return need(solve::search(x.problem, options)).best;
}

std::string all(const std::vector<std::string>& x) {
  auto out = std::string{};
  for (const auto& line : x)
    out += line + "\n";
  return out;
}

std::string constraint(const std::string& type, int weeks) {
  return "  - type: " + type + "\n    weeks: " + std::to_string(weeks)
         + "\n    resident_years:\n    - R2\n";
}

bool says(const std::vector<std::string>& x, const std::string& word) {
  return std::any_of(x.begin(), x.end(), [&](const auto& line) {
    return line.find(word) != std::string::npos;
  });
}

/// One cell after another is changed; both must agree each time.
void compare(const fs::path& folder, const instance& x, solve::grid roster,
             std::uint64_t changes, std::uint64_t seed) {
  auto where = need(read_block_year(folder)).programme;
  auto random = domain::random_source{seed};
  auto good = roster;
  auto both = std::array<std::uint64_t, 2>{};
  for (auto i = std::uint64_t{0}; i < changes; ++i) {
    if (random.chance(300))
      roster = good;
    auto cell = random.below(roster.size());
    auto set = x.problem.allowed[cell];
    auto to = static_cast<solve::task>(random.below(x.problem.tasks.size()));
    if (solve::has(set, to))
      roster[cell] = to;
    auto met = solve::evaluate(x.problem, roster).total.hard() == 0;
    auto wrong = test::year_complaints(where,
                                       write_year_plan(x.problem, roster));
    BOOST_TEST_REQUIRE(met == wrong.empty(), all(wrong));
    ++both[met ? 1 : 0];
  }
  BOOST_TEST(both[0] > 0u);
  BOOST_TEST(both[1] > 0u);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(year_instance_suite, fixture)

BOOST_AUTO_TEST_CASE(a_small_year_is_planned_and_every_change_judged_alike) {
  auto x = need(read_year_instance(path()));
  BOOST_TEST(x.what.problem.people.size() == 4u);
  auto best = solved(x.what, 100'000);
  BOOST_TEST(solve::evaluate(x.what.problem, best).total.hard() == 0);
  compare(path(), x.what, best, 2'000, test::number_from("NIGHTFLOAT_SEED", 1));
}

BOOST_AUTO_TEST_CASE(stretches_and_blocks_are_judged_alike) {
  demand(constraint("exact_by_period", 2)
         + constraint("min_contiguity_in_period", 2)
         + constraint("max_contiguity_in_period", 2)
         + "  - type: respect_block_alignment\n    resident_years:\n"
           "    - R2\n");
  auto x = need(read_year_instance(path()));
  auto best = solved(x.what, 100'000);
  BOOST_TEST(solve::evaluate(x.what.problem, best).total.hard() == 0);
  compare(path(), x.what, best, 2'000, test::number_from("NIGHTFLOAT_SEED", 1));
}

BOOST_AUTO_TEST_CASE(a_plan_is_a_line_a_resident) {
  auto x = need(read_year_instance(path()));
  auto text = write_year_plan(x.what.problem, solved(x.what, 20'000));
  BOOST_TEST(std::ranges::count(text, '\n') == 4);
  BOOST_TEST(text.starts_with("A1,"));
  auto first = text.substr(0, text.find('\n'));
  BOOST_TEST(std::ranges::count(first, ',') == 5);
  x.what.problem.tasks[1] = "Ward, \"blue\"";
  auto odd = solve::grid(x.what.problem.allowed.size(), 1);
  BOOST_TEST(write_year_plan(x.what.problem, odd)
               .starts_with("A1,\"Ward, \"\"blue\"\"\","));
}

BOOST_AUTO_TEST_CASE(a_plan_is_read_back_as_it_was_written) {
  auto x = need(read_year_instance(path()));
  const auto& problem = x.what.problem;
  auto roster = solved(x.what, 20'000);
  auto text = write_year_plan(problem, roster);
  BOOST_TEST((need(read_year_plan(text, "p.csv", problem)) == roster));
  auto said = [&](const std::string& wrong) {
    auto read = read_year_plan(wrong, "p.csv", problem);
    BOOST_REQUIRE(!read);
    return read.error().detail;
  };
  auto second = text.find('\n') + 1;
  BOOST_TEST(said(text.substr(second))
             == "p.csv: has no line for A1, write one for each resident");
  BOOST_TEST(said(text + text).starts_with("p.csv:5:1: nobody has that id"));
  BOOST_TEST(said("A1,Moon\n").find("weeks are given") != std::string::npos);
  auto moon = text;
  moon.replace(3, moon.find(',', 3) - 3, "Moon");
  BOOST_TEST(said(moon) == "p.csv:1:4: the rotation is unknown (Moon)");
}

BOOST_AUTO_TEST_CASE(a_plan_holds_no_formula_and_loses_no_name) {
  auto problem = need(read_year_instance(path())).what.problem;
  auto roster = solve::grid(problem.allowed.size(), 1);
  problem.tasks[1] = "=1+1";
  problem.people[0].name = "'=A";
  auto text = write_year_plan(problem, roster);
  BOOST_TEST(text.starts_with("''=A,'=1+1,"), text);
  auto again = need(read_year_plan(text, "p.csv", problem));
  BOOST_TEST(write_year_plan(problem, again) == text);
}

BOOST_AUTO_TEST_CASE(what_a_plan_breaks_is_named_by_requirement_and_week) {
  auto x = need(read_year_instance(path()));
  const auto& tasks = x.what.problem.tasks;
  auto leave = static_cast<solve::task>(std::ranges::find(tasks, "Vacation")
                                        - tasks.begin());
  auto nowhere = solve::grid{};
  for (auto set : x.what.problem.allowed)
    nowhere.push_back(solve::has(set, leave) ? leave : solve::off);
  auto words = std::vector<std::string>{};
  for (const auto& f : solve::faults(x.what.problem, nowhere))
    if (f.price.hard() > 0)
      words.push_back(words_of(x.what, f).rule);
  BOOST_TEST(says(words, "Wards 2 to any"), all(words));
  BOOST_TEST(says(words, "people on Blue Ward"), all(words));
}

BOOST_AUTO_TEST_CASE(demands_that_cannot_hold_together_are_said) {
  auto notes = [&] {
    return need(read_year_instance(path())).notes;
  };
  BOOST_TEST(!says(notes(), "cannot hold together"));
  demand(constraint("min_by_period", 6));
  BOOST_TEST(says(notes(), "A1 owes 6 weeks"), all(notes()));
  demand(constraint("min_by_period", 3) + constraint("max_by_period", 2));
  BOOST_TEST(says(notes(), "at most 2 are allowed"), all(notes()));
  // Two of them owe five weeks each of what takes one.
  demand(constraint("min_by_period", 5));
  auto rotations = get("rotations_2030.yaml");
  auto at = rotations.find("max_residents: 2");
  put("rotations_2030.yaml",
      rotations.substr(0, at) + "max_residents: 1" + rotations.substr(at + 16));
  BOOST_TEST(says(notes(), "all together owe 10 weeks of Blue Ward, which can "
                           "take 5"),
             all(notes()));
  put("rotations_2030.yaml", "- name: Blue Ward\n  min_residents: 5\n"
                             "  max_residents: 9\n");
  put("requirements_R2_pct.yaml", "Wards:\n  constraints: []\n"
                                  "  fulfilled_by:\n  - Blue Ward\n");
  BOOST_TEST(says(notes(), "want 5 residents in each week, there are 4"),
             all(notes()));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_met_leaves_the_rest_served) {
  demand(constraint("min_by_period", 6));
  auto x = need(read_year_instance(path()));
  auto best = solved(x.what, 100'000);
  // A1 and A3 owe a week more than there is, and leave no place for PCT.
  BOOST_TEST(solve::evaluate(x.what.problem, best).total.hard() == 2);
}

BOOST_AUTO_TEST_CASE(a_year_with_nobody_or_nowhere_is_refused) {
  put("residents_2030.csv", "id,track,year\n");
  BOOST_TEST(read_year_instance(path()).error().detail.find("no resident")
             != std::string::npos);
  BOOST_TEST(is_block_year(path()));
  fs::remove(path() / "weeks_2030.csv");
  BOOST_TEST(!is_block_year(path()));
  BOOST_TEST((read_year_instance(path()).error().code == ec::not_found));
}

BOOST_AUTO_TEST_CASE(the_public_year_is_met_where_it_is) {
  const auto* named = std::getenv("NIGHTFLOAT_ROSTERING");
  auto folder = (named != nullptr ? fs::path{named}
                                  : fs::path{NIGHTFLOAT_ROOT}.parent_path()
                                      / "shared/rostering")
                / "resident/im-block-2026";
  if (!fs::exists(folder)) {
    BOOST_TEST_MESSAGE("skipped: there is no " << folder.string());
    return;
  }
  auto x = need(read_year_instance(folder));
  BOOST_TEST(!says(x.notes, "cannot hold together"), all(x.notes));
  auto best = solved(x.what, 3'000'000);
  compare(folder, x.what, best, 300, 1);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
