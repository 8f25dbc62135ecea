// SPDX-License-Identifier: Apache-2.0
// `nightfloat roster carry`: what it prints goes back into the set.

#include "tests/cmd/nightfloat.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(carry_test)

namespace {

using namespace nightfloat;
using tests::has;

constexpr int pass = 0;
constexpr int refused = 2;
constexpr int could_not_run = 3;

/// R001 has two calls in July 2026, in the file `base`.
struct fixture : tests::operator_fixture {
  std::string base = home / "base";
  std::string house = home / "house.toml";

  fixture() {
    run(pass, {"sample", base, "--residents", "25", "--seed", "3"});
    home.write("base/plan.csv", "person,rotation,first,last\n"
                                "R001,ICU1,2026-07-01,2026-07-28\n");
    home.write("base/roster.csv",
               "person,start,end,template,kind\n"
               "R001,2026-07-07T12:00Z,2026-07-08T12:00Z,ICU1-CALL,"
               "in_house_call\n"
               "R001,2026-07-14T12:00Z,2026-07-15T12:00Z,ICU1-CALL,"
               "in_house_call\n");
    write_set("history = [{ person = \"R001\", count = 14 }]\n");
  }

  void write_set(const std::string& history) {
    home.write("house.toml",
               "name = \"house\"\n[[constraints]]\n"
               "name = \"EscalatingCallEquity\"\nlabel = \"calls\"\n"
               "stage = \"call\"\n"
                 + history
                 + "[[constraints]]\nname = \"HolidayCallEquity\"\n"
                   "optional = true\nstage = \"faculty\"\n");
  }

  tests::outcome carry(int code, std::vector<std::string> more = {}) const {
    auto words = std::vector<std::string>{"roster", "carry", house, "--offline",
                                          base};
    words.insert(words.end(), more.begin(), more.end());
    return run(code, words);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(carry, fixture)

BOOST_AUTO_TEST_CASE(a_year_is_printed_as_the_history_of_the_next) {
  auto x = carry(pass);
  BOOST_TEST(has(x.out, "# calls, stage call, 2026-07-01 to 2027-06-30\n"
                        "history = [\n"
                        "  { person = \"R001\", count = 16 },\n"
                        "]\n"),
             x.out);
  BOOST_TEST(has(x.out, "# HolidayCallEquity: not counted"), x.out);
  write_set(x.out);
  x = carry(pass);
  BOOST_TEST(has(x.out, "count = 18 }"), x.out);
}

BOOST_AUTO_TEST_CASE(the_days_may_be_fewer_and_the_answer_json) {
  write_set("");
  auto x = carry(pass,
                 {"--first", "2026-07-01", "--last", "2026-07-10", "--json"});
  BOOST_TEST(has(x.out, "\"first\": \"2026-07-01\""), x.out);
  BOOST_TEST(has(x.out, "\"constraint\": \"calls\""), x.out);
  BOOST_TEST(has(x.out, "\"stage\": \"call\""), x.out);
  BOOST_TEST(has(x.out, "\"count\": 1"), x.out);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_counted_is_said) {
  auto wrong = carry(refused, {"--at", "3"});
  BOOST_TEST(has(wrong.err, "--at, --offline: a file holds one version"),
             wrong.err);
  wrong = run(could_not_run, {"roster", "carry", "minimal", "--offline", base});
  BOOST_TEST(has(wrong.err, "no constraint of the set minimal takes a history"),
             wrong.err);
  wrong = run(could_not_run, {"roster", "carry", "nowhere.toml"});
  BOOST_TEST(has(wrong.err, "SET: nowhere.toml: there is no such file"),
             wrong.err);
  std::filesystem::remove(home / "base/plan.csv");
  std::filesystem::remove(home / "base/roster.csv");
  wrong = carry(could_not_run);
  BOOST_TEST(has(wrong.err, "there is no roster to count"), wrong.err);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
