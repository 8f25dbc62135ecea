// SPDX-License-Identifier: Apache-2.0
// What people do to sheets: it is understood, asked about or refused, never
// guessed.

#include "exchange/sheet_import.hpp"
#include "tests/support/staging.hpp"

#include <algorithm>

BOOST_AUTO_TEST_SUITE(sheet_import_test)

using namespace nightfloat;
using namespace nightfloat::exchange;
using test::day;
using test::holds;
using test::notes;
using test::rows_of;
using test::sheet_of;
using test::summary;

namespace {

using rows = test::sheet_rows;

} // namespace

BOOST_FIXTURE_TEST_SUITE(sheet_import_of_hands, test::staging_fixture)

BOOST_AUTO_TEST_CASE(moved_columns_and_more_header_rows_do_no_harm) {
  auto table = days();
  for (auto& row : table) {
    std::swap(row[4], row[9]);
    row.insert(row.begin() + 1, "");
    std::rotate(row.begin(), row.begin() + 2, row.end());
  }
  auto title = rows{{"", "Schedule of the ward"}, {}, {"", "", "as of today"}};
  table.insert(table.begin(), title.begin(), title.end());
  // Printed sheets repeat their head, and people have headings.
  table.insert(table.begin() + 7, table[4]);
  table.insert(table.begin() + 6, {"", "PGY-2"});
  auto x = good({sheet_of(table)});
  BOOST_TEST(x.changes.empty(), boost::test_tools::per_element());
  BOOST_TEST(x.is_ready());
}

BOOST_AUTO_TEST_CASE(people_are_found_without_any_heading) {
  auto table = weeks();
  for (auto& row : table)
    row.erase(row.begin());
  table[0][0] = "";
  table.resize(3);
  BOOST_TEST(good({sheet_of(table)}).changes.empty());
}

BOOST_AUTO_TEST_CASE(merged_cells_speak_for_all_that_they_cover) {
  auto table = weeks();
  auto x = sheet_of(table);
  // The first four weeks of R1 are one cell.
  std::erase_if(x.cells, [](auto& cell) {
    return cell.row == 1 && cell.column >= 4 && cell.column <= 6;
  });
  BOOST_TEST(!good({x}).changes.empty());
  x.merged.push_back({1, 3, 1, 6});
  BOOST_TEST(good({x}).changes.empty());
  // As wide as a sheet can be, and for ever.
  x.merged.assign(2'000, {1, 3, 1'048'575, 16'383});
  BOOST_TEST(stage({x}).has_value());
}

BOOST_AUTO_TEST_CASE(a_name_that_is_only_alike_waits_for_a_yes) {
  auto table = weeks();
  table[1][0] = "";
  table[1][1] = "Ann Smiht";
  table[1][3] = "NF";
  auto x = good({sheet_of(table)});
  BOOST_REQUIRE(x.matches.size() == 1u);
  const auto& match = x.matches[0];
  BOOST_TEST(match.kind == "person");
  BOOST_TEST(match.text == "Ann Smiht");
  BOOST_TEST(match.code == "R1");
  BOOST_TEST(match.name == "Ann Smith");
  BOOST_TEST(match.place == "t.xlsx: sheet 'Sheet', cell B2");
  BOOST_TEST(match.score >= 80u);
  BOOST_TEST(match.score < 100u);
  BOOST_TEST(!match.accepted);
  BOOST_TEST(!x.is_ready());
  // The preview shows what it would mean.
  BOOST_TEST(summary(x).front().starts_with("~R1"));
  accepted.score = match.score + 1;
  BOOST_TEST(!good({sheet_of(table)}).is_ready());
  accepted.score = match.score;
  BOOST_TEST(good({sheet_of(table)}).is_ready());
  accepted = {.by_text = {{"Ann Smiht", "R1"}}};
  BOOST_TEST(good({sheet_of(table)}).is_ready());
  accepted = {.by_text = {{"Ann Smiht", "R9"}}};
  BOOST_TEST(holds(fails({sheet_of(table)}), "no person has that code"));
}

BOOST_AUTO_TEST_CASE(a_name_can_be_passed_over_but_only_by_name) {
  auto table = weeks();
  table.push_back({"", "Visiting student", "", "WARD"});
  auto x = good({sheet_of(table)});
  BOOST_TEST(!x.is_ready());
  BOOST_TEST((x.matches[0].how == likeness::unknown));
  accepted.score = score_min;
  BOOST_TEST(!good({sheet_of(table)}).is_ready());
  accepted.by_text["Visiting student"] = "";
  x = good({sheet_of(table)});
  BOOST_TEST(x.is_ready());
  BOOST_TEST(x.changes.empty());
}

