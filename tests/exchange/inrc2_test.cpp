// SPDX-License-Identifier: Apache-2.0
// INRC-II: what each rule costs on its bound, with what was before the first
// day, and what is refused and where.

#include "exchange/inrc2.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

BOOST_AUTO_TEST_SUITE(inrc2_test)

namespace {

using namespace nightfloat;
using exchange::inrc2_files;
namespace solve = domain::solve;

/// Made by hand: Ann was off for one day, Bob had Late for six and was too
/// long at it, Cid ended one Early.
inrc2_files small() {
  return {{"Sc", "SCENARIO = n003w1\n\nWEEKS = 1\n\nSKILLS = 2\nHead\nNurse\n\n"
                 "SHIFT_TYPES = 2\nEarly (2,4)\nLate (1,5)\n\n"
                 "FORBIDDEN_SHIFT_TYPES_SUCCESSIONS\nEarly 0\nLate 1 Early\n\n"
                 "CONTRACTS = 2\nFull (2,4) (2,5) (2,3) 1 1\n"
                 "Loose (0,9) (1,7) (1,7) 9 0\n\n"
                 "NURSES = 3\nAnn Full 2 Head Nurse \nBob Loose 1 Nurse\n"
                 "Cid Full 1 Nurse\n"},
          {"H0", "HISTORY\n0 n003w1\n\nNURSE_HISTORY\n"
                 "Ann 0 0 None 0 0 1\nBob 3 2 Late 6 6 0\n"
                 "Cid 1 1 Early 1 1 0\n"},
          {{"WD", "WEEK_DATA\nn003w1\n\nREQUIREMENTS\n"
                  "Early Head (0,0) (0,1) (0,0) (0,0) (0,0) (0,0) (0,0)\n"
                  "Late Nurse (0,0) (0,0) (1,2) (0,0) (0,0) (0,0) (0,0)\n\n"
                  "SHIFT_OFF_REQUESTS = 2\nBob Any Mon \nBob Late Sun\n"}}};
}

struct costed {
  const char* what;
  const char* nurse;
  /// E, L: with the skill Nurse; H: Early with Head.
  const char* row;
  std::int64_t hard;
  std::int64_t soft;

  friend std::ostream& operator<<(std::ostream& out, const costed& x) {
    return out << x.nurse << ": " << x.what;
  }
};

// Only the nurse named works; four days off at the end are one too many.
// Without anybody, the week costs 1 broken (the late shift of day 2) and 90 (it
// and the early head of day 1); of the others `idle` tells.
const costed rows[] = {
  {"off for a whole week", "Ann", "-------", 1, 90 + 40 + 150},
  {"the off day before counts", "Ann", "-EE----", 1, 90 + 30},
  {"one off day alone is too short", "Ann", "EE-----", 1, 90 + 30 + 30 + 30},
  {"three off days, the last before", "Ann", "--EE---", 1, 90},
  {"four off days", "Ann", "---EE--", 1, 90 + 30},
  {"one day of work", "Ann", "-E-EE--", 1, 90 + 15 + 30 + 30},
  {"work open at the end", "Ann", "-EE---E", 1, 90 + 30},
  {"a week-end cut in half", "Ann", "-EEE--E", 1, 90 + 30},
  {"a whole week-end", "Ann", "-E---EE", 1, 90 + 15 + 30},
  {"early for five days", "Ann", "-EEEEE-", 1, 90 + 15 + 20 + 30},
  {"the head's place", "Ann", "-HE----", 1, 60 + 30},
  {"a change of skill is the same shift", "Ann", "-HE----", 1, 60 + 30},
  {"the nurse's place", "Ann", "-LL----", 0, 60 + 30},
  {"early after late", "Ann", "-LE----", 2, 90 + 15 + 30},
  {"the excess of before is not charged again", "Bob", "-------", 1, 90},
  {"but what comes on top is", "Bob", "L------", 1, 90 + 15 + 10},
  {"early after the late of before", "Bob", "E------", 2, 90 + 15 + 10},
  {"any shift on the wished day", "Bob", "L------", 1, 90 + 15 + 10},
  {"another shift on the wished day", "Bob", "-----EE", 1, 90},
  {"the wished shift", "Bob", "------L", 1, 90 + 10},
  {"one day alone from before", "Cid", "-------", 1, 90 + 15 + 30 + 20 + 120},
  {"goes on", "Cid", "E------", 1, 90 + 90},
  {"the second week-end", "Cid", "E----EE", 1, 90 + 30 + 30},
};

/// What the two who do not work cost.
std::int64_t idle(const std::string& nurse) {
  auto out = std::int64_t{0};
  if (nurse != "Ann")
    out += 40 + 150;
  if (nurse != "Cid")
    out += 15 + 30 + 20 + 120;
  return out;
}

solve::grid grid_of(const solve::problem& x, const costed& row) {
  auto out = solve::grid(x.people.size() * static_cast<std::size_t>(x.days));
  for (auto who = std::size_t{0}; who < x.people.size(); ++who)
    if (x.people[who].name == row.nurse)
      for (auto day = 0; day < x.days; ++day) {
        auto shift = row.row[day];
        out[x.cell_at(who, day)] = shift == 'H'   ? 1
                                   : shift == 'E' ? 2
                                   : shift == 'L' ? 4
                                                  : solve::off;
      }
  return out;
}

struct refused {
  int file = 0;
  const char* from = "";
  const char* to = "";
  const char* says = "";

