// SPDX-License-Identifier: Apache-2.0
// The shift scheduling format: what each rule costs on its bound, what is
// refused and where, and random rosters against rules said a second time.

#include "exchange/shift_scheduling.hpp"
#include "tests/support/altered.hpp"
#include "tests/support/plain_shifts.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <random>

BOOST_AUTO_TEST_SUITE(shift_scheduling_test)

namespace {

using namespace nightfloat;
using exchange::read_rows;
using exchange::read_shift_scheduling;
namespace solve = domain::solve;

/// Two weeks, an early and a late shift; no early after a late one. Ann works
/// 2 to 3 days running and rests 2, Bob may have no late shift.
const std::string small = "# made by hand\n"
                          "SECTION_HORIZON\n14\n"
                          "SECTION_SHIFTS\nE,480,\nL,600,E\n"
                          "SECTION_STAFF\n"
                          "Ann,E=14|L=3,3600,960,3,2,2,1\n"
                          "Bob,E=14|L=0,9999,0,14,1,1,2\n"
                          "SECTION_DAYS_OFF\nBob,13\n"
                          "SECTION_SHIFT_ON_REQUESTS\nAnn,0,E,5\n"
                          "SECTION_SHIFT_OFF_REQUESTS\nBob,1,E,7\n"
                          "SECTION_COVER\n0,E,0,0,0\n3,E,2,100,10\n"
                          "6,E,0,0,0\n13,E,0,0,0\n";

std::string with(const std::string& from, const std::string& to) {
  return test::altered(small, from, to);
}

struct costed {
  const char* what;
  const char* ann;
  const char* bob;
  std::int64_t hard;
  std::int64_t soft;

  friend std::ostream& operator<<(std::ostream& out, const costed& x) {
    return out << x.what;
  }
};

// Day 3 wants two early shifts: 200 where none is there. Ann wants the early
// shift of day 0: 5 where she has not.
const costed rosters[] = {
  {"a run within has its minimum", "--EE----EE----", "--------------", 0, 105},
  {"one day within is too short", "--EE----E-----", "--------------", 1, 105},
  {"two runs at the ends are exempt", "E-----------EE", "--------------", 0,
   200},
  {"one day at either end is exempt", "E------------E", "--------------", 0,
   200},
  {"the longest run", "EEE-----------", "--------------", 0, 200},
  {"a day longer", "EEEE----------", "--------------", 1, 100},
  {"two days longer, in the middle", "-EEEEE--------", "--------------", 2,
   105},
  {"a rest of one day within", "EE-EE---------", "--------------", 1, 100},
  {"a rest of one day at the start", "-EE-----------", "--------------", 0,
   205},
  {"a rest of one day at the end", "-----------EE-", "--------------", 0, 205},
  {"early after late", "LE------------", "--------------", 1, 205},
  {"late after early", "EL------------", "--------------", 0, 200},
  {"early two days after late", "L-E-----------", "--------------", 2, 205},
  {"three late shifts", "LLL-----------", "--------------", 0, 205},
  {"four late shifts", "LL--LL--------", "--------------", 1, 205},
  {"the least minutes", "--EE----------", "--------------", 0, 105},
  {"a shift below them", "--L-----------", "--------------", 2, 205},
  {"the most minutes", "EE--EE--EEE---", "--------------", 0, 200},
  {"over them", "EE--EE--EE--LL", "--------------", 2, 200},
  {"both days of one week-end", "-----EE-------", "--------------", 0, 205},
  {"a day of each week-end", "----EE-----EE-", "--------------", 1, 205},
  {"the Sundays", "E----EE----EE-", "--------------", 1, 200},
  {"a day off", "EE------------", "-------------E", 1, 200},
  {"a shift that one may not have", "EE------------", "---L----------", 1, 200},
  {"a shift that one wished not to have", "EE------------", "-E------------", 0,
   207},
  {"as many as wanted", "E-EE----------", "---E----------", 1, 0},
};

solve::grid grid_of(const solve::problem& x, const costed& row) {
  auto lines = std::string{};
  for (const auto* text : {row.ann, row.bob}) {
    for (auto shift : std::string{text})
      lines += std::string{shift} + " ";
    lines += "\n";
  }
  auto out = read_rows(lines, "rows", x);
  BOOST_REQUIRE_MESSAGE(out, out.error().detail);
  return *out;
}

struct refused {
  const char* from;
  const char* to;
  const char* says;