BOOST_AUTO_TEST_CASE(an_unknown_person_or_code_is_never_published) {
  auto table = weeks();
  table[1][0] = "R77";
  table[1][1] = "";
  table[2][3] = "WRAD";
  table[3][3] = "SURGERY9";
  accepted.score = score_min;
  auto x = good({sheet_of(table)});
  BOOST_TEST(!x.is_ready());
  BOOST_REQUIRE(x.matches.size() == 3u);
  BOOST_TEST(x.matches[0].text == "R77");
  BOOST_TEST(!x.matches[0].accepted);
  BOOST_TEST(x.matches[1].code == "WARD");
  BOOST_TEST(x.matches[1].accepted);
  BOOST_TEST((x.matches[2].how == likeness::unknown));
  BOOST_TEST(x.matches[2].place == "t.xlsx: sheet 'Sheet', cell D4");
}

BOOST_AUTO_TEST_CASE(two_of_one_name_are_told_apart_by_code_alone) {
  where.people[1].name = "Ann Smith";
  auto table = weeks();
  table[1][0] = "";
  auto x = good({sheet_of(table)});
  BOOST_TEST(!x.is_ready());
  BOOST_TEST((x.matches[0].how == likeness::ambiguous));
  BOOST_TEST(x.matches[0].other == "R2");
  accepted.score = score_min;
  BOOST_TEST(!good({sheet_of(table)}).is_ready());
}

BOOST_AUTO_TEST_CASE(a_wrong_code_beside_a_right_name_is_noted) {
  auto table = weeks();
  table[1][0] = "R99";
  auto x = good({sheet_of(table)});
  BOOST_TEST(x.is_ready());
  BOOST_TEST(notes(x, "cell A2: the row has the unknown code 'R99'"));
}

BOOST_AUTO_TEST_CASE(code_and_name_of_two_people_are_refused) {
  auto table = weeks();
  table[1][1] = "Bob Jones";
  BOOST_TEST(fails({sheet_of(table)})
               .starts_with("t.xlsx: sheet 'Sheet', cell B2: 'Bob Jones' is "
                            "not 'R1'"));
}

BOOST_AUTO_TEST_CASE(nobody_has_two_rows_for_the_same_days) {
  auto table = weeks();
  table.push_back(table[1]);
  auto what = fails({sheet_of(table)});
  BOOST_TEST(what.starts_with("t.xlsx: sheet 'Sheet', cell A7: 'R1' has a "
                              "row"));
  BOOST_TEST(holds(what, "cell A2"));
  BOOST_TEST(holds(fails({sheet_of(days(), "a"), sheet_of(days(true), "b")}),
                   "sheet 'b', cell A4"));
  // Other days, or another kind of sheet, are another matter.
  auto first = days();
  auto second = days();
  for (auto* each : {&first, &second})
    for (auto& row : *each)
      row.erase(row.begin() + (each == &first ? 10 : 3),
                row.begin() + (each == &first ? 17 : 10));
  BOOST_TEST(good({sheet_of(first), sheet_of(second)}).changes.empty());
}

BOOST_AUTO_TEST_CASE(two_entries_for_one_slot_are_refused) {
  auto table = weeks();
  table[1][3] = "WARD | ICU";
  BOOST_TEST(fails({sheet_of(table)})
               .starts_with("t.xlsx: sheet 'Sheet', cell D2: two rotations on "
                            "2026-07-01"));
  auto hours = days();
  hours[2][3] = "DAY | DAY";
  BOOST_TEST(fails({sheet_of(hours)})
               .starts_with("t.xlsx: sheet 'Sheet', cell D3: two duties"));
}

BOOST_AUTO_TEST_CASE(call_at_home_may_begin_with_work) {
  auto home = where.templates[0];
  home.id = {3};
  home.code = "HOME";
  home.kind = domain::duty_kind::at_home_call;
  home.length = 1'440;
  where.templates.push_back(home);
  add(where.people[0].id, day("2026-07-06"), 3);
  sort(roster);
  auto table = days();
  BOOST_REQUIRE(holds(table[2][3], "DAY"));
  BOOST_REQUIRE(holds(table[2][3], "HOME"));
  BOOST_TEST(good({sheet_of(table)}).changes.empty());
  table[2][3] += " | HOME";
  BOOST_TEST(holds(fails({sheet_of(table)}), "two duties begin at the same"));
}