  friend std::ostream& operator<<(std::ostream& out, const refused& x) {
    return out << x.says;
  }
};

std::string& text_of(inrc2_files& x, int file) {
  return file == 0   ? x.scenario.text
         : file == 1 ? x.history.text
                     : x.weeks[0].text;
}

const refused lines[] = {
  {0, "WEEKS = 1", "WEEKS = 999", "Sc:3: WEEKS is no whole number"},
  {0, "WEEKS = 1", "WEEKS = 2", "Sc: the scenario has 2 weeks, 1"},
  {0, "SKILLS = 2", "SKILLS = 3", "Sc:9: the skill is no name"},
  {0, "SKILLS = 2", "SKILS = 2", "Sc:5: expected SKILLS"},
  {0, "Early (2,4)", "Early (2;4)", "Sc:10: consecutive days is no"},
  {0, "Early (2,4)", "Early (4,2)", "Sc:10: consecutive days: the"},
  {0, "Early (2,4)", "Late (2,4)", "Sc:11: the shift is there twice"},
  {0, "Late 1 Early", "Late 2 Early", "Sc:15: 3 fields are given"},
  {0, "Late 1 Early", "Late 1 Night", "Sc:15: the shift is unknown"},
  {0, "Full (2,4)", "Full (-2,4)", "Sc:18: the least assignments is"},
  {0, "1 1\n", "1 2\n", "Sc:18: whole week-ends is no whole"},
  {0, "Bob Loose", "Bob Tight", "Sc:23: the contract is unknown"},
  {0, "Bob Loose", "Ann Loose", "Sc:23: the nurse is there twice"},
  {0, "1 Nurse\nCid", "1 Cook\nCid", "Sc:23: the skill is unknown"},
  {0, "NURSES = 3", "NURSES = 4", "Sc:24: the file ends without nurse"},
  {0, "NURSES = 3", "NURSES = 2", "Sc:24: expected the end"},
  {1, "Late 6 6 0", "Noon 6 6 0", "H0:6: the last shift is unknown"},
  {1, "Late 6 6 0", "Late 6 6", "H0:6: 6 fields are given"},
  {1, "Late 6 6 0", "Late 6 -6 0", "H0:6: days of work is no whole"},
  {1, "Bob 3", "Ann 3", "H0:6: the nurse has a second history"},
  {1, "Cid 1 1 Early 1 1 0\n", "", "H0:6: the file ends without the"},
  {1, "NURSE_HISTORY", "", "H0:7: the file ends without NURSE_HIST"},
  {2, "Early Head", "Early Cook", "WD:5: the skill is unknown"},
  {2, "Late Nurse", "Early Head", "WD:6: the requirement of that"},
  {2, "(0,1) ", "", "WD:5: 8 fields are given"},
  {2, "(0,1)", "(0,99999)", "WD:5: the most people is no whole"},
  {2, "Bob Late Sun", "Bob Late Someday", "WD:10: the day is unknown"},
  {2, "Bob Late Sun", "Eve Late Sun", "WD:10: the nurse is unknown"},
  {2, "= 2", "= 3", "WD:10: the file ends without request 3 of 3"},
  {2, "= 2", "= 1", "WD:10: there are more lines than requests"},
  {2, "REQUIREMENTS", "REQUIRED", "WD:10: the file ends without REQUIREMENTS"},
  {2, "Bob Late Sun", "Bob Late Sun\nSHIFT_OFF_REQUESTS = 0",
   "WD:11: SHIFT_OFF_REQUESTS is there twice"},
};

} // namespace

