// SPDX-License-Identifier: Apache-2.0
// What `nightfloat solve` answers beside a roster: why somebody is there, what
// cannot hold together, what changed from a roster that people know, and which
// others there are to choose from.

#include "tests/cmd/nightfloat.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(solve_answers_test)

namespace {

using namespace nightfloat;
using tests::has;

constexpr int pass = 0;
constexpr int verdict_failed = 1;
constexpr int usage = 2;
constexpr int could_not_run = 3;

/// One shift, one of three people wanted on each of seven days; `away` are
/// lines of days off.
std::string shifts(const std::string& away, const std::string& bob) {
  auto out = "SECTION_HORIZON\n7\nSECTION_SHIFTS\nD,480,\nSECTION_STAFF\n"
             "Ann,D=7,1920,0,4,1,1,1\nBob,"
             + bob + "\nCat,D=7,1920,0,4,1,1,1\nSECTION_DAYS_OFF\n" + away
             + "SECTION_SHIFT_ON_REQUESTS\nSECTION_SHIFT_OFF_REQUESTS\n"
               "SECTION_COVER\n";
  for (auto day = 0; day < 7; ++day)
    out += std::to_string(day) + ",D,1,100,1\n";
  return out;
}

struct fixture : tests::operator_fixture {
  fixture() {
    auto free = "D=7,1920,0,4,1,1,1";
    home.write("ward.txt", shifts("Ann,0\n", free));
    home.write("away.txt", shifts("Ann,0,1,2\n", free));
    // Three days at least, and at most two of them.
    home.write("hard.txt", shifts("Ann,0\n", "D=2,1920,1440,4,1,1,1"));
    home.write("known.txt", "Ann: - D D - - - -\nBob: D - - - D D D\n"
                            "Cat: - - - D - - -\n");
  }