BOOST_AUTO_TEST_CASE(a_shift_stands_in_its_half_of_the_day) {
  auto table = days(true);
  // R1's first day is a day shift, which the afternoon shows as a remark.
  BOOST_REQUIRE(table[3][3] == "DAY");
  BOOST_REQUIRE(table[3][4] == "(DAY)");
  table[3][4] = "DAY";
  BOOST_TEST(good({sheet_of(table)}).changes.empty());
  table[3][3] = "";
  BOOST_TEST(fails({sheet_of(table)})
               .starts_with("t.xlsx: sheet 'Sheet', cell E4: 'DAY' begins"));
  table[3][4] = "DAY@12:00-17:00";
  BOOST_TEST(good({sheet_of(table)}).changes.size() == 2u);
}

BOOST_AUTO_TEST_CASE(dates_that_do_not_exist_are_refused_with_their_cell) {
  auto table = weeks();
  table[0][4] = "2026-02-30";
  BOOST_TEST(fails({sheet_of(table)})
               .starts_with("t.xlsx: sheet 'Sheet', cell E1: there is no day"));
  table[0][4] = table[0][5];
  BOOST_TEST(holds(fails({sheet_of(table)}), "has another column already"));
  table[0][4] = "2025-07-08";
  BOOST_TEST(holds(fails({sheet_of(table)}), "is not within the programme"));
  table = weeks();
  table[1][3] = "WARD@2026-07-31";
  BOOST_TEST(holds(fails({sheet_of(table)}), "cell D2: '2026-07-31' is not"));
  table[1][3] = "WARD@July";
  BOOST_TEST(holds(fails({sheet_of(table)}), "cell D2: date"));
  auto hours = days();
  hours[2][3] = "DAY@7-8";
  BOOST_TEST(holds(fails({sheet_of(hours)}), "cell D3: '7-8' cannot be read"));
}

BOOST_AUTO_TEST_CASE(a_date_that_may_be_of_two_years_is_refused) {
  where.info.first = day("2026-06-22");
  auto table = rows{{"code", "Jul 6", "Jun 29"}, {"R1", "WARD", "WARD"}};
  BOOST_TEST(fails({sheet_of(table)})
               .starts_with("t.xlsx: sheet 'Sheet', cell C1: 'Jun 29' is in "
                            "several years of the programme, write the year"));
  table[0][2] = "Jun 29 2026";
  BOOST_TEST(good({sheet_of(table)}).is_ready());
}

BOOST_AUTO_TEST_CASE(when_weeks_end_and_sums_are_no_other_header) {
  for (const auto& second :
       {rows{{"ends", "2026-07-05", "2026-07-12"}},
        rows{{"until", "2026-07-07", "2026-07-31"}},
        rows{{"Staffed", "4/4", "3/4"}}, rows{{"Staffed", "3/4", "3/4"}}}) {
    auto table = rows{
      {"code", "2026-07-01", "2026-07-08"}, second[0], {"R1", "WARD", "WARD"}};
    BOOST_TEST(good({sheet_of(table)}).is_ready());
  }
}

BOOST_AUTO_TEST_CASE(rows_below_a_header_of_other_dates_are_refused) {
  auto table = rows{{"code", "2026-07-01", "2026-07-08"},
                    {"R1", "WARD", "WARD"},
                    {"code", "2026-07-29", "2026-08-05"},
                    {"R2", "ICU", "ICU"}};
  BOOST_TEST(fails({sheet_of(table)})
               .starts_with("t.xlsx: sheet 'Sheet', cell B3: another header "
                            "with other dates ('2026-07-29')"));
  // The first that has most dates is the header.
  table[2].push_back("2026-08-12");
  BOOST_TEST(notes(good({sheet_of(table)}), "A2: the row names 'R1' above"));
  auto ends = std::vector<std::string>{"ends", "2026-07-07", "2026-07-14"};
  for (const auto& same : {table[0], ends}) {
    table[2] = same;
    BOOST_TEST(good({sheet_of(table)}).is_ready());
  }
}