  friend std::ostream& operator<<(std::ostream& out, const refused& x) {
    return out << x.says;
  }
};

const refused lines[] = {
  {"14\n", "15\n", "f:3: the number of days is no multiple of 7 (15)"},
  {"14\n", "0\n", "f:3: the number of days is no whole number"},
  {"14\n", "99999999999\n", "f:3: the number of days is no whole number"},
  {"14\n", "14\n21\n", "f:4: a second number of days"},
  {"14\n", "", "f:3: SECTION_HORIZON has no number of days"},
  {"E,480,", "E,-480,", "f:5: the shift's minutes is no whole number"},
  {"E,480,", "E,480,X", "f:5: the shift that may not follow is unknown (X)"},
  {"E,480,", "L,480,", "f:6: the shift is there twice (L)"},
  {"E,480,", "E", "f:5: 1 fields are given, a shift has 2 or more"},
  {"E,480,", "-,480,", "f:5: the shift is no name (-)"},
  {"Ann,E", "Bob,E", "f:9: the person is there twice (Bob)"},
  {"Ann,E", "A nn,E", "f:8: the person is no name (A nn)"},
  {"L=3", "L=3|E=2", "f:8: a shift is limited twice (E)"},
  {"L=3", "N=3", "f:8: the shift is unknown (N)"},
  {"|L=3", "", "f:8: the most shifts lack one (L)"},
  {"L=3", "L", "f:8: the most shifts are SHIFT=NUMBER (L)"},
  {"3600,960", "3600", "f:8: 7 fields are given, a person has 8"},
  {"3600,960", "960,3600", "f:8: the least minutes are over the most"},
  {",3,2,2,1", ",3,4,2,1", "f:8: the least consecutive shifts are over"},
  {",3,2,2,1", ",3,2,2,-1", "f:8: the most week-ends is no whole number"},
  {"Bob,13", "Bob,14", "f:11: the day is no whole number"},
  {"Bob,13", "Eve,13", "f:11: the person is unknown (Eve)"},
  {"Ann,0,E,5", "Ann,0,E", "f:13: 3 fields are given, a request has 4"},
  {"Ann,0,E,5", "Ann,0,Q,5", "f:13: the shift is unknown (Q)"},
  {"Ann,0,E,5", "Ann,0,E,5\nAnn,0,E,6", "f:14: the request is there with"},
  {"3,E,2,100,10", "3,E,2,100", "f:18: 4 fields are given, a cover has 5"},
  {"3,E,2,100,10", "3,E,2000000000,1,1", "f:18: the requirement is no whole"},
  {"3,E,2,100,10", "0,E,2,100,10", "f:18: the cover of that day and shift"},
  {"SECTION_COVER", "SECTION_COVERS", "f:16: the section is unknown"},
  {"SECTION_COVER", "SECTION_STAFF", "f:16: the section is there twice"},
  {"SECTION_STAFF", "# nothing", "f:8: 8 fields are given, a shift has 2"},
  {"SECTION_STAFF", "SECTION_DAYS_OFF", "f:7: SECTION_DAYS_OFF comes before"},
  {"# made by hand", "made by hand", "f:1: a line before the first section"},
  {"13,E,0,0,0\n", "", "f:19: the file ends without a cover of day 7"},
  {"13,E,0,0,0\n", "6,L,0,0,0\n13,L,0,0,0\n",
   "f:21: the file ends without the cover of E on day 13"},
};

} // namespace

BOOST_DATA_TEST_CASE(a_roster_costs, rosters, row) {
  auto x = read_shift_scheduling(small, "f");
  BOOST_REQUIRE_MESSAGE(x, x.error().detail);
  auto cost = solve::evaluate(x->problem, grid_of(x->problem, row)).total;
  BOOST_TEST(cost.hard() == row.hard);
  BOOST_TEST(cost.soft() == row.soft);
}

