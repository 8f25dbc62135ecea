// SPDX-License-Identifier: Apache-2.0
// `nightfloat solve`: instances of public formats in, rosters out, and one
// clear sentence where that cannot be.

#include "tests/cmd/nightfloat.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(solve_test)

namespace {

using namespace nightfloat;
using tests::has;
namespace fs = std::filesystem;

constexpr int pass = 0;
constexpr int verdict_failed = 1;
constexpr int usage = 2;
constexpr int could_not_run = 3;

/// One shift; two people, one wanted on each day, so that both are needed.
std::string shifts(const std::string& bob) {
  auto out = "SECTION_HORIZON\n7\nSECTION_SHIFTS\nD,480,\nSECTION_STAFF\n"
             "Ann,D=7,1920,0,4,1,1,1\nBob,"
             + bob
             + "\nSECTION_DAYS_OFF\nAnn,0\n"
               "SECTION_SHIFT_ON_REQUESTS\nSECTION_SHIFT_OFF_REQUESTS\n"
               "SECTION_COVER\n";
  for (auto day = 0; day < 7; ++day)
    out += std::to_string(day) + ",D,1,100,1\n";
  return out;
}

struct fixture : tests::operator_fixture {
  fixture() {
    home.write("easy.txt", shifts("D=7,1920,0,4,1,1,1"));
    // Three days at least, and at most two of them.
    home.write("hard.txt", shifts("D=2,1920,1440,4,1,1,1"));
    home.write("calls.dzn",
               "num_staff = 3; work_load = [100, 100, 100]; num_days = 6;"
               "unavailable = [{}, {}, {1}]; fixed = [{}, {}, {}];"
               "weekend_offset = 4; adj_days_str = 1;"
               "wed_before_weekend_str = 1;");
  }

