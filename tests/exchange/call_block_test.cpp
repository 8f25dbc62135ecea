// SPDX-License-Identifier: Apache-2.0
// The call block of two hospitals: what each rule costs on its bound, and what
// is refused and where.

#include "exchange/call_block.hpp"
#include "tests/support/altered.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

BOOST_AUTO_TEST_SUITE(call_block_test)

namespace {

using namespace nightfloat;
namespace solve = domain::solve;

/// Made by hand: one day of the week, then a week-end of two. 1 and 2 are
/// off-site, 1 of them junior; 3 to 6 are of VGH, 3 and 4 junior; 7 to 10 of
/// SPH, 7 and 8 junior. 10 is away on day 1.
const std::string small
  = "data;\nparam studyLength := 3; # days\nparam maxMonthlyShifts:=1;\n"
    "param minMonthlyShifts := 0;\nparam maxWeekendShifts := 1;\n"
    "param numOffsites := 2;\nparam numOffsiteJr := 1;\nparam numVgh := 4;\n"
    "param numVghJr := 2;\nparam numSph := 4;\nparam numSphJr := 2;\n"
    "set weekendSet := 2 3  26;\n"
    "param vacay_restrictions default 1 (tr)\n: 1 2 3 :=\n"
    "1 1 1 1\n2 . . .\n10 0 1 1 # away\n;\nend;\n";

std::string with(const std::string& from, const std::string& to) {
  return test::altered(small, from, to);
}

struct costed {
  const char* what;
  const char* roster;
  std::int64_t hard;
  std::int64_t soft;

  friend std::ostream& operator<<(std::ostream& out, const costed& x) {
    return out << x.what;
  }
};

// Three people a hospital on day 1, two on the days of the week-end.
const costed rosters[] = {
  {"nobody is there", "SPH | VGH\nSPH | VGH\nSPH | VGH\n", 14, 0},
  {"one of the group each",
   "SPH 7 9 | VGH 3 5\nSPH 1 10 | VGH 2 6\nSPH | VGH\n", 6,
   10 + 100 + 10 + 100 + 1 + 100 + 1 + 100},
  {"two juniors at one place", "SPH 7 8 | VGH\nSPH | VGH\nSPH | VGH\n", 13, 20},
  {"a junior too many from off-site", "SPH | VGH\nSPH 1 7 | VGH\nSPH | VGH\n",
   13, 11},
  {"two juniors at two places", "SPH 7 | VGH 3\nSPH | VGH\nSPH | VGH\n", 12,
   20},
  {"away", "SPH 10 | VGH\nSPH | VGH\nSPH | VGH\n", 14, 100},
  {"off-site on a weekday", "SPH 1 | VGH\nSPH | VGH\nSPH | VGH\n", 14, 1},
  {"off-site on a week-end", "SPH | VGH\nSPH 1 | VGH\nSPH | VGH\n", 13, 1},
  // Too many calls, too near.
  {"off-site twice", "SPH | VGH\nSPH 2 | VGH\nSPH | VGH 2\n", 12 + 3, 2},
  {"twice, two days apart", "SPH 9 | VGH\nSPH | VGH\nSPH 9 | VGH\n", 12 + 2,
   200},
  {"one too many", "SPH | VGH\nSPH 7 9 10 | VGH\nSPH | VGH\n", 12 + 1, 210},
};

struct refused {
  const char* from;
  const char* to;
  const char* says;