BOOST_DATA_TEST_CASE(is_refused, lines, row) {
  auto text = with(row.from, row.to);
  auto x = read_shift_scheduling(text, "f");
  BOOST_REQUIRE(!x);
  BOOST_TEST(x.error().detail.starts_with(row.says), x.error().detail);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_cut_short_is_refused_wherever) {
  auto last = small.find("13,E,0,0,0");
  BOOST_REQUIRE(last != small.npos);
  for (auto size = std::size_t{0}; size < last + 9; ++size)
    BOOST_TEST(!read_shift_scheduling(small.substr(0, size), "f"), size);
}

BOOST_AUTO_TEST_CASE(days_that_nobody_asks_for_need_no_cover) {
  auto x = read_shift_scheduling(with("3,E,2,100,10\n6,E,0,0,0\n13,E,0,0,0\n",
                                      "3,E,2,100,10\n7,E,0,0,0\n10,E,0,0,0\n"),
                                 "f");
  BOOST_REQUIRE_MESSAGE(x, x.error().detail);
  BOOST_TEST(x->problem.demands.size() == 4u);
}

BOOST_AUTO_TEST_CASE(covers_may_come_before_people) {
  auto at = small.find("SECTION_STAFF");
  auto covers = small.find("SECTION_COVER");
  auto text = small.substr(0, at) + small.substr(covers)
              + small.substr(at, covers - at);
  auto x = read_shift_scheduling(text, "f");
  auto as_usual = read_shift_scheduling(small, "f");
  BOOST_REQUIRE_MESSAGE(x, x.error().detail);
  BOOST_REQUIRE(as_usual.has_value());
  BOOST_TEST((x->problem.cell == as_usual->problem.cell));
  BOOST_TEST(x->problem.demands.size() == as_usual->problem.demands.size());
}

BOOST_AUTO_TEST_CASE(lists_with_empty_parts_and_limits_of_zero_are_read) {
  auto text = with("E,480,\nL,600,E\n", "E,0,\nL,600,E|\n");
  text = test::altered(text, "Bob,E=14|L=0,9999,0,14,1,1,2",
                       "Bob,E=0|L=0|,0,0,0,2,2,0");
  auto x = read_shift_scheduling(text, "f");
  BOOST_REQUIRE_MESSAGE(x, x.error().detail);
  const auto& may = x->problem.allowed[x->problem.cell_at(1, 0)];
  BOOST_TEST((may == solve::only(solve::off)));
}

/// All of the 63 tasks that there can be are work.
BOOST_AUTO_TEST_CASE(as_many_shifts_as_there_can_be_are_work) {
  auto shifts = std::string{};
  auto most = std::string{};
  for (auto i = std::size_t{1}; i < solve::tasks_max; ++i) {
    auto name = "s" + std::to_string(i);
    shifts += name + ",480,\n";
    most += (i == 1 ? "" : "|") + name + "=7";
  }
  auto x = read_shift_scheduling("SECTION_HORIZON\n7\nSECTION_SHIFTS\n" + shifts
                                   + "SECTION_STAFF\nAnn," + most
                                   + ",9999,0,3,1,1,0\nSECTION_COVER\n"
                                     "0,s1,1,100,0\n",
                                 "f");
  BOOST_REQUIRE_MESSAGE(x, x.error().detail);
  auto four = solve::grid{1, 2, 1, 2, 0, 0, 0};
  auto sunday = solve::grid{1, 0, 0, 0, 0, 0, 1};
  BOOST_TEST(solve::evaluate(x->problem, four).total.hard() == 1);
  BOOST_TEST(solve::evaluate(x->problem, sunday).total.hard() == 1);
}

BOOST_AUTO_TEST_CASE(line_ends_and_marks_of_other_systems_are_read) {
  auto text = "\xef\xbb\xbf" + small;
  for (auto at = text.find('\n'); at != text.npos; at = text.find('\n', at + 2))
    text.insert(at, 1, '\r');
  auto x = read_shift_scheduling(text, "f");
  BOOST_REQUIRE_MESSAGE(x, x.error().detail);
  BOOST_TEST(x->problem.people[1].name == "Bob");
  BOOST_TEST((read_shift_scheduling(small + std::string{'\0'}, "f").error().code
              == ec::malformed));
}

