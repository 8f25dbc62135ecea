// SPDX-License-Identifier: Apache-2.0
// What is written to a workbook is found in it again.

#include "exchange/xlsx_read.hpp"
#include "exchange/xlsx_write.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/small_xlsx.hpp"
#include "tests/support/staging.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>

BOOST_AUTO_TEST_SUITE(xlsx_test)

using namespace nightfloat;
using namespace nightfloat::exchange;
using test::day;
using test::holds;

namespace {

const auto stamp = *domain::parse_instant("2026-07-01T00:00Z");

struct fixture : test::staging_fixture {
  test::scratch_folder home;

  std::filesystem::path file() const {
    return home.path() / "r.xlsx";
  }

  void write(const workbook_choice& choice,
             const std::vector<domain::finding>& findings = {}) const {
    auto sheets = workbook_of(where, roster, findings, choice);
    BOOST_REQUIRE(sheets);
    auto done = write_xlsx(file(), *sheets, stamp);
    BOOST_REQUIRE_MESSAGE(done, done.error().detail);
  }

  workbook_read read() const {
    auto out = read_xlsx_file(file());
    BOOST_REQUIRE_MESSAGE(out, out.error().detail);
    return std::move(*out);
  }

  /// A table of one cell, written and read.
  std::string survives(const std::string& text) const {
    auto table = schedule_table{.rows = {{{.text = text}}}};
    auto done = write_xlsx(file(), {{"One", table}}, stamp);
    BOOST_REQUIRE_MESSAGE(done, done.error().detail);
    auto sheets = read().sheets;
    BOOST_REQUIRE(sheets[0].cells.size() == 1u);
    return sheets[0].cells[0].text;
  }
};

const sheet& named(const workbook_read& x, const std::string& name) {
  auto found = std::ranges::find(x.sheets, name, &sheet::name);
  BOOST_REQUIRE(found != x.sheets.end());
  return *found;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(xlsx, fixture)

BOOST_AUTO_TEST_CASE(a_roster_survives_the_round_trip) {
  for (auto halves : {false, true}) {
    write({.halves = halves});
    auto x = good(read().sheets);
    BOOST_TEST(x.changes.empty());
    BOOST_TEST(x.is_ready());
    BOOST_TEST((*x.roster == roster));
  }
}

BOOST_AUTO_TEST_CASE(a_roster_is_restored_onto_none) {
  write({});
  auto wanted = roster;
  roster = {};
  auto x = good(read().sheets);
  BOOST_REQUIRE(x.roster->duties.size() == wanted.duties.size());
  for (auto i = std::size_t{0}; i < wanted.duties.size(); ++i) {
    // Numbers and where it came from are no part of a sheet.
    auto& made = x.roster->duties[i];
    made.shift = wanted.duties[i].shift;
    made.source = wanted.duties[i].source;
  }
  BOOST_TEST((x.roster->duties == wanted.duties));
  BOOST_REQUIRE(x.roster->plan.size() == wanted.plan.size());
  for (auto i = std::size_t{0}; i < wanted.plan.size(); ++i)
    x.roster->plan[i].source = wanted.plan[i].source;
  BOOST_TEST((x.roster->plan == wanted.plan));
}

BOOST_AUTO_TEST_CASE(the_same_roster_gives_the_same_bytes) {
  write({});
  auto first = home.get("r.xlsx");
  write({});
  BOOST_TEST((home.get("r.xlsx") == first));
  BOOST_TEST(!std::filesystem::exists(file().string() + ".new"));
}

BOOST_AUTO_TEST_CASE(the_grid_has_dates_colours_and_leave) {
  where.absences[0] = {.id = {1},
                       .person = {2},
                       .first = day("2026-07-20"),
                       .last = day("2026-07-21"),
                       .kind = "vacation"};
  write({.over = {day("2026-07-06"), day("2026-07-26")}});
  auto x = read();
  auto grid = sheet_grid{named(x, "Days")};
  BOOST_TEST(grid.at(1, 3)->text == "2026-07-06");
  BOOST_TEST(grid.at(0, 3)->text == "Mon");
  BOOST_TEST(grid.at(2, 0)->text == "R1");
  BOOST_TEST(grid.at(2, 3)->text == "DAY");
  BOOST_TEST(grid.at(3, 17)->text == "(vacation)");
  BOOST_TEST(grid.columns() == 3u + 21u);
  auto parts = test::unzip(home.get("r.xlsx"));
  auto styles = test::part(parts, "xl/styles.xml");
  for (auto& one : colours())
    if (one.name == "clinical" || one.name == "night_float"
        || one.name == "leave" || one.name == "weekend") {
      auto hex = std::array<char, 16>{};
      std::snprintf(hex.data(), hex.size(), "FF%06X", one.fill);
      BOOST_TEST(holds(styles, hex.data()), one.name);
    }
  BOOST_TEST(holds(test::part(parts, "xl/worksheets/sheet1.xml"), "<pane "));
}

BOOST_AUTO_TEST_CASE(findings_are_a_list_that_can_be_filtered) {
  auto one
    = domain::finding{.rule = "rest",
                      .clause = "CPR VI.F.3",
                      .severity = domain::severity::violation,
                      .person = {1},
                      .from = *domain::parse_instant("2026-07-06T12:00Z"),
                      .to = *domain::parse_instant("2026-07-07T00:00Z"),
                      .measured = 60,
                      .limit = 480,
                      .unit = "minutes",
                      .shifts = {{7}, {8}},
                      .sentence = "=too short"};
  write({}, {one});
  auto x = read();
  auto grid = sheet_grid{named(x, "Findings")};
  BOOST_TEST(grid.at(1, 0)->text == "violation");
  BOOST_TEST(grid.at(1, 3)->text == "R1");
  BOOST_TEST(grid.at(1, 5)->text == "2026-07-06 07:00");
  BOOST_TEST(grid.at(1, 10)->text == "=too short");
  BOOST_TEST(grid.at(1, 11)->text == "7 8");
  auto parts = test::unzip(home.get("r.xlsx"));
  BOOST_TEST(holds(test::part(parts, "xl/worksheets/sheet3.xml"),
                   "<autoFilter ref=\"A1:L2\""));
}

BOOST_AUTO_TEST_CASE(no_text_becomes_a_formula) {
  where.people[0].name = "=HYPERLINK(\"http://x\",\"y\")";
  where.people[1].name = "@SUM(A1)";
  write({});
  auto parts = test::unzip(home.get("r.xlsx"));
  for (auto& [name, text] : parts)
    BOOST_TEST(!holds(text, "<f>"), name);
  auto& strings = test::part(parts, "xl/sharedStrings.xml");
  BOOST_TEST(holds(strings, ">'=HYPERLINK("));
  BOOST_TEST(holds(strings, ">'@SUM("));
  auto x = read();
  auto grid = sheet_grid{named(x, "Days")};
  BOOST_TEST(grid.at(2, 1)->text == where.people[0].name);
  BOOST_TEST(grid.at(3, 1)->text == where.people[1].name);
}

BOOST_AUTO_TEST_CASE(awkward_texts_survive) {
  for (std::string text :
       {"<a>&amp;\"'", "two\nlines", "a\r\nb", "_x0041_", "_x000A_ _x", "a\tb",
        "\x01\x1f", "\xc3\xa9\xf0\x9f\x8f\xa5", "'=1", "'tis", "-", "1",
        "2026-07-06"})
    BOOST_TEST(survives(text) == text);
}

BOOST_AUTO_TEST_CASE(what_no_cell_holds_is_refused_and_nothing_left) {
  for (auto& text : {std::string(32'768, 'x'), std::string{"\xff"}}) {
    auto table = schedule_table{.rows = {{}, {{}, {.text = text}}}};
    auto done = write_xlsx(file(), {{"One", table}}, stamp);
    BOOST_REQUIRE(!done);
    BOOST_TEST(done.error().detail.starts_with("export: sheet 'One', cell B2"));
    BOOST_TEST(std::filesystem::is_empty(home.path()));
  }
  BOOST_TEST(survives(std::string(32'767, 'x')).size() == 32'767u);
}

BOOST_AUTO_TEST_CASE(an_old_file_outlives_a_failed_export) {
  home.put("r.xlsx", "old");
  auto table = schedule_table{.rows = {{{.text = "\xff"}}}};
  BOOST_TEST(!write_xlsx(file(), {{"One", table}}, stamp));
  BOOST_TEST(home.get("r.xlsx") == "old");
  auto nowhere = home.path() / "none" / "r.xlsx";
  BOOST_TEST(write_xlsx(nowhere, {}, stamp).error().code == ec::not_found);
}

BOOST_AUTO_TEST_CASE(a_span_that_no_sheet_shows_is_refused) {
  auto over = domain::window{day("2026-01-01"), day("2027-02-05")};
  auto sheets = workbook_of(where, roster, {}, {.over = over});
  BOOST_TEST(sheets.error().code == ec::oversize);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
