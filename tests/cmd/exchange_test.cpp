// SPDX-License-Identifier: Apache-2.0
// Rosters out of a cluster as files that people work with, and back: shown
// before they are published, whole or not at all, and taken back.

#include "chaos/cluster.hpp"
#include "tests/cmd/nightfloat.hpp"
#include "tests/support/small_xlsx.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

BOOST_AUTO_TEST_SUITE(exchange_test)

namespace {

using namespace nightfloat;
using tests::has;
namespace fs = std::filesystem;

constexpr int pass = 0;
constexpr int verdict_failed = 1;
constexpr int usage = 2;
constexpr int could_not_run = 3;

/// A cluster with a small sample and a plan of its people.
struct fixture : tests::operator_fixture {
  std::string dir = home / ".local/state/nightfloat";

  fixture() {
    run(pass, {"up", "--workers", "1"});
    auto csv = home / "csv";
    run(pass, {"sample", csv, "--residents", "25", "--seed", "3"});
    home.write("csv/plan.csv", "person,rotation,first,last\n"
                               "R001,WARD1,2026-07-01,2026-07-28\n"
                               "R002,ICU1,2026-07-01,2026-07-28\n");
    home.write("csv/roster.csv",
               "person,start,end,template,kind\n"
               "R001,2026-07-01T12:00Z,2026-07-02T00:00Z,,clinical\n");
    run(pass, {"import", csv, "--programme", "im"});
  }

  ~fixture() {
    if (auto left = chaos::cluster::attach(dir))
      static_cast<void>(left->drain(std::chrono::seconds{5}));
  }