BOOST_AUTO_TEST_CASE(people_with_the_same_terms_share_a_contract) {
  auto text = with("Bob,E=14|L=0,9999,0,14,1,1,2",
                   "Bob,E=14|L=0,9999,0,14,1,1,2\n"
                   "Cid,E=99|L=0,9999,0,14,1,1,2");
  auto x = read_shift_scheduling(text, "f");
  BOOST_REQUIRE_MESSAGE(x, x.error().detail);
  BOOST_TEST(x->problem.contracts.size() == 2u);
  BOOST_TEST(x->problem.people[1].contract == x->problem.people[2].contract);
}

BOOST_AUTO_TEST_CASE(more_than_the_search_takes_is_refused) {
  auto days = with("14\n", "1022\n");
  for (auto i = 0; i < 5'001; ++i)
    days.insert(days.find("SECTION_DAYS_OFF"),
                "P" + std::to_string(i) + ",E=1|L=1,1,1,1,1,1,1\n");
  auto x = read_shift_scheduling(days, "f");
  BOOST_REQUIRE(!x);
  BOOST_TEST(x.error().detail.find("more people than 5000")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(faults_are_said_in_words) {
  auto x = read_shift_scheduling(small, "f");
  BOOST_REQUIRE(x);
  auto roster = grid_of(x->problem,
                        {"", "EEEE------E---", "---E----------", 0, 0});
  auto all = solve::faults(x->problem, roster);
  auto said = std::string{};
  for (const auto& one : all) {
    auto words = exchange::words_of(*x, one);
    said += words.rule + "|" + words.who + "|" + words.day + "\n";
  }
  BOOST_TEST(said
             == "consecutive shifts 2 to 3|Ann|0\n"
                "consecutive shifts 2 to 3|Ann|10\n");
}

BOOST_AUTO_TEST_CASE(rows_are_refused_with_their_line) {
  auto x = read_shift_scheduling(small, "f");
  BOOST_REQUIRE(x);
  auto says = [&](const std::string& text) {
    auto read = read_rows(text, "r", x->problem);
    return read ? "nothing" : read.error().detail;
  };
  auto off = std::string{" - - - - - - - - - - - - - -\n"};
  BOOST_TEST(says("Ann:" + off + "Bob:" + off) == "nothing");
  BOOST_TEST(says("Bob:" + off + "Ann:" + off) == "nothing");
  BOOST_TEST(says(off + off) == "nothing");
  BOOST_TEST(says(off).starts_with("r:1: the file ends without a line for"));
  BOOST_TEST(says(off + off + off).starts_with("r:3: there are more lines"));
  BOOST_TEST(says("Ann:" + off + off).starts_with("r:2: some lines have"));
  BOOST_TEST(
    says("Ann:" + off + "Ann:" + off).starts_with("r:2: has a second"));
  BOOST_TEST(says("Eve:" + off).starts_with("r:1: nobody has that name (Eve)"));
  BOOST_TEST(says("- -\n").starts_with("r:1: 2 days are given"));
  BOOST_TEST(
    says("Q" + off.substr(2)).starts_with("r:1: the shift is unknown"));
}

BOOST_AUTO_TEST_CASE(random_rosters_cost_what_the_rules_say_a_second_time) {
  auto seed = test::number_from("NIGHTFLOAT_SEED", 1);
  auto count = test::number_from("NIGHTFLOAT_COUNT", 200);
  BOOST_TEST_MESSAGE("NIGHTFLOAT_SEED=" << seed);
  auto random = std::mt19937_64{seed};
  for (auto i = std::uint64_t{0}; i < count; ++i) {
    auto plain = test::random_shifts(random);
    auto x = read_shift_scheduling(plain.text(), "f");
    BOOST_REQUIRE_MESSAGE(x, x.error().detail);
    for (auto j = 0; j < 20; ++j) {
      auto roster = test::random_rows(plain, random);
      auto rows = read_rows(test::text_of(plain, roster), "r", x->problem);
      BOOST_REQUIRE_MESSAGE(rows, rows.error().detail);
      auto cost = solve::evaluate(x->problem, *rows).total;
      auto wanted = test::plain_cost(plain, roster);
      BOOST_REQUIRE_EQUAL(cost.soft(), wanted.penalty);
      BOOST_REQUIRE_EQUAL(cost.hard() > 0, wanted.broken > 0);
      BOOST_REQUIRE(
        (read_rows(exchange::write_rows(x->problem, *rows), "r", x->problem)
           .value()
         == *rows));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
