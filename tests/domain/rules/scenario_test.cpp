// SPDX-License-Identifier: Apache-2.0

// Every file of tests/scenarios/rules/ is a test case of its name: the roster
// in it must have the findings in it and no other. When one fails, it prints
// what is missing and what was not expected, finding by finding.

#include "domain/rules/legality.hpp"
#include "domain/rules/words.hpp"
#include "tests/support/scenario.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(scenario_test)

namespace {

namespace fs = std::filesystem;
namespace ut = boost::unit_test;

const auto root = std::string{NIGHTFLOAT_ROOT};

// The issue asks for so many at least; fewer means that some were lost.
constexpr auto files_min = std::size_t{80};

std::vector<fs::path> files() {
  auto all = std::vector<fs::path>{};
  for (const auto& x : fs::directory_iterator{root + "/tests/scenarios/rules"})
    all.push_back(x.path());
  std::ranges::sort(all);
  return all;
}

const auto packs = root + "/config/rules";

result<test::scenario> read(const fs::path& file) {
  auto in = std::ifstream{file, std::ios::binary};
  auto text = std::string{std::istreambuf_iterator<char>{in}, {}};
  return test::read_scenario(text, file.string(), packs);
}

/// One person asked alone must hear the same, and the search's yes or no must
/// be that there is no breach.
void ask_alone(const test::scenario& x, const std::vector<finding>& found,
               person_id who) {
  auto alone = validate_person(x.where, x.what, x.pack, x.over, who);
  for (const auto& f : alone)
    BOOST_TEST((f.person != who || std::ranges::count(found, f) == 1),
               "alone: " << show(x, f));
  auto search = legality::make(x.where, x.pack);
  if (!search)
    return;
  auto yes = search->holds(who, duties_of(x.what, who), plan_of(x.what, who),
                           x.over);
  BOOST_TEST(yes == std::ranges::none_of(alone, is_breach, &finding::severity),
             "the search says " << (yes ? "yes" : "no"));
}

void play(const fs::path& file) {
  auto x = read(file);
  BOOST_REQUIRE_MESSAGE(x, x.error().detail);
  auto found = findings_of(*x);
  BOOST_TEST(x->original.empty() != file.stem().string().starts_with("fault_"),
             "a fault says what the original answered, others do not");
  auto wrong = differences(*x, found);
  BOOST_TEST(wrong.empty(), x->title << '\n' << wrong);
  if (!x->what.duties.empty() || !x->what.plan.empty())
    for (const auto& who : x->where.people)
      ask_alone(*x, found, who.id);
}

/// Registers before main what lies in the folder.
struct cases {
  cases() {
    auto& suite = ut::framework::current_auto_test_suite();
    for (const auto& file : files())
      suite.add(ut::make_test_case([file] { play(file); }, file.stem().string(),
                                   __FILE__, __LINE__));
  }
};

const auto registered = cases{};

BOOST_AUTO_TEST_CASE(no_file_is_left_out) {
  auto all = files();
  BOOST_TEST(all.size() >= files_min);
  for (const auto& file : all)
    BOOST_TEST(file.extension() == ".txt", file << " is no scenario");
}

BOOST_AUTO_TEST_CASE(each_rule_is_kept_in_one_file_and_broken_in_another) {
  auto kept = std::set<std::string>{};
  auto broken = std::set<std::string>{};
  for (const auto& file : files()) {
    auto x = read(file);
    BOOST_REQUIRE_MESSAGE(x, x.error().detail);
    auto fires = std::ranges::any_of(
      x->expected, [&](const auto& y) { return y.what.rule == x->rule; });
    (fires ? broken : kept).insert(x->rule);
  }
  for (auto i = std::size_t{0}; i < rule_count; ++i) {
    auto name = std::string{name_of(static_cast<rule>(i))};
    BOOST_TEST(kept.contains(name), "no scenario keeps " << name);
    BOOST_TEST(broken.contains(name), "no scenario breaks " << name);
    kept.erase(name);
    broken.erase(name);
  }
  // What is left is about a rule that does not exist.
  BOOST_TEST(kept.empty());
  BOOST_TEST(broken.empty());
}

/// A scenario of one minute too much, with `more` before `expected`.
std::string text_with(const std::string& more, const std::string& expected) {
  return "title A call\nrule continuous_24_4\nclause CPR VI.F.3.a (6.22)\n"
         "why Because.\nwindow 2026-07-06 .. 2026-07-12\n"
         "resident R2 PGY-2\nrotation ICU\n"
         "plan R2 ICU 2026-07-06 .. 2026-07-12\n"
         "work R2 2026-07-06 07:00 -> next day 07:01 in_house_call\n"
         + more + "expect\n" + expected;
}

std::string differences_of(const std::string& expected) {
  auto x = test::read_scenario(text_with("", expected), "x.txt", packs);
  BOOST_REQUIRE_MESSAGE(x, x.error().detail);
  return differences(*x, findings_of(*x));
}

BOOST_AUTO_TEST_CASE(a_finding_that_differs_is_told_on_both_sides) {
  auto hours = std::string{"2026-07-06 07:00 -> next day 07:01"};
  auto right = "violation R2 continuous_24_4 24 h 1 min, limit 24 h, " + hours;
  auto end = std::string{"\nnothing else\n"};
  BOOST_TEST(differences_of(right + end) == "");
  BOOST_TEST(differences_of(right + ", says without a break" + end) == "");
  auto none = differences_of("nothing\n");
  BOOST_TEST(none.find("  not expected: " + right) == 0U, none);
  auto other = differences_of("warning R2 rest 7 h, limit 8 h, " + hours + end);
  BOOST_TEST(
    other.find("  line 11: missing: warning R2 rest 7 h, limit 8 h, " + hours)
      == 0U,
    other);
  BOOST_TEST(other.find("not expected: " + right) != other.npos, other);
  auto words = differences_of(right + ", says other words" + end);
  BOOST_TEST(words.find("does not say \"other words\"") != words.npos, words);
  auto begin = differences_of(right + ", begin with 2026-07-06 07:01" + end);
  BOOST_TEST(begin.find("begins with the shift of 2026-07-06 07:00")
               != begin.npos,
             begin);
}

struct refusal {
  const char* line;
  const char* expected;
  const char* why;