BOOST_DATA_TEST_CASE(a_row_costs, rows, row) {
  auto x = exchange::read_inrc2(small());
  BOOST_REQUIRE_MESSAGE(x, x.error().detail);
  auto cost = solve::evaluate(x->problem, grid_of(x->problem, row)).total;
  BOOST_TEST(cost.hard() == row.hard);
  BOOST_TEST(cost.soft() == row.soft + idle(row.nurse));
}

BOOST_DATA_TEST_CASE(is_refused, lines, row) {
  auto files = small();
  auto& text = text_of(files, row.file);
  auto at = text.find(row.from);
  BOOST_REQUIRE(at != text.npos);
  text.replace(at, std::string{row.from}.size(), row.to);
  auto x = exchange::read_inrc2(files);
  BOOST_REQUIRE(!x);
  BOOST_TEST(x.error().detail.starts_with(row.says), x.error().detail);
}

BOOST_AUTO_TEST_CASE(files_that_are_cut_short_are_refused) {
  for (auto file = 0; file < 3; ++file) {
    auto whole = small();
    auto size = text_of(whole, file).find_last_not_of(" \n");
    for (auto cut = std::size_t{0}; cut < size; ++cut) {
      auto files = small();
      text_of(files, file).resize(cut);
      BOOST_TEST(!exchange::read_inrc2(files), file << " at " << cut);
    }
  }
}

BOOST_AUTO_TEST_CASE(requests_may_come_before_requirements) {
  auto files = small();
  auto& text = files.weeks[0].text;
  auto at = text.find("REQUIREMENTS");
  auto requests = text.find("SHIFT_OFF");
  text = text.substr(0, at) + text.substr(requests)
         + text.substr(at, requests - at);
  auto x = exchange::read_inrc2(files);
  auto as_usual = exchange::read_inrc2(small());
  BOOST_REQUIRE_MESSAGE(x, x.error().detail);
  BOOST_REQUIRE(as_usual.has_value());
  BOOST_TEST((x->problem.cell == as_usual->problem.cell));
  BOOST_TEST(x->problem.demands.size() == as_usual->problem.demands.size());
}

BOOST_AUTO_TEST_CASE(only_skills_that_one_has_are_allowed) {
  auto x = exchange::read_inrc2(small());
  BOOST_REQUIRE(x);
  auto roster = grid_of(x->problem, {"", "Bob", "---H---", 0, 0});
  auto all = solve::faults(x->problem, roster);
  BOOST_REQUIRE(!all.empty());
  BOOST_TEST(exchange::words_of(*x, all[0]).rule == "not allowed there");
  BOOST_TEST(exchange::words_of(*x, all[0]).who == "Bob");
}

BOOST_AUTO_TEST_CASE(solutions_are_written_and_read_again) {
  auto x = exchange::read_inrc2(small());
  BOOST_REQUIRE(x);
  auto roster = grid_of(x->problem, {"", "Ann", "-HL----", 0, 0});
  auto text = exchange::write_inrc2_week(x->problem, roster, 0, "n003w1");
  BOOST_TEST(text
             == "SOLUTION\n0 n003w1\n\nASSIGNMENTS = 2\n"
                "Ann Tue Early Head\nAnn Wed Late Nurse\n");
  auto read = exchange::read_inrc2_weeks({{"s", text}}, x->problem);
  BOOST_REQUIRE_MESSAGE(read, read.error().detail);
  BOOST_TEST((*read == roster));
  auto says = [&](const std::string& of) {
    auto again = exchange::read_inrc2_weeks({{"s", of}}, x->problem);
    return again ? "nothing" : again.error().detail;
  };
  BOOST_TEST(says("").starts_with("s:0: the file ends without ASSIGNMENTS"));
  BOOST_TEST(says("ASSIGNMENTS = 1\n").starts_with("s:1: the file ends"));
  BOOST_TEST(says("ASSIGNMENTS = 99\n").starts_with("s:1: ASSIGNMENTS is no"));
  BOOST_TEST(
    says("ASSIGNMENTS = 1\nAnn Tue Late\n").starts_with("s:2: an assignment"));
  BOOST_TEST(says("ASSIGNMENTS = 1\nAnn Tue Late Cook\n")
               .starts_with("s:2: the nurse, the day"));
  BOOST_TEST(says("ASSIGNMENTS = 2\nAnn Tue Late Nurse\nAnn Tue Late Nurse\n")
               .starts_with("s:3: the nurse has that day already"));
}

BOOST_AUTO_TEST_SUITE_END()
