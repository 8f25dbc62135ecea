// SPDX-License-Identifier: Apache-2.0
// Surgeons' on-call: what each rule costs on its bound, what is let be because
// it is fixed, and what is refused and where.

#include "exchange/on_call.hpp"
#include "exchange/on_call_data.hpp"
#include "tests/support/altered.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

BOOST_AUTO_TEST_SUITE(on_call_test)

namespace {

using namespace nightfloat;
namespace solve = domain::solve;

/// Made by hand: twelve days, week-ends on days 3 and 8; 3 works half. Two days
/// running cost 10, a Wednesday before one's week-end 1000.
const std::string small = "num_staff = 3; % three\n"
                          "work_load = [100, 100, 50];\n"
                          "num_days = 12;\n"
                          "unavailable = [{1, 40}, {}, {12}];\n"
                          "fixed = [{}, {}, {}];\n"
                          "weekend_offset = 2;\n"
                          "adj_days_str = 10;\n"
                          "wed_before_weekend_str = 1000;\n";

std::string with(const std::string& from, const std::string& to) {
  return test::altered(small, from, to);
}

struct costed {
  const char* what;
  const char* fixed;
  const char* roster;
  std::int64_t hard;
  std::int64_t soft;

  friend std::ostream& operator<<(std::ostream& out, const costed& x) {
    return out << x.what;
  }
};

const char* const none = "[{}, {}, {}]";

// What another evaluator says of them. A day that is not given to whom it is
// fixed for is two broken rules here: it is not theirs, and somebody else's.
const costed rosters[] = {
  {"nothing but unfair", none, "2 1 3 2 1 3 2 1 2 1 2 1", 0, 3},
  {"two days running", none, "2 1 3 1 1 3 2 1 2 1 2 1", 0, 13},
  {"the last two are not counted", none, "2 1 3 2 1 3 2 1 2 1 2 2", 0, 4},
  {"three days running", none, "2 1 3 1 1 1 3 2 3 1 2 1", 1, 25},
  {"the day before one's week-end", none, "2 3 3 2 1 3 2 1 2 1 2 1", 1, 13},
  {"the day after one's week-end", none, "2 1 3 3 1 3 2 1 2 1 2 1", 1, 11},
  {"the Wednesday before it", none, "3 1 3 2 1 2 2 1 2 1 2 1", 0, 1013},
  {"two week-ends running", none, "2 1 3 2 1 1 2 3 2 1 2 1", 1, 15},
  {"a day away", none, "1 2 3 2 1 3 2 1 2 1 2 1", 1, 3},
  {"another day than the fixed", "[{4}, {}, {}]", "2 1 3 2 1 3 2 1 2 1 2 1", 2,
   3},
  {"fixed days running are let be", "[{4, 5, 6}, {}, {}]",
   "2 1 3 1 1 1 3 2 3 1 2 1", 0, 25},
  {"but not with a fourth", "[{4, 5, 6}, {}, {}]", "2 1 3 1 1 1 1 2 3 1 2 1", 1,
   36},
  {"a fixed week-end with both its sides", "[{2, 3, 4}, {}, {}]",
   "2 1 1 1 3 2 1 3 2 1 2 1", 0, 23},
  {"with one side it is not let be", "[{2, 3}, {}, {}]",
   "2 1 1 3 2 1 2 3 2 1 2 1", 1, 13},
  {"two fixed week-ends", "[{3, 8}, {}, {}]", "2 3 1 2 3 2 3 1 2 1 2 1", 0, 5},
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
  {"num_staff = 3", "num_staff = 0", "f:1: num_staff is no whole number"},
  {"num_staff = 3", "num_staff = -3", "f:1: num_staff must not be negative"},
  {"num_staff = 3", "num_staff = 4", "f:9: work_load has 3 elements"},
  {"num_staff = 3;", "num_staff = 3", "f:2: expected ;"},
  {"num_days = 12", "num_days = 99999", "f:3: num_days is no whole number"},
  {"num_days", "days", "f:3: the item is unknown (days)"},
  {"num_days", "num_staff", "f:3: is there twice (num_staff)"},
  {"[100, 100, 50]", "[100, 100 50]", "f:2: expected ]"},
  {"[100, 100, 50]", "100", "f:2: expected ["},
  {"{12}", "{12", "f:4: expected }"},
  {"{}, {}, {}", "1..1000000, {}, {}",
   "f:9: fixed has a day beyond num_days (1000000)"},
  {"{}, {}, {}", "{}, 5000..5001, {}",
   "f:9: fixed has a day beyond num_days (5001)"},
  {"{12}", "{0}", "f:4: a day is no whole number"},
  {"fixed = [{}", "fixed = [{13}", "f:9: fixed has a day beyond num_days (13)"},
  {"wed_before_weekend_str = 1000;\n", "", "f:8: the file ends without wed_"},
};

} // namespace

