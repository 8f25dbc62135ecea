// SPDX-License-Identifier: Apache-2.0
// A programme in a file in the place of a cluster: no process but the one that
// is asked.

#include "tests/cmd/nightfloat.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(offline_test)

namespace {

using namespace nightfloat;
using tests::has;
namespace fs = std::filesystem;

constexpr int pass = 0;
constexpr int verdict_failed = 1;
constexpr int could_not_run = 3;

struct fixture : tests::operator_fixture {
  std::string base = home / "base";

  fixture() {
    run(pass, {"sample", base, "--residents", "25", "--seed", "3"});
    home.write("base/plan.csv", "person,rotation,first,last\n"
                                "R001,WARD1,2026-07-01,2026-07-28\n");
  }

  std::string text(const std::string& name) const {
    auto in = std::ifstream{home / name, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }
};

/// The rows of people.csv with code, name, role and track alone.
std::string without_numbers(const std::string& people) {
  auto out = std::string{};
  auto in = std::istringstream{people.substr(people.find('\n') + 1)};
  for (auto line = std::string{}; std::getline(in, line);)
    out += line.substr(line.find(',') + 1, line.rfind(',') - line.find(',') - 1)
           + '\n';
  return out;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(offline, fixture)

BOOST_AUTO_TEST_CASE(every_format_is_written_without_a_cluster) {
  for (auto* name : {"p.json", "w.csv", "r.xlsx", "c.ics", "dir"}) {
    auto x = run(pass, {"export", home / name, "--offline", base});
    BOOST_TEST(has(x.out, "programme base"), x.out);
    BOOST_TEST(fs::exists(home / name));
  }
  for (auto* name : {"p.json", "w.csv", "r.xlsx", "dir"}) {
    auto x = run(
      pass, {"import", home / name, "--dry-run", "--offline", home / "p.json"});
    BOOST_TEST(has(x.out, "nothing would change"), x.out);
  }
}

BOOST_AUTO_TEST_CASE(a_day_of_somebody_is_explained_from_a_file) {
  auto x = run(pass, {"explain", "R001", "--day", "2026-07-07", "--show", "3",
                      "--offline", base});
  BOOST_TEST(has(x.out, "why R001 on 2026-07-07"), x.out);
  BOOST_TEST(has(x.out, "R001 is off on 2026-07-07: "), x.out);
  BOOST_TEST(has(x.out, "OTHER "), x.out);
  auto nobody = run(could_not_run, {"explain", "R999", "--day", "2026-07-07",
                                    "--offline", base});
  BOOST_TEST(has(nobody.err, "WHAT: is nobody of that roster (R999)"),
             nobody.err);
  // R002 is on no rotation, so nothing is a choice.
  auto idle = run(could_not_run, {"explain", "R002", "--day", "2026-07-07",
                                  "--offline", base});
  BOOST_TEST(has(idle.err, "no shift is open to them"), idle.err);
}

BOOST_AUTO_TEST_CASE(a_schedule_changes_the_file_when_it_is_confirmed) {
  auto weeks = home / "w.csv";
  run(pass, {"export", weeks, "--offline", base});
  auto edited = text("w.csv");
  auto i = edited.find("WARD1");
  BOOST_REQUIRE((i != std::string::npos));
  home.write("w.csv", edited.replace(i, 5, "ICU1"));
  auto before = text("base/plan.csv");
  auto asked = run(verdict_failed, {"import", weeks, "--offline", base});
  BOOST_TEST((text("base/plan.csv") == before));
  i = asked.out.find("--confirm ");
  BOOST_REQUIRE((i != std::string::npos));
  auto digest = asked.out.substr(i + 10, 8);
  run(pass,
      {"import", weeks, "--offline", base, "--dry-run", "--confirm", digest});
  BOOST_TEST((text("base/plan.csv") == before));
  auto done = run(pass,
                  {"import", weeks, "--offline", base, "--confirm", digest});
  BOOST_TEST(has(done.out, "wrote"), done.out);
  BOOST_TEST(has(text("base/plan.csv"), "ICU1,2026-07-01,2026-07-07"));
  BOOST_TEST(has(run(pass, {"import", weeks, "--offline", base}).out,
                 "nothing would change"));
}

/// R001 works two shifts at once on a day of leave, in the file `base`.
struct trouble : fixture {
  trouble() {
    home.write("base/roster.csv",
               "person,start,end,template,kind\n"
               "R001,2026-07-06T12:00Z,2026-07-07T00:00Z,WARD1-INTERN,"
               "clinical\n"
               "R001,2026-07-06T20:00Z,2026-07-06T22:00Z,,clinical\n");
  }
};

BOOST_FIXTURE_TEST_CASE(a_roster_is_judged_at_a_desk, trouble) {
  auto first = std::vector<std::string>{"--first",    "2026-07-01", "--last",
                                        "2026-07-28", "--offline",  base};
  auto with = [&](std::vector<std::string> words) {
    words.insert(words.end(), first.begin(), first.end());
    return words;
  };
  auto x = run(verdict_failed, with({"validate", "--person", "R001"}));
  BOOST_TEST(has(x.out, "double_booking, programme policy"), x.out);
  BOOST_TEST(!has(x.out, "coverage"), x.out);
  x = run(verdict_failed, with({"validate", "--person", "R001", "--rule",
                                "double_booking", "--calendar"}));
  BOOST_TEST(has(x.out, "R001      ..... D......"), x.out);
  BOOST_TEST(has(x.out, " !\n"), x.out);
  x = run(verdict_failed,
          with({"explain", "R001", "--rule", "double_booking"}));
  BOOST_TEST(has(x.out, "measured 2 h"), x.out);
  BOOST_TEST(has(x.out, "WARD1-INTERN"), x.out);
  BOOST_TEST(has(x.out, "repair: "), x.out);
  x = run(verdict_failed, with({"conflicts", "--kind", "double_booking"}));
  BOOST_TEST(has(x.out, "1 conflict,"), x.out);
  BOOST_TEST(has(x.out, "best ("), x.out);
  x = run(verdict_failed, with({"conflicts", "--json"}));
  BOOST_TEST(has(x.out, "\"kind\": \"double_booking\""), x.out);
  x = run(pass, with({"conflicts", "--kind", "call_cascade"}));
  BOOST_TEST(has(x.out, "no conflicts"), x.out);
}

BOOST_FIXTURE_TEST_CASE(who_can_take_a_shift_is_told_at_a_desk, trouble) {
  auto x = run(pass, {"who-can", "ATT-WARDS", "2026-07-08", "--offline", base});
  BOOST_TEST(has(x.out, "people may take it"), x.out);
  x = run(pass, {"who-can", "1", "--person", "R002", "--offline", base});
  BOOST_TEST(has(x.out, "of 1 person may take it"), x.out);
  x = run(verdict_failed, {"who-can", "WARD1-INTERN", "2026-07-06", "--person",
                           "R001", "--offline", base});
  BOOST_TEST(has(x.out, "0 of 1 person may take it"), x.out);
  BOOST_TEST(has(x.out, "double booking"), x.out);
}

/// R001 works one shift that is asked for, with a teacher, in the file `base`.
struct one_shift : fixture {
  std::vector<std::string> away{"repair",     "--person",   "R001",
                                "--first",    "2026-07-07", "--today",
                                "2026-07-01", "--offline",  base};

  one_shift() {
    home.write("base/roster.csv",
               "person,start,end,template,kind\n"
               "R001,2026-07-07T12:00Z,2026-07-08T00:00Z,WARD1-INTERN,"
               "clinical\n"
               "F026,2026-07-07T12:00Z,2026-07-08T00:00Z,ATT-WARDS,"
               "supervision\n");
  }

  std::vector<std::string> with(std::vector<std::string> more) const {
    auto out = away;
    out.insert(out.end(), more.begin(), more.end());
    return out;
  }
};

BOOST_FIXTURE_TEST_CASE(an_absence_is_mended_at_a_desk, one_shift) {
  auto before = home / "before.json";
  run(pass, {"export", before, "--offline", base});
  auto x = run(pass, with({"--alternatives", "2"}));
  BOOST_TEST(has(x.out, "R001 is away from 2026-07-07 to 2026-07-07: 1 shift"),
             x.out);
  BOOST_TEST(has(x.out, "way 2"), x.out);
  BOOST_TEST(!has(x.out, "way 3"), x.out);
  BOOST_TEST(has(x.out, "2 cells change, 1 other person"), x.out);
  BOOST_TEST(has(x.out, "WARD1-INTERN of 2026-07-07 to R"), x.out);
  BOOST_TEST(has(run(pass, with({"--json"})).out, "\"ways\": ["), x.out);
  auto i = x.out.find("--confirm ");
  BOOST_REQUIRE((i != std::string::npos));
  auto digest = x.out.substr(i + 10, 8);
  auto wrong = run(could_not_run, with({"--apply", "2", "--confirm", digest}));
  BOOST_TEST(has(wrong.err, "nothing was written"), wrong.err);
  wrong = run(could_not_run, with({"--apply", "4"}));
  BOOST_TEST(has(wrong.err, "there is no way 4, there are 3"), wrong.err);
  BOOST_TEST(has(text("base/roster.csv"), "R001"));
  x = run(pass, with({"--apply", "1", "--confirm", digest}));
  BOOST_TEST(has(x.out, "in force: WARD1-INTERN"), x.out);
  BOOST_TEST(!has(text("base/roster.csv"), "R001"));
  BOOST_TEST(has(text("base/absences.csv"), "R001,2026-07-07,2026-07-07"),
             text("base/absences.csv"));
  BOOST_TEST(has(run(pass, away).out, ": 0 shifts"));
  x = run(verdict_failed, {"compare", before, base});
  BOOST_TEST(has(x.out, "28.6 % of cells differ (2 of 7)"), x.out);
  BOOST_TEST(has(x.out, "more than half"), x.out);
  BOOST_TEST(has(x.out, "PGY-1 hours"), x.out);
  x = run(pass, {"compare", base, base});
  BOOST_TEST(has(x.out, "0.0 % of cells differ (0 of 6)"), x.out);
}

BOOST_FIXTURE_TEST_CASE(a_shift_that_stays_theirs_is_told_when_applied,
                        one_shift) {
  home.write("base/roster.csv",
             text("base/roster.csv")
               + "R001,2026-07-06T12:00Z,2026-07-07T00:00Z,WARD1-INTERN,"
                 "clinical\n");
  auto x = run(verdict_failed,
               {"repair", "--person", "R001", "--first", "2026-07-06", "--last",
                "2026-07-07", "--today", "2026-07-07", "--apply", "1",
                "--offline", base});
  BOOST_TEST(has(x.out, "in force: WARD1-INTERN of 2026-07-07"), x.out);
  BOOST_TEST(has(x.out, "\nWARD1-INTERN of 2026-07-06 07:00 stays: it began"),
             x.out);
}

BOOST_FIXTURE_TEST_CASE(an_absence_that_makes_no_sense_is_refused, one_shift) {
  constexpr int refused = 2;
  auto wrong = [&](int code, const std::vector<std::string>& words,
                   const std::string& says) {
    auto x = run(code, words);
    BOOST_TEST(has(x.err, says), x.err);
  };
  wrong(refused, {"repair", "--first", "2026-07-07", "--offline", base},
        "--person: must be given");
  wrong(refused, {"repair", "--person", "R001", "--offline", base},
        "--first: must be given");
  wrong(
    could_not_run,
    {"repair", "--person", "X9", "--first", "2026-07-07", "--offline", base},
    "X9");
  wrong(refused, with({"--last", "2026-07-06"}),
        "--last: is before --first (2026-07-06, 2026-07-07)");
  wrong(could_not_run, with({"--last", "2026-10-06"}), "generate a new roster");
  wrong(could_not_run, {"compare", base, "neither"}, "there is no file");
  auto x = run(verdict_failed,
               {"repair", "--person", "R001", "--first", "2026-07-07",
                "--today", "2026-07-20", "--offline", base});
  BOOST_TEST(has(x.out, "which is past"), x.out);
}

BOOST_FIXTURE_TEST_CASE(what_is_not_there_is_named, trouble) {
  auto wrong = [&](int code, std::vector<std::string> words,
                   const std::string& says) {
    words.insert(words.end(), {"--offline", base});
    auto x = run(code, words);
    BOOST_TEST(has(x.err, says), x.err);
  };
  constexpr int refused = 2;
  wrong(refused, {"validate", "--rule", "sleep"}, "there is no rule sleep");
  wrong(could_not_run, {"validate", "--person", "X9"}, "X9");
  wrong(could_not_run, {"validate", "--pack", "lenient"}, "lenient");
  wrong(could_not_run, {"explain", "X9"}, "is no person and no rule (X9)");
  wrong(refused, {"explain", "R001", "--draft", "1"},
        "--draft: belongs to --day or unmet");
  wrong(could_not_run, {"who-can", "999"}, "999");
  wrong(refused, {"who-can", "R001"}, "DATE: is missing");
  wrong(refused, {"who-can", "R001", "2026-02-30"}, "DATE: is no date");
  wrong(could_not_run, {"who-can", "NAP", "2026-07-06"},
        "is no person and no shift template (NAP)");
  wrong(could_not_run, {"who-can", "R001", "2026-07-09"}, "has no shift");
  home.write("base/people.csv", "id,code\n1,R001,more\n");
  wrong(could_not_run, {"validate"}, "people.csv");
  wrong(could_not_run, {"who-can", "1"}, "people.csv");
  auto x = run(pass, {"explain", "rest"});
  BOOST_TEST(has(x.out, "14 hours free"), x.out);
}

BOOST_FIXTURE_TEST_CASE(what_says_nothing_about_a_duty_is_refused, trouble) {
  constexpr int refused = 2;
  using line = std::vector<std::string>;
  for (const auto& what : {line{"explain", "unmet"},
                           line{"explain", "R001", "--day", "2026-07-06"}})
    for (const auto& more : {line{"--draft", "1", "a file holds no drafts"},
                             line{"--rule", "rest", "--rule: is of findings"},
                             line{"--pack", "x", "--pack: is of findings"},
                             line{"--first", "2026-07-06", "--first: is of"},
                             line{"--last", "2026-07-06", "--last: is of"}}) {
      auto words = what;
      words.insert(words.end(), {more[0], more[1], "--offline", base});
      auto x = run(refused, words);
      BOOST_TEST(has(x.err, more[2]), x.err);
    }
}

BOOST_AUTO_TEST_CASE(a_whole_programme_becomes_the_file) {
  auto made = home / "new.json";
  auto dry = run(pass, {"import", base, "--offline", made, "--dry-run"});
  BOOST_TEST(has(dry.out, "to write it leave --dry-run out"), dry.out);
  BOOST_TEST(!fs::exists(made));
  auto x = run(pass, {"import", base, "--offline", made});
  BOOST_TEST(has(x.out, "people: 3"), x.out);
  BOOST_TEST(!has(x.out, "R001"), x.out);
  BOOST_TEST(
    has(run(pass, {"import", made, "--offline", base, "--dry-run"}).out,
        "nothing would change"));
}

BOOST_AUTO_TEST_CASE(a_roster_never_changes_hands_by_number) {
  std::string other = home / "other";
  fs::copy(base, other);
  fs::remove(home / "other/plan.csv");
  // Two numbers that have changed places.
  auto people = text("other/people.csv");
  for (auto* row : {"\n1,R001", "\n2,R002"}) {
    auto at = people.find(row);
    BOOST_REQUIRE((at != std::string::npos));
    people[at + 1] = people[at + 1] == '1' ? '2' : '1';
  }
  home.write("other/people.csv", people);
  auto before = text("base/people.csv");
  auto line = std::vector<std::string>{"import", other, "--offline", base};
  for (auto* more : {"", "--dry-run"}) {
    if (*more != '\0')
      line.emplace_back(more);
    auto x = run(could_not_run, line);
    BOOST_TEST(has(x.err, "person R002 was number 2 and would be 1"), x.err);
    BOOST_TEST((text("base/people.csv") == before));
  }
  line.back() = "--drop-roster";
  run(pass, line);
  BOOST_TEST(has(text("base/people.csv"), "\n1,R002"));
  BOOST_TEST(!fs::exists(home / "base/plan.csv"));
}

BOOST_AUTO_TEST_CASE(a_file_without_numbers_keeps_those_in_force) {
  std::string other = home / "other";
  fs::copy(base, other);
  fs::remove(home / "other/plan.csv");
  home.write("other/people.csv", "code,name,role,track\n"
                                 "NEW,Nel Newman,resident,categorical\n"
                                   + without_numbers(text("base/people.csv")));
  auto x = run(pass, {"import", other, "--offline", base});
  BOOST_TEST(has(x.out, "wrote"), x.out);
  BOOST_TEST(has(text("base/people.csv"), "\n1,R001"));
  BOOST_TEST(has(text("base/people.csv"), ",NEW,Nel Newman"));
  BOOST_TEST(has(text("base/plan.csv"), "R001,WARD1,2026-07-01"));
}

BOOST_AUTO_TEST_CASE(what_is_no_programme_is_said_and_stays) {
  auto out = home / "x.json";
  BOOST_TEST(
    has(run(could_not_run, {"export", out, "--offline", "/nowhere"}).err,
        "/nowhere: is not there"));
  home.write("broken.json", "{");
  run(could_not_run, {"export", out, "--offline", home / "broken.json"});
  run(could_not_run, {"import", base, "--offline", home / "broken.json"});
  BOOST_TEST(text("broken.json") == "{");
  home.write("w.csv", "code,2026-07-01,2026-07-08\nR001,WARD1,\n");
  BOOST_TEST(
    has(run(could_not_run, {"export", out, "--offline", home / "w.csv"}).err,
        "is a schedule"));
  BOOST_TEST(has(run(could_not_run, {"import", home / "w.csv", "--offline",
                                     home / "none.json"})
                   .err,
                 "import one first"));
  BOOST_TEST(!fs::exists(out));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