  std::string text(const std::string& name) const {
    auto in = std::ifstream{home / name, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }

  /// Runs `solve` with few moves and what is asked for besides.
  tests::outcome solve(int code, std::vector<std::string> words,
                       const char* moves = "20000") const {
    words[0] = home / words[0];
    words.insert(words.begin(), "solve");
    words.insert(words.end(), {"--moves", moves});
    return run(code, words);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(solve_answers, fixture)

BOOST_AUTO_TEST_CASE(a_person_and_a_demand_are_explained) {
  auto x = solve(pass, {"ward.txt", "--explain", "Ann@0", "--explain", "D@3"});
  BOOST_TEST(has(x.out, "why Ann on day 0\nAnn is off on day 0: nothing else "
                        "is allowed there"),
             x.out);
  BOOST_TEST(has(x.out, "why D on day 3\nD on day 3 has "), x.out);
  BOOST_TEST(has(x.out, "OTHER PERSON"), x.out);
  x = solve(pass, {"ward.txt", "--explain", "D@3", "--json"});
  BOOST_TEST(has(x.out, "\"place\": \"D on day 3\""), x.out);
  BOOST_TEST(has(x.out, "\"sentence\": "), x.out);
}

BOOST_AUTO_TEST_CASE(a_question_that_names_nothing_is_refused) {
  auto said = [&](const std::string& asked) {
    return solve(could_not_run, {"ward.txt", "--explain", asked}).err;
  };
  BOOST_TEST(
    has(said("Ann"), "--explain: is not PERSON@DAY or TASK@DAY (Ann)"));
  BOOST_TEST(has(said("Ann@7"), "the day is not from 0 to 6 (Ann@7)"));
  BOOST_TEST(has(said("Ann@"), "the day is not from 0 to 6"));
  BOOST_TEST(has(said("Zoe@3"), "neither a person nor a task has that name"));
}

BOOST_AUTO_TEST_CASE(without_a_feasible_roster_the_conflict_is_told) {
  auto x = solve(verdict_failed, {"hard.txt"});
  BOOST_TEST(has(x.out, "cannot hold together, each of them needed for it:\n"
                        "  Bob: minutes of work 1440 to 1920, the least\n"
                        "  Bob: shifts of D 0 to 2, the most\n"),
             x.out);
  x = solve(verdict_failed, {"hard.txt", "--json"});
  BOOST_TEST(has(x.out, "\"roster\": \"impossible\""), x.out);
  BOOST_TEST(has(x.out, "\"minimal\": true"), x.out);
}

BOOST_AUTO_TEST_CASE(an_absence_changes_little_of_a_known_roster) {
  auto x = solve(pass, {"away.txt", "--base", home / "known.txt", "--out",
                        home / "new.txt"});
  BOOST_TEST(has(x.out, "where it is not allowed any more; each costs 25"),
             x.out);
  BOOST_TEST(has(x.out, "forced"), x.out);
  BOOST_TEST(text("new.txt").starts_with("Ann: - - - "), text("new.txt"));
  x = solve(pass, {"ward.txt", "--base", home / "known.txt", "--churn-price",
                   "7", "--json"});
  BOOST_TEST(has(x.out, "\"count\": 0"), x.out);
  BOOST_TEST(has(x.out, "\"price\": 7"), x.out);
}

BOOST_AUTO_TEST_CASE(the_past_and_frozen_days_stay) {
  auto x = solve(pass,
                 {"away.txt", "--base", home / "known.txt", "--locked-before",
                  "2", "--frozen", "3-6", "--out", home / "new.txt"});
  auto was = text("new.txt");
  BOOST_TEST(was.starts_with("Ann: - D - - - - -\n"), was);
  BOOST_TEST(has(was, " D D D\n"), was);
  BOOST_TEST(has(x.out, "day 2"), x.out);
}

BOOST_AUTO_TEST_CASE(a_cap_that_does_not_hold_is_told) {
  auto x = solve(
    pass, {"away.txt", "--base", home / "known.txt", "--changes-max", "1"});
  BOOST_TEST(has(x.out, "the caps on changes do not hold"), x.out);
  x = solve(pass, {"away.txt", "--base", home / "known.txt",
                   "--changes-max-each", "7"});
  BOOST_TEST(!has(x.out, "do not hold"), x.out);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_base_is_said_before_the_search) {
  auto known = home / "known.txt";
  auto said = [&](std::vector<std::string> words, int code = could_not_run) {
    words.insert(words.begin(), "ward.txt");
    return solve(code, words).err;
  };
  BOOST_TEST(has(said({"--changes-max", "3"}, usage),
                 "--changes-max: there is nothing to stay near"));
  BOOST_TEST(
    has(said({"--frozen", "1-2"}, usage), "--frozen: there is nothing"));
  BOOST_TEST(has(said({"--base", home / "none.txt"}), "--base: "));
  home.write("odd.txt", "Ann: - D D\n");
  BOOST_TEST(has(said({"--base", home / "odd.txt"}), "odd.txt:1"));
  BOOST_TEST(has(said({"--base", known, "--locked-before", "9"}),
                 "--locked-before: the day is no whole number"));
  BOOST_TEST(has(said({"--base", known, "--frozen", "3"}),
                 "--frozen: is not DAY-DAY (3)"));
  BOOST_TEST(has(said({"--base", known, "--frozen", "3-1"}),
                 "--frozen: ends before it begins"));
  BOOST_TEST(has(said({"--base", known, "--churn-price", "200000000000"}),
                 "--churn-price: changes: the price of one is not from 0"));
  BOOST_TEST(has(
    said({"--base", known, "--changes-max", "3", "--alternatives", "2"}, usage),
    "--alternatives: do not keep --changes-max"));
  solve(usage, {"ward.txt", "--base", known, "--changes-max", "-1"});
}

BOOST_AUTO_TEST_CASE(several_rosters_are_written_beside_each_other) {
  auto x = solve(pass,
                 {"ward.txt", "--alternatives", "3", "--out", home / "r.txt"},
                 "400000");
  BOOST_TEST(has(x.out, "rosters to choose from, within 5.0 % of the best and "
                        "10.0 % of the cells apart"),
             x.out);
  BOOST_TEST(text("r.txt").starts_with("Ann: -"));
  BOOST_TEST(text("r-2.txt").starts_with("Ann: -"));
  BOOST_TEST(text("r-2.txt") != text("r.txt"));
  BOOST_TEST(text("r-3.txt") != text("r-2.txt"));
  x = solve(pass, {"ward.txt", "--alternatives", "2", "--json"}, "400000");
  BOOST_TEST(has(x.out, "\"is_near_best\": true"), x.out);
  solve(usage, {"ward.txt", "--alternatives", "21"});
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