  friend std::ostream& operator<<(std::ostream& out, const refused& x) {
    return out << x.says;
  }
};

const refused lines[] = {
  {"studyLength := 3", "studyLength := 0", "f:2: studyLength is no whole"},
  {"studyLength := 3", "studyLength := 3000", "f:2: studyLength is no whole"},
  {"studyLength := 3", "studyLength := -3", "f:2: studyLength must not be"},
  {"studyLength := 3", "studyLength 3", "f:2: expected :="},
  {"studyLength := 3;", "studyLength := 3", "f:3: expected ;"},
  {"studyLength", "length", "f:2: the parameter is unknown (length)"},
  {"studyLength", "numVgh", "f:8: is there twice (numVgh)"},
  {"numSphJr := 2", "numSphJr := 5", "f:20: there are more juniors"},
  {"minMonthlyShifts := 0", "minMonthlyShifts := 2", "f:20: minMonthlyShifts"},
  {"weekendSet", "holidays", "f:12: the set is unknown (holidays)"},
  {"2 3  26", "2 x", "f:12: a day of weekendSet is no whole"},
  {": 1 2 3 :=", ": 1 2 :=", "f:14: the heading of day 3 is no whole"},
  {"1 1 1 1", "1 1 1 7", "f:15: a cell of the row is no whole"},
  {"1 1 1 1", "1 1 1", "f:15: the row has 2 days, the block has 3"},
  {"1 1 1 1", "1 1 1 1 1", "f:15: the resident has a second row (1)"},
  {"10 0", "11 0", "f:20: vacay_restrictions has a row of resident 11"},
  {"10 0", "2 0", "f:17: the resident has a second row (2)"},
  {"data;", "dada;", "f:1: expected data, set, param or end (found dada)"},
  {"set weekendSet := 2 3  26;\n", "",
   "f:19: the file ends without weekendSet"},
};

} // namespace

BOOST_DATA_TEST_CASE(a_roster_costs, rosters, row) {
  auto x = exchange::read_call_block(small, "f");
  BOOST_REQUIRE_MESSAGE(x, x.error().detail);
  auto roster = exchange::read_call_roster(row.roster, "r", x->problem);
  BOOST_REQUIRE_MESSAGE(roster, roster.error().detail);
  auto cost = solve::evaluate(x->problem, *roster).total;
  BOOST_TEST(cost.hard() == row.hard);
  BOOST_TEST(cost.soft() == row.soft);
}

BOOST_DATA_TEST_CASE(is_refused, lines, row) {
  auto x = exchange::read_call_block(with(row.from, row.to), "f");
  BOOST_REQUIRE(!x);
  BOOST_TEST(x.error().detail.starts_with(row.says), x.error().detail);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_cut_short_is_refused_wherever) {
  auto last = small.find("\n;\nend");
  for (auto size = std::size_t{0}; size <= last; ++size)
    BOOST_TEST(!exchange::read_call_block(small.substr(0, size), "f"), size);
}

BOOST_AUTO_TEST_CASE(who_has_no_row_is_what_the_default_says) {
  auto text = with("default 1", "default 0");
  auto x = exchange::read_call_block(text, "f");
  BOOST_REQUIRE_MESSAGE(x, x.error().detail);
  auto may = [&](std::size_t who, std::int32_t day) {
    return x->problem.allowed[x->problem.cell_at(who - 1, day - 1)]
           != solve::only(solve::off);
  };
  BOOST_TEST(may(1, 2));
  BOOST_TEST(!may(2, 2));
  BOOST_TEST(!may(5, 1));
  BOOST_TEST(may(10, 3));
}