BOOST_AUTO_TEST_CASE(times_in_utc_are_of_the_day_that_they_stand_in) {
  auto hours = days();
  hours[2][3] = "DAY@2026-07-07T13:00Z..2026-07-07T21:00Z";
  BOOST_TEST(holds(fails({sheet_of(hours)}),
                   "cell D3: '2026-07-07T13:00Z..2026-07-07T21:00Z' does not "
                   "begin on 2026-07-06"));
  // Ten in the evening in Chicago.
  hours[2][3] = "clinical@2026-07-07T03:00Z..2026-07-07T09:00Z";
  BOOST_TEST(good({sheet_of(hours)}).changes.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_time_that_clocks_skip_is_refused_with_its_cell) {
  auto table = rows{{"code", "2027-03-14", "2027-03-15"},
                    {"R1", "DAY@02:30-12:00", "DAY@02:30-12:00"}};
  BOOST_TEST(fails({sheet_of(table)})
               .starts_with("t.xlsx: sheet 'Sheet', cell B2: the local time "
                            "02:30 of 2027-03-14 does not exist"));
  table[1][1] = "";
  BOOST_TEST(good({sheet_of(table)}).changes.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_schedule_of_other_names_is_refused_in_the_end) {
  auto table = weeks();
  for (auto i = 0; i < 1'001; ++i)
    table.push_back({"", "x" + std::to_string(i), "", "WARD"});
  auto x = stage({sheet_of(table)});
  BOOST_REQUIRE(!x);
  BOOST_TEST(x.error().code == ec::oversize);
  BOOST_TEST(holds(x.error().detail, "cell B1007: more than 1000 names"));
}

BOOST_AUTO_TEST_CASE(a_week_that_was_taken_out_is_not_swallowed) {
  auto table = weeks();
  for (auto& row : table)
    row.erase(row.begin() + 5);
  BOOST_TEST(good({sheet_of(table)}).changes.empty());
}

BOOST_AUTO_TEST_CASE(rows_about_nobody_are_passed_over_with_a_note) {
  auto table = weeks();
  table.push_back({"", "", "", "5", "5"});
  table.push_back({"", "Total"});
  auto x = good({sheet_of(table)});
  BOOST_TEST(x.changes.empty());
  BOOST_TEST(x.is_ready());
  BOOST_TEST(notes(x, "cell D7: the row names nobody"));
  BOOST_TEST(notes(x, "cell B8: the row names 'Total', shows"));
}

BOOST_AUTO_TEST_CASE(what_is_no_schedule_is_passed_over_with_a_note) {
  for (auto& table :
       {rows{{"", "2026-07-01", "2026-07-08"}, {"", "WARD", "WARD"}},
        rows{{"name", "from", "to"}, {"Ann Smith", "2026-07-01", "2026-07-08"}},
        rows{{"name", "from", "to"},
             {"somebody", "2026-07-01", "2026-07-08"},
             {"Ann Smith", "2026-07-02", "2026-07-09"}},
        rows{{"R1", "WARD"}}, rows{}}) {
    auto x = good({sheet_of(weeks()), sheet_of(table, "Leave")});
    BOOST_TEST(x.changes.empty());
    BOOST_TEST(x.is_ready());
    BOOST_TEST(notes(x, "sheet 'Leave' is no schedule"));
    BOOST_TEST(fails({sheet_of(table, "Leave")})
                 .starts_with("t.xlsx: there is no schedule in it"));
  }
}

BOOST_AUTO_TEST_CASE(a_sheet_beyond_all_bounds_is_refused) {
  auto x = sheet_of(weeks());
  x.cells.push_back({.row = 1'000'000, .column = 16'000, .text = "x"});
  BOOST_TEST(stage({x}).error().code == ec::oversize);
}

BOOST_AUTO_TEST_CASE(a_shift_that_is_called_like_a_half_is_a_shift) {
  where.templates[0].code = "AM";
  auto table = days();
  table[2].assign(table[2].size(), "AM");
  table[2][0] = "R1";
  table[2][1] = "Ann Smith";
  auto x = good({sheet_of(table)});
  BOOST_TEST(x.is_ready());
  BOOST_TEST(!x.changes.empty());
  BOOST_TEST(std::ranges::all_of(x.changes,
                                 [](auto& one) { return one.person == "R1"; }));
}

BOOST_AUTO_TEST_CASE(formulas_are_said) {
  auto x = sheet_of(weeks());
  x.formulas = 3;
  BOOST_TEST(notes(good({x}), "3 formulas"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
