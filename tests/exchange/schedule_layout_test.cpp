// SPDX-License-Identifier: Apache-2.0
// What dates and entries leave open: weeks or days, shifts or halves, people
// or headers.

#include "exchange/schedule_csv.hpp"
#include "tests/support/staging.hpp"

#include <algorithm>

BOOST_AUTO_TEST_SUITE(schedule_layout_test)

using namespace nightfloat;
using namespace nightfloat::exchange;
using test::day;
using test::notes;
using test::sheet_of;

namespace {

using rows = test::sheet_rows;

struct days_of_programme {
  const char* first;
  const char* last;
};

/// Most begin or end with a week of less than five days; blocks begin on
/// 2026-07-01.
constexpr days_of_programme short_programmes[] = {
  {"2026-07-01", "2026-07-07"}, {"2026-07-03", "2026-07-05"},
  {"2026-07-05", "2026-07-14"}, {"2026-07-05", "2026-07-10"},
  {"2026-07-05", "2026-07-21"}, {"2026-07-01", "2026-07-09"},
  {"2026-07-06", "2026-07-29"},
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(schedule_layout, test::staging_fixture)

BOOST_AUTO_TEST_CASE(weeks_of_a_short_programme_survive_csv) {
  for (const auto& x : short_programmes) {
    where.info.first = day(x.first);
    where.info.last = day(x.last);
    roster.plan.clear();
    for (const auto& who : where.people)
      roster.plan.push_back({who.id,
                             {1},
                             where.info.first,
                             where.info.last,
                             domain::duty_source::manual});
    auto text = write_schedule_csv(weeks_table(where, roster, false));
    BOOST_REQUIRE(text);
    auto read = sheet_of_csv(*text, "weeks.csv");
    BOOST_REQUIRE(read);
    BOOST_TEST(good({*read}).changes.empty(), x.first);
    auto wanted = roster.plan;
    roster.plan.clear();
    auto restored = good({*read});
    BOOST_TEST((restored.roster->plan == wanted), x.first);
    BOOST_TEST((restored.roster->duties == roster.duties), x.first);
  }
}

BOOST_AUTO_TEST_CASE(two_days_are_known_by_their_shifts) {
  auto table = rows{{"code", "2026-07-06", "2026-07-07"},
                    {"R1", "NIGHT", "NIGHT"}};
  for (auto columns : {3u, 2u}) {
    for (auto& row : table)
      row.resize(columns);
    auto x = good({sheet_of(table, "")});
    BOOST_TEST(!x.changes.empty());
    BOOST_TEST(std::ranges::all_of(
      x.changes, [](const auto& one) { return one.table == "duties"; }));
  }
}

BOOST_AUTO_TEST_CASE(one_date_without_a_heading_is_no_schedule) {
  auto table = rows{{"", "2026-07-06"}, {"R1", "WARD"}};
  BOOST_TEST(
    fails({sheet_of(table, "")}).starts_with("t.xlsx: there is no schedule"));
  table[0][0] = "code";
  BOOST_TEST(stage({sheet_of(table, "")}).has_value());
}

BOOST_AUTO_TEST_CASE(a_week_that_ends_before_the_programme_is_refused) {
  auto table = rows{{"code", "2026-06-29", "2026-07-01", "2026-07-08"},
                    {"R1", "WARD", "WARD", "WARD"}};
  auto said = fails({sheet_of(table, "")});
  BOOST_TEST(
    said.starts_with("t.xlsx: sheet '', cell B1: 2026-06-29 is not within"),
    said);
}

BOOST_AUTO_TEST_CASE(halves_that_stand_under_no_date_are_none) {
  auto table = rows{{"code", "2026-07-06", "2026-07-07", "", "", ""},
                    {"", "", "", "", "AM", "PM"},
                    {"R1", "NIGHT", "NIGHT", "", "", ""}};
  auto x = good({sheet_of(table, "")});
  BOOST_TEST(!x.changes.empty());
}

BOOST_AUTO_TEST_CASE(a_misspelt_name_is_asked_for_whatever_shifts_are_called) {
  where.templates[0].code = "AM";
  for (auto row : {2u, 4u}) {
    auto table = days();
    table[row].assign(table[row].size(), "AM");
    table[row][0] = "";
    table[row][1] = row == 2 ? "Ann Smiht" : "Visiting student";
    auto x = good({sheet_of(table)});
    BOOST_REQUIRE(x.matches.size() == 1u);
    BOOST_TEST(x.matches[0].text == table[row][1]);
    BOOST_TEST(!x.is_ready());
  }
}

BOOST_AUTO_TEST_CASE(a_header_that_is_repeated_changes_nothing) {
  auto table = days();
  table.insert(table.begin() + 3, table[0]);
  auto x = good({sheet_of(table)});
  BOOST_TEST(x.changes.empty());
  BOOST_TEST(!notes(x, "shows dates or halves"));
}

BOOST_AUTO_TEST_CASE(headings_beside_halves_are_no_person) {
  where.templates[0].code = "AM";
  auto table = rows{{"", "", "2026-07-06", "", "2026-07-07", ""},
                    {"code", "name", "AM", "PM", "AM", "PM"},
                    {"R1", "Ann Smith", "AM", "", "AM", ""}};
  BOOST_TEST(good({sheet_of(table, "")}).is_ready());
}

BOOST_AUTO_TEST_CASE(hours_are_of_a_day) {
  auto table = rows{{"code", "2026-07-06", "2026-07-07"},
                    {"R1", "clinical@08:00-12:00", ""}};
  auto x = stage({sheet_of(table, "")});
  BOOST_REQUIRE_MESSAGE(x, x.error().detail);
  BOOST_TEST(!x->changes.empty());
}

BOOST_AUTO_TEST_CASE(a_note_names_the_line_of_the_file) {
  auto read = sheet_of_csv("\n\ncode,2026-07-01,2026-07-08\n"
                           "R1,WARD,WARD\n\n,5,5\n",
                           "weeks.csv");
  BOOST_REQUIRE(read);
  auto x = good({*read});
  BOOST_TEST(notes(x, "weeks.csv:6:2: the row names nobody"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