  friend std::ostream& operator<<(std::ostream& out, const refusal& x) {
    return out << x.line << " / " << x.expected << ": " << x.why;
  }
};

const refusal refusals[] = {
  {"", "", "x.txt:10: the last line is not"},
  {"", "nothing\nnothing else\n", "x.txt:12: nothing may come after"},
  {"", "fault R2 rest\n", "x.txt:11: no severity \"fault\""},
  {"", "policy R9 rest\n", "x.txt:11: no person \"R9\""},
  {"", "policy R2 rest 3 days, limit 8 h\n", "x.txt:11: limit: in minutes"},
  {"", "policy R2 rest 3 days 4\n", "x.txt:11: \"4\" is too much"},
  {"worker R1\n", "", "x.txt:10: no line begins with \"worker\""},
  {"work R1 2026-07-06 07:00 -> 08:00\n", "", "x.txt:10: no person \"R1\""},
  {"work R2 2026-02-30 07:00 -> 08:00\n", "", "x.txt:10: "},
  {"work R2 2026-07-06 07:00 08:00\n", "", "x.txt:10: hours: the arrow"},
  {"work R2 2026-07-06 07:00 -> 25:00\n", "", "x.txt:10: time: \"25:00\""},
  {"work R2 2026-07-06\n", "", "x.txt:10: work: no hours"},
  {"work R2 2026-07-06 07:00 -> 08:00 golf\n", "", "x.txt:10: no kind of"},
  {"work R2 every 1 days 2026-07-06 07:00 -> 08:00\n", "", "x.txt:10: every"},
  {"work R2 every Mon 2026-07-07 07:00 -> 08:00\n", "", "no day is left"},
  {"plan R2 WARD 2026-07-06\n", "", "x.txt:10: no rotation \"WARD\""},
  {"plan R2 ICU 2026-07-06 .. 2026-07-05\n", "", "2026-07-05 is before"},
  {"leave R2 2026-07-06 perhaps\n", "", "x.txt:10: leave: write approved"},
  {"credential R2 acls 2026-07-06 lost\n", "", "x.txt:10: credential: write"},
  {"activity tea golf\n", "", "x.txt:10: activity: \"golf\" is no trait"},
  {"shift s ICU 07:00 -> 08:00 golf\n", "", "x.txt:10: shift: \"golf\""},
  {"shift s ICU 07:00 -> 08:00 site X\n", "", "x.txt:10: no site \"X\""},
  {"change R2 2026-07-08 none\n", "", "x.txt:10: change: say today"},
  {"today 2026-07-06\nchange R2 2026-07-08 why\n", "", "x.txt:11: change: no"},
  {"freeze 7 sometimes\n", "", "x.txt:10: freeze: no scope \"sometimes\""},
  {"resident R2 PGY-2\n", "", "x.txt:10: R2 is there twice"},
  {"resident R3 PGY-9\n", "", "x.txt:10: PGY: \"PGY-9\""},
  {"limit hours_weak_max 80\n", "", "x.txt:10: the pack has no limit"},
  {"limit join_minutes_max 9\npack acgme-2025\n", "", "x.txt:11: pack: a"},
  {"pack no-such\n", "", "no-such.toml"},
  {"zone America/Chicago\n", "", "x.txt:10: zone: work was read before"},
};

BOOST_DATA_TEST_CASE(what_a_scenario_may_not_say, ut::data::make(refusals)) {
  auto text = text_with(sample.line, sample.expected);
  auto x = test::read_scenario(text, "x.txt", packs);
  BOOST_REQUIRE(!x);
  BOOST_TEST(x.error().detail.find(sample.why) != std::string::npos,
             x.error().detail);
}

BOOST_AUTO_TEST_CASE(a_pgy_is_of_an_academic_year) {
  auto x = test::read_scenario("title A\nresident R1 PGY-1\n", "x", packs);
  BOOST_REQUIRE(!x);
  BOOST_TEST(x.error().detail.find("x:2: PGY: the window") == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

} // namespace nightfloat::domain