BOOST_DATA_TEST_CASE(a_roster_costs, rosters, row) {
  auto text = with("[{}, {}, {}]", row.fixed);
  auto x = exchange::read_on_call(text, "f");
  BOOST_REQUIRE_MESSAGE(x, x.error().detail);
  auto roster = exchange::read_on_call_roster(row.roster, "r", x->problem);
  BOOST_REQUIRE_MESSAGE(roster, roster.error().detail);
  auto cost = solve::evaluate(x->problem, *roster).total;
  BOOST_TEST(cost.hard() == row.hard);
  BOOST_TEST(cost.soft() == row.soft);
}

BOOST_DATA_TEST_CASE(is_refused, lines, row) {
  auto x = exchange::read_on_call(with(row.from, row.to), "f");
  BOOST_REQUIRE(!x);
  BOOST_TEST(x.error().detail.starts_with(row.says), x.error().detail);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_cut_short_is_refused_wherever) {
  for (auto size = std::size_t{0}; size + 2 < small.size(); ++size)
    BOOST_TEST(!exchange::read_on_call(small.substr(0, size), "f"), size);
}

BOOST_AUTO_TEST_CASE(ranges_and_comments_are_read) {
  auto text = with("{1, 40}", "1..1") + "/* the end\n of it */ % done";
  auto x = exchange::read_on_call(text, "f");
  BOOST_REQUIRE_MESSAGE(x, x.error().detail);
  BOOST_TEST(x->problem.allowed[0] == solve::only(solve::off));
  BOOST_TEST(x->problem.allowed[1] != solve::only(solve::off));
}

/// A million days in each would be five gigabytes.
BOOST_AUTO_TEST_CASE(a_range_beyond_the_horizon_costs_no_memory) {
  auto away = std::string{"["};
  for (auto i = 0; i < 100; ++i)
    away += "1..1000000, ";
  auto text = with("[{1, 40}, {}, {12}]", away + "]");
  auto x = exchange::read_on_call_data(text, "f");
  BOOST_REQUIRE(!x);
  BOOST_TEST(x.error().detail.starts_with("f:9: unavailable has 100 elem"),
             x.error().detail);
  text = with("[{1, 40}, {}, {12}]", "[1..1000000, {}, {}]");
  auto read = exchange::read_on_call_data(text, "f");
  BOOST_REQUIRE_MESSAGE(read, read.error().detail);
  BOOST_TEST(read->unavailable[0].size() <= solve::days_max + 1);
  BOOST_TEST(read->unavailable[0].contains(12));
}

BOOST_AUTO_TEST_CASE(a_day_both_fixed_and_away_leaves_one_rule_broken) {
  auto x = exchange::read_on_call(with("[{}, {}, {}]", "[{1}, {}, {}]"), "f");
  BOOST_REQUIRE_MESSAGE(x, x.error().detail);
  auto roster = exchange::read_on_call_roster("1 2 3 2 1 3 2 1 2 1 2 1", "r",
                                              x->problem);
  BOOST_REQUIRE(roster);
  BOOST_TEST(solve::evaluate(x->problem, *roster).total.hard() == 1);
}

BOOST_AUTO_TEST_CASE(rosters_are_written_and_read_again) {
  auto x = exchange::read_on_call(small, "f");
  BOOST_REQUIRE(x);
  auto text = std::string{"2 1 3 2 1\n3 2 1 2 1\n2 1\n"};
  auto roster = exchange::read_on_call_roster(text, "r", x->problem);
  BOOST_REQUIRE(roster);
  BOOST_TEST(exchange::write_on_call(x->problem, *roster) == text);
  auto says = [&](const std::string& of) {
    auto again = exchange::read_on_call_roster(of, "r", x->problem);
    return again ? "nothing" : again.error().detail;
  };
  BOOST_TEST(says("[2, 1, 3, 2, 1, 3, 2, 1, 2, 1, 2, 1];") == "nothing");
  BOOST_TEST(says("2 1").starts_with("r:1: the file ends where who is on call "
                                     "on day 3 is expected"));
  BOOST_TEST(says("9").starts_with("r:1: who is on call on day 1 is no whole"));
  BOOST_TEST(says(text + "1").starts_with("r:4: there are more days than 12"));
  std::fill(roster->begin(), roster->end(), solve::off);
  BOOST_TEST(exchange::write_on_call(x->problem, *roster).starts_with("0 0"));
}

BOOST_AUTO_TEST_SUITE_END()