  std::string text(const std::string& name) const {
    auto in = std::ifstream{home / name, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }

  /// Writes `weeks.csv` as exported, with `from` replaced once.
  void edit_weeks(const std::string& from, const std::string& to) {
    run(pass, {"export", home / "weeks.csv"});
    auto x = text("weeks.csv");
    auto i = x.find(from);
    BOOST_REQUIRE((i != std::string::npos));
    home.write("weeks.csv", x.replace(i, from.size(), to));
  }

  /// What a dry run says confirms it.
  static std::string digest_in(const std::string& said) {
    auto i = said.find("--confirm ");
    BOOST_REQUIRE((i != std::string::npos));
    return said.substr(i + 10, 8);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(exchange, fixture)

BOOST_AUTO_TEST_CASE(each_format_goes_out_and_comes_in_unchanged) {
  for (auto* name : {"p.json", "weeks.csv", "r.xlsx", "dir"}) {
    auto x = run(pass, {"export", home / name});
    BOOST_TEST(has(x.out, std::string{"wrote "} + (home / name)), x.out);
    auto dry = run(pass, {"import", home / name, "--dry-run"});
    BOOST_TEST(has(dry.out, "nothing would change"), dry.out);
  }
  BOOST_TEST(has(run(pass, {"import", home / "p.json"}).out, "unchanged"));
  // What is new is counted, not told row by row.
  auto fresh = run(
    pass, {"import", home / "p.json", "--dry-run", "--programme", "other"});
  BOOST_TEST(has(fresh.out, "rotations: 6 added"), fresh.out);
  BOOST_TEST(!has(fresh.out, "WARD1"), fresh.out);
  BOOST_TEST(has(fresh.out, "leave --dry-run out"), fresh.out);
  run(pass, {"down"});
}

BOOST_AUTO_TEST_CASE(a_schedule_is_shown_confirmed_published_and_taken_back) {
  edit_weeks("WARD1", "ICU1");
  auto path = home / "weeks.csv";
  auto dry = run(pass, {"import", path, "--dry-run"});
  BOOST_TEST(has(dry.out, "plan: 1 added"), dry.out);
  BOOST_TEST(has(dry.out, "note: the plan alone changes"), dry.out);
  BOOST_TEST(has(dry.out, "nothing was changed"));
  // Without a word of confirmation, or with another, nothing happens.
  auto digest = digest_in(run(verdict_failed, {"import", path}).out);
  BOOST_TEST(digest == digest_in(dry.out));
  run(verdict_failed, {"import", path, "--confirm", "00000000"});
  auto done = run(pass, {"import", path, "--confirm", digest});
  BOOST_TEST(has(done.out, "published"), done.out);
  BOOST_TEST(has(run(pass, {"import", path}).out, "nothing would change"));
  auto back = run(pass, {"revert"});
  BOOST_TEST(has(back.out, "reverted"), back.out);
  BOOST_TEST(digest_in(run(pass, {"import", path, "--dry-run"}).out) == digest);
  BOOST_TEST(has(run(verdict_failed, {"revert"}).err, "nothing was imported"));
  run(pass, {"down"});
}

BOOST_AUTO_TEST_CASE(a_whole_programme_may_be_confirmed_too) {
  home.write("csv/plan.csv", "person,rotation,first,last\n"
                             "R001,ICU1,2026-07-01,2026-07-28\n"
                             "R002,ICU1,2026-07-01,2026-07-28\n");
  auto csv = home / "csv";
  auto digest = digest_in(run(pass, {"import", csv, "--dry-run"}).out);
  auto other
    = run(verdict_failed, {"import", csv, "--confirm", "00000000"}).out;
  BOOST_TEST(has(other, "these are not the changes"), other);
  BOOST_TEST(digest_in(other) == digest);
  auto done = run(pass, {"import", csv, "--confirm", digest});
  BOOST_TEST(has(done.out, "published"), done.out);
  BOOST_TEST(has(run(pass, {"import", csv}).out, "unchanged"));
  run(pass, {"down"});
}

BOOST_AUTO_TEST_CASE(a_name_that_is_alike_must_be_accepted) {
  edit_weeks("\nR001,", "\n,");
  auto exported = text("weeks.csv");
  auto row = exported.find("\n,") + 2;
  auto name = exported.substr(row, exported.find(',', row) - row);
  // Two letters exchanged.
  auto wrong = name;
  std::swap(wrong[1], wrong[2]);
  BOOST_REQUIRE(wrong != name);
  home.write("weeks.csv", exported.replace(row, name.size(), wrong));
  auto path = home / "weeks.csv";
  auto x = run(verdict_failed, {"import", path, "--dry-run"});
  BOOST_TEST(has(x.out, "person '" + wrong + "'"), x.out);
  BOOST_TEST(has(x.out, "R001"));
  BOOST_TEST(has(x.out, "not ready"));
  run(pass, {"import", path, "--dry-run", "--accept-fuzzy", "70"});
  run(pass, {"import", path, "--dry-run", "--accept", wrong + "=R001"});
  run(pass, {"import", path, "--dry-run", "--accept", wrong + "="});
  run(could_not_run,
      {"import", path, "--dry-run", "--accept", wrong + "=R999"});
  run(usage, {"import", path, "--accept", "=R001"});
  run(usage, {"import", path, "--accept-fuzzy", "10"});
  run(pass, {"down"});
}

BOOST_AUTO_TEST_CASE(bad_files_change_nothing) {
  struct bad {
    const char* name;
    std::string content;
    std::string says;
  };
  auto macros = test::small_xlsx("");
  macros.emplace_back("xl/vbaProject.bin", "x");
  for (auto& x :
       {bad{"macros.xlsx", test::zip_file(macros),
            "macros.xlsx: it brings macros"},
        bad{"latin.csv", "code,2026-07-01,2026-07-08\nR001,\xe9,\n",
            "latin.csv:2:6"},
        bad{"dates.csv", "code,2026-02-30,2026-07-08\nR001,WARD1,\n",
            "dates.csv:1:6"},
        bad{"twice.csv", "code,2026-07-01,2026-07-08\nR001,WARD1|ICU1,\n",
            "twice.csv:2:6"},
        bad{"large.csv",
            "code,2026-07-01,2026-07-08\nR001," + std::string(1 << 20, 'x'),
            "large.csv:2:6"},
        bad{"p.json", "{\"format\": \"other\"}", "p.json: format"},
        bad{"no.xlsx", "PK\x03\x04", "no.xlsx: this is no XLSX file"}}) {
    home.write(x.name, x.content);
    auto said = run(could_not_run, {"import", home / x.name});
    BOOST_TEST(has(said.err, x.says), said.err);
  }
  home.write("unknown.csv", "code,2026-07-01,2026-07-08\nR999,WARD1,\n");
  auto said = run(verdict_failed, {"import", home / "unknown.csv"});
  BOOST_TEST(has(said.out, "person 'R999'"), said.out);
  BOOST_TEST(has(said.out, "unknown.csv:2:1"));
  BOOST_TEST(has(run(usage, {"import", home / "c.ics"}).err,
                 "calendars are written and not read"));
  home.write("strange.dat", "x");
  BOOST_TEST(has(run(usage, {"import", home / "strange.dat"}).err, "--format"));
  BOOST_TEST(has(run(pass, {"import", home / "csv"}).out, "unchanged"));
  run(pass, {"down"});
}

BOOST_AUTO_TEST_CASE(a_calendar_follows_the_one_before) {
  auto path = home / "ann.ics";
  auto first = std::vector<std::string>{
    "export", path, "--person", "R001", "--stamp", "2026-07-01T00:00Z"};
  run(pass, first);
  auto before = text("ann.ics");
  BOOST_TEST(has(before, "BEGIN:VTIMEZONE"));
  BOOST_TEST(has(before, "UID:shift-1-person-1@im.nightfloat"));
  first.back() = "2026-07-02T00:00Z";
  run(pass, first);
  BOOST_TEST((text("ann.ics") == before));
  home.write("csv/roster.csv", "person,start,end,template,kind\n");
  run(pass, {"import", home / "csv"});
  auto x = run(pass, first);
  BOOST_TEST(has(x.out, "1 events are cancelled"), x.out);
  BOOST_TEST(has(text("ann.ics"), "STATUS:CANCELLED"));
  BOOST_TEST(has(text("ann.ics"), "SEQUENCE:1"));
  // What is no calendar of ours is not overwritten.
  home.write("ann.ics", "mine");
  run(could_not_run, first);
  BOOST_TEST(text("ann.ics") == "mine");
  BOOST_TEST(
    has(run(could_not_run, {"export", home / "x.ics", "--person", "?"}).err,
        "person: is unknown"));
  run(pass, {"down"});
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