  std::string text(const std::string& name) const {
    auto in = std::ifstream{home / name, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }

  /// Runs `solve` with few moves and what is asked for besides.
  tests::outcome solve(int code, std::vector<std::string> words) const {
    words.insert(words.begin(), "solve");
    words.insert(words.end(), {"--moves", "20000"});
    return run(code, words);
  }

  void weeks() const {
    fs::create_directories(home / "n002w1");
    home.write("n002w1/Sc-n002w1.txt",
               "SCENARIO = n002w1\nWEEKS = 1\nSKILLS = 1\nN\nSHIFT_TYPES = 1\n"
               "D (1,5)\nFORBIDDEN_SHIFT_TYPES_SUCCESSIONS\nD 0\n"
               "CONTRACTS = 1\nF (0,5) (1,5) (1,5) 1 0\n"
               "NURSES = 2\nAnn F 1 N\nBob F 1 N\n");
    home.write("n002w1/H0-n002w1-0.txt", "HISTORY\n0 n002w1\n\nNURSE_HISTORY\n"
                                         "Ann 0 0 None 0 0 1\n"
                                         "Bob 0 0 None 0 0 1\n");
    home.write("n002w1/WD-n002w1-3.txt",
               "WEEK_DATA\nn002w1\n\nREQUIREMENTS\nD N (1,1) (1,1) (1,1) (1,1) "
               "(1,1) (0,0) (0,0)\n\nSHIFT_OFF_REQUESTS = 0\n");
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(solve, fixture)

BOOST_AUTO_TEST_CASE(a_roster_is_written_and_its_cost_said) {
  auto x = solve(pass, {home / "easy.txt", "--out", home / "r.txt"});
  BOOST_TEST(has(x.out, "shift-scheduling, 2 people, 7 days, 1 task"), x.out);
  BOOST_TEST(has(x.out, "cost     0"), x.out);
  BOOST_TEST(has(x.out, "broken   0 hard rules"), x.out);
  BOOST_TEST(has(x.out, "bound    "), x.out);
  BOOST_TEST(has(x.out, "wrote    " + (home / "r.txt")), x.out);
  BOOST_TEST(text("r.txt").starts_with("Ann: -"), text("r.txt"));
}

BOOST_AUTO_TEST_CASE(the_same_seed_and_moves_give_the_same_roster) {
  for (auto* name : {"a", "b"})
    solve(pass, {home / "easy.txt", "--seed", "7", "--out", home / name});
  BOOST_TEST(!text("a").empty());
  BOOST_TEST(text("a") == text("b"));
}

BOOST_AUTO_TEST_CASE(what_the_search_did_is_said_where_it_is_asked_for) {
  auto x = solve(pass, {home / "easy.txt", "--profile"});
  for (auto* word : {"MOVE ", "exchange ", "PHASE ", "annealing ", "MEMORY ",
                     "programme ", "allocations "})
    BOOST_TEST(has(x.out, word), word << " is not in " << x.out);
  auto json = solve(pass, {home / "easy.txt", "--profile", "--json"});
  BOOST_TEST(has(json.out, "\"kind\": \"exchange\""), json.out);
  BOOST_TEST(has(json.out, "\"iterations\": "), json.out);
  BOOST_TEST(has(json.out, "\"bytes\": "), json.out);
  BOOST_TEST(!has(json.out, "\"allocations\": 0"), json.out);
  BOOST_TEST(has(json.out, "\"peak\": "), json.out);
  auto plain = solve(pass, {home / "easy.txt", "--json"});
  BOOST_TEST(has(plain.out, "\"profile\": null"), plain.out);
  BOOST_TEST(!has(solve(pass, {home / "easy.txt"}).out, "MOVE "));
}

BOOST_AUTO_TEST_CASE(without_a_feasible_roster_the_faults_are_listed) {
  auto x = solve(verdict_failed, {home / "hard.txt", "--out", home / "r.txt"});
  BOOST_TEST(has(x.out, "no feasible roster was found"), x.out);
  BOOST_TEST((has(x.out, "minutes of work 1440 to 1920")
              || has(x.out, "shifts of D 0 to 2")),
             x.out);
  BOOST_TEST(has(x.out, "Bob"), x.out);
  BOOST_TEST(text("r.txt").starts_with("Ann: -"), text("r.txt"));
  auto json = run({"solve", home / "hard.txt", "--moves", "20000", "--json"});
  BOOST_TEST(json.code == verdict_failed);
  BOOST_TEST(has(json.out, "\"feasible\": false"), json.out);
  BOOST_TEST(has(json.out, "\"who\": \"Bob\""), json.out);
}

BOOST_AUTO_TEST_CASE(the_kind_is_recognised_or_named) {
  auto calls = home / "calls.dzn";
  BOOST_TEST(has(solve(pass, {calls, "--out", home / "r.txt"}).out, "on-call"));
  BOOST_TEST(text("r.txt").find('0') == std::string::npos);
  solve(pass, {"on-call:" + calls});
  auto x = solve(could_not_run, {"shift-scheduling:" + calls});
  BOOST_TEST(has(x.err, "calls.dzn:1: a line before the first section"), x.err);
  home.write("other", "hello\n");
  x = solve(could_not_run, {home / "other"});
  BOOST_TEST(has(x.err, "is no instance of a known kind"), x.err);
}

BOOST_AUTO_TEST_CASE(a_directory_of_weeks_gives_a_file_a_week) {
  weeks();
  auto at = "inrc2:" + (home / "n002w1");
  auto x = solve(pass, {at, "--weeks", "3", "--out", home / "out"});
  auto week = text("out/sol-week0.txt");
  BOOST_TEST(week.starts_with("SOLUTION\n0 n002w1\n\nASSIGNMENTS = "), week);
  x = solve(could_not_run, {at});
  BOOST_TEST(has(x.err, "--weeks: is needed"), x.err);
  x = solve(could_not_run, {at, "--weeks", "3-3"});
  BOOST_TEST(has(x.err, "the scenario has 1 weeks, 2 are given"), x.err);
  x = solve(could_not_run, {at, "--weeks", "../3"});
  BOOST_TEST(has(x.err, "--weeks: is no number of a file (../3)"), x.err);
  x = solve(could_not_run, {at, "--weeks", "4"});
  BOOST_TEST(has(x.err, "WD-n002w1-4.txt"), x.err);
  x = solve(could_not_run, {home / "easy.txt", "--weeks", "3"});
  BOOST_TEST(has(x.err, "are of inrc2 directories only"), x.err);
}

BOOST_AUTO_TEST_CASE(a_trace_is_written_as_csv) {
  solve(pass, {home / "easy.txt", "--trace", home / "t.csv"});
  BOOST_TEST(text("t.csv").starts_with("seconds,moves,hard,soft,by\n"),
             text("t.csv"));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_or_written_is_said_before_the_search) {
  auto easy = home / "easy.txt";
  run(usage, {"solve", easy, "--budget", "0"});
  run(usage, {"solve", easy, "--moves", "0"});
  auto x = solve(could_not_run, {home / "none.txt"});
  BOOST_TEST(has(x.err, "none.txt"), x.err);
  home.write("cut.txt", text("easy.txt").substr(0, 100));
  x = solve(could_not_run, {home / "cut.txt"});
  BOOST_TEST(has(x.err, "cut.txt:"), x.err);
  x = solve(could_not_run, {easy, "--out", home / "no/such/r.txt"});
  BOOST_TEST(has(x.err, "--out: write " + (home / "no/such/r.txt: ")), x.err);
  x = solve(could_not_run, {easy, "--out", home / "."});
  BOOST_TEST(has(x.err, "is a directory, name a file"), x.err);
  auto before = text("easy.txt");
  x = solve(could_not_run, {easy, "--out", easy});
  BOOST_TEST(has(x.err, "is the instance itself"), x.err);
  BOOST_TEST(text("easy.txt") == before);
  x = solve(could_not_run, {easy, "--trace", easy});
  BOOST_TEST(has(x.err, "--trace"), x.err);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