/// 15 million days away would be made of a text of five kilobytes.
BOOST_AUTO_TEST_CASE(a_block_that_is_too_large_is_not_filled) {
  auto days = std::string{":"};
  for (auto day = 1; day <= 1'024; ++day)
    days += " " + std::to_string(day);
  auto text = with("studyLength := 3", "studyLength := 1024");
  text = test::altered(text,
                       "default 1 (tr)\n: 1 2 3 :=\n1 1 1 1\n2 . . .\n"
                       "10 0 1 1 # away\n",
                       "default 0 (tr)\n" + days + " :=\n");
  for (const auto* group : {"numOffsites := 2", "numVgh := 4", "numSph := 4"}) {
    auto name = std::string{group};
    text = test::altered(text, name, name.substr(0, name.size() - 1) + "5000");
  }
  auto x = exchange::read_call_block(text, "f");
  BOOST_REQUIRE(!x);
  BOOST_TEST(x.error().code == ec::oversize);
  BOOST_TEST(x.error().detail.starts_with("f: is too large (15000 people"),
             x.error().detail);
}

/// Eighteen days, with so many more people at one hospital that there is a
/// resident 35.
std::string with_resident_35(const std::string& hospital) {
  auto text = with("studyLength := 3", "studyLength := 18");
  auto from = text.find("param vacay");
  text.replace(from, text.find("\n;\n") - from,
               "param vacay_restrictions default 1 (tr)\n"
               ": 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 :=");
  return test::altered(text, hospital + " := 4", hospital + " := 40");
}

BOOST_AUTO_TEST_CASE(the_call_that_the_model_fixes_is_fixed) {
  auto x = exchange::read_call_block(with_resident_35("numSph"), "f");
  BOOST_REQUIRE_MESSAGE(x, x.error().detail);
  auto cell = x->problem.cell_at(34, 17);
  BOOST_TEST(x->problem.allowed[cell] == solve::only(1));
}

BOOST_AUTO_TEST_CASE(a_fixed_call_of_the_other_hospital_is_broken_by_all) {
  auto x = exchange::read_call_block(with_resident_35("numVgh"), "f");
  BOOST_REQUIRE_MESSAGE(x, x.error().detail);
  auto cell = x->problem.cell_at(34, 17);
  auto tasks = x->problem.tasks.size();
  for (auto task = std::size_t{0}; task < tasks; ++task)
    BOOST_TEST(x->problem.cell[cell * tasks + task].hard() == 1);
}

BOOST_AUTO_TEST_CASE(calls_on_both_of_two_days_are_too_near) {
  auto text = with("studyLength := 3", "studyLength := 2");
  text = test::altered(text, ": 1 2 3 :=\n1 1 1 1\n", ": 1 2 :=\n1 1 1\n");
  text = test::altered(text, "2 . . .\n10 0 1 1", "2 . .\n10 0 1");
  text = test::altered(text, "maxMonthlyShifts:=1", "maxMonthlyShifts:=2");
  auto x = exchange::read_call_block(text, "f");
  BOOST_REQUIRE_MESSAGE(x, x.error().detail);
  auto cost = [&](const char* calls) {
    auto roster = exchange::read_call_roster(calls, "r", x->problem);
    BOOST_REQUIRE_MESSAGE(roster, roster.error().detail);
    return solve::evaluate(x->problem, *roster).total.hard();
  };
  BOOST_TEST(cost("SPH 9 | VGH\nSPH 9 | VGH\n")
             == cost("SPH 9 | VGH\nSPH 10 | VGH\n") + 1);
}

BOOST_AUTO_TEST_CASE(faults_are_said_in_words) {
  auto x = exchange::read_call_block(small, "f");
  BOOST_REQUIRE(x);
  auto roster = exchange::read_call_roster(
    "SPH 9 | VGH\nSPH | VGH\nSPH 9 | VGH\n", "r", x->problem);
  BOOST_REQUIRE(roster);
  auto said = std::string{};
  for (const auto& one : solve::faults(x->problem, *roster)) {
    auto words = exchange::words_of(*x, one);
    said += words.rule + "|" + words.who + "|" + words.day + "\n";
  }
  BOOST_TEST(said.starts_with("calls 0 to 1|9|\n"
                              "two calls within three days|9|1\n"
                              "people on SPH or SPH junior: 3 to 3||1\n"),
             said);
}

BOOST_AUTO_TEST_CASE(rosters_are_refused_with_their_line) {
  auto x = exchange::read_call_block(small, "f");
  BOOST_REQUIRE(x);
  auto says = [&](const std::string& text) {
    auto read = exchange::read_call_roster(text, "r", x->problem);
    return read ? "nothing" : read.error().detail;
  };
  auto off = std::string{"SPH | VGH\n"};
  BOOST_TEST(says(off + off + off) == "nothing");
  BOOST_TEST(says(off + off).starts_with("r:2: the file ends without day 3"));
  BOOST_TEST(says(off + off + off + off).starts_with("r:4: there are more"));
  BOOST_TEST(says("SPH\n").starts_with("r:1: a day is SPH and VGH"));
  BOOST_TEST(says("SPH | UBC\n").starts_with("r:1: a side of the day begins"));
  BOOST_TEST(says("SPH 11 | VGH\n").starts_with("r:1: the resident is no"));
  BOOST_TEST(says("SPH 3 | VGH\n").starts_with("r:1: resident 3 is never on"));
  BOOST_TEST(says("SPH 7 7 | VGH\n").starts_with("r:1: the resident is there"));
}

BOOST_AUTO_TEST_SUITE_END()
