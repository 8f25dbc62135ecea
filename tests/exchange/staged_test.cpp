// SPDX-License-Identifier: Apache-2.0
#include "exchange/schedule_csv.hpp"
#include "exchange/staged.hpp"
#include "exchange/workbook.hpp"
#include "tests/support/staging.hpp"

#include <algorithm>

BOOST_AUTO_TEST_SUITE(staged_test)

using namespace nightfloat;
using namespace nightfloat::exchange;
using test::day;
using test::holds;
using test::notes;
using test::rows_of;
using test::sheet_of;
using test::summary;

namespace {

using list = std::vector<std::string>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(staging, test::staging_fixture)

BOOST_AUTO_TEST_CASE(what_was_written_changes_nothing_when_it_is_read) {
  for (auto sheets :
       {std::vector{sheet_of(weeks())}, std::vector{sheet_of(days())},
        std::vector{sheet_of(days(true))},
        std::vector{sheet_of(weeks(), "Weeks"), sheet_of(days(), "Days")}}) {
    auto x = good(sheets);
    BOOST_TEST(x.changes.empty(), summary(x).size());
    BOOST_TEST(x.is_ready());
    BOOST_TEST(x.matches.empty());
    BOOST_TEST((x.roster->duties == roster.duties));
    BOOST_TEST((x.roster->plan == roster.plan));
    BOOST_TEST((x.programme == where));
  }
}

BOOST_AUTO_TEST_CASE(a_workbook_of_ours_changes_nothing_when_it_is_read) {
  where.absences[0].last = where.absences[0].first;
  where.absences[0].kind = "va|cation";
  auto finding = domain::finding{.rule = "rest", .person = {1}};
  finding.from = roster.duties[0].start;
  finding.to = roster.duties[0].end;
  auto of_nobody = domain::finding{.rule = "coverage"};
  of_nobody.from = finding.from;
  of_nobody.to = finding.to;
  using findings = std::vector<domain::finding>;
  for (auto& found : {findings{}, findings{finding}, findings{of_nobody},
                      findings{of_nobody, finding, of_nobody}}) {
    auto book = workbook_of(where, roster, found, {});
    BOOST_REQUIRE(book);
    auto sheets = std::vector<sheet>{};
    for (auto& x : *book)
      sheets.push_back(sheet_of(rows_of(x.table), x.name));
    auto x = good(sheets);
    BOOST_TEST(x.changes.empty());
    BOOST_TEST(notes(x, "'Findings' is no schedule"));
  }
}

BOOST_AUTO_TEST_CASE(weeks_survive_csv) {
  auto text = write_schedule_csv(weeks_table(where, roster, false));
  BOOST_REQUIRE(text);
  auto read = sheet_of_csv(*text, "weeks.csv");
  BOOST_REQUIRE(read);
  BOOST_TEST(good({*read}).changes.empty());
}

BOOST_AUTO_TEST_CASE(a_whole_plan_is_restored_onto_none) {
  auto table = weeks();
  auto wanted = roster.plan;
  roster.plan.clear();
  auto x = good({sheet_of(table)});
  for (auto& one : wanted)
    one.source = domain::duty_source::manual;
  BOOST_TEST((x.roster->plan == wanted));
}

BOOST_AUTO_TEST_CASE(whole_days_are_restored_onto_none) {
  auto table = days(true);
  auto wanted = roster.duties;
  roster.duties.clear();
  auto x = good({sheet_of(table)});
  BOOST_REQUIRE(x.roster->duties.size() == wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    auto& made = x.roster->duties[i];
    BOOST_TEST((made.source == domain::duty_source::manual));
    made.shift = wanted[i].shift;
    made.source = wanted[i].source;
  }
  BOOST_TEST((x.roster->duties == wanted));
}

BOOST_AUTO_TEST_CASE(a_week_that_was_changed_is_all_that_changes) {
  auto table = weeks();
  // The third week of R2: 2026-07-15 to 21.
  BOOST_REQUIRE(table[0][5] == "2026-07-15");
  table[2][5] = "NF";
  auto x = good({sheet_of(table)});
  BOOST_TEST(summary(x)
               == (list{"~R2 2026-07-01 WARD 2026-07-01..2026-07-14",
                        "+R2 2026-07-15 NF 2026-07-15..2026-07-21",
                        "+R2 2026-07-22 WARD 2026-07-22..2026-07-28"}),
             boost::test_tools::per_element());
  // Who is not in the sheet, and which days, stay.
  table.erase(table.begin() + 3, table.end());
  for (auto& row : table)
    row.erase(row.begin() + 6, row.end());
  BOOST_TEST((good({sheet_of(table)}).roster->plan == x.roster->plan));
}

BOOST_AUTO_TEST_CASE(two_rows_of_one_rotation_stay_two) {
  // R1 is on WARD for two blocks, which are averaged apart.
  for (auto& one : roster.plan)
    one.rotation = {1};
  auto table = weeks();
  BOOST_TEST(good({sheet_of(table)}).changes.empty());
  BOOST_REQUIRE(table[0][4] == "2026-07-08");
  table[1][4] = "ICU";
  auto plan = good({sheet_of(table)}).roster->plan;
  std::erase_if(plan, [](auto& x) { return x.person != domain::person_id{1}; });
  BOOST_REQUIRE(plan.size() == 4u);
  BOOST_TEST((plan[2].first == day("2026-07-15")));
  BOOST_TEST((plan[2].last == day("2026-07-28")));
  BOOST_TEST((plan[3].first == day("2026-07-29")));
  BOOST_TEST((plan[3].source == domain::duty_source::solver));
  BOOST_TEST((plan[2].source == domain::duty_source::manual));
}

BOOST_AUTO_TEST_CASE(what_lies_beyond_the_programme_stays) {
  roster.plan.push_back({{1}, {2}, day("2026-06-01"), day("2026-06-30")});
  sort(roster);
  auto table = weeks();
  table[1][3] = "ICU";
  auto x = good({sheet_of(table)});
  auto first = plan_of(*x.roster, {1}).front();
  BOOST_TEST((first.first == day("2026-06-01")));
  // The first week joins it: one stay.
  BOOST_TEST((first.last == day("2026-07-07")));
}

BOOST_AUTO_TEST_CASE(a_new_duty_is_where_its_shift_is) {
  where.sites.push_back({.id = {4}, .code = "EAST", .name = "East"});
  where.templates[1].site = {4};
  roster.duties.clear();
  auto table = days();
  table[2][3] = "NIGHT";
  auto x = good({sheet_of(table)});
  BOOST_REQUIRE(x.roster->duties.size() == 1u);
  BOOST_TEST((x.roster->duties[0].site == domain::site_id{4}));
  BOOST_TEST((x.roster->duties[0].kind == domain::duty_kind::night_float));
  BOOST_TEST((x.roster->duties[0].rotation == domain::rotation_id{3}));
}

BOOST_AUTO_TEST_CASE(a_part_of_a_week_is_said_with_its_days) {
  auto table = weeks();
  table[2][5] = "WARD@2026-07-15..2026-07-17 | ICU@2026-07-18";
  auto x = good({sheet_of(table)});
  auto plan = plan_of(*x.roster, {2});
  BOOST_REQUIRE(plan.size() == 4u);
  BOOST_TEST((plan[0].last == day("2026-07-17")));
  BOOST_TEST((plan[1].first == day("2026-07-18")));
  BOOST_TEST((plan[1].last == day("2026-07-18")));
  BOOST_TEST((plan[2].first == day("2026-07-22")));
}

BOOST_AUTO_TEST_CASE(a_shift_that_passes_on_keeps_its_number) {
  auto table = days();
  // R1 and R2 exchange 2026-07-07.
  BOOST_REQUIRE(table[1][4] == "2026-07-07");
  std::swap(table[2][4], table[3][4]);
  BOOST_REQUIRE(table[2][4] != table[3][4]);
  auto x = good({sheet_of(table)});
  BOOST_TEST(x.changes.size() == 4u);
  auto numbers = [](const domain::roster& from) {
    auto out = std::vector<std::uint32_t>{};
    for (auto& one : from.duties)
      out.push_back(one.shift.value);
    std::ranges::sort(out);
    return out;
  };
  BOOST_TEST((numbers(*x.roster) == numbers(roster)));
}

BOOST_AUTO_TEST_CASE(a_shift_that_passes_on_stays_where_it_is) {
  where.sites.push_back({.id = {4}, .code = "EAST", .name = "East"});
  auto& old = roster.duties.front();
  BOOST_REQUIRE((old.person == domain::person_id{1}));
  old.rotation = {2};
  old.site = {4};
  auto table = days();
  // R1 and R3 exchange 2026-07-06.
  std::swap(table[2][3], table[4][3]);
  BOOST_REQUIRE(table[2][3] != table[4][3]);
  auto x = good({sheet_of(table)});
  auto made = std::ranges::find(x.roster->duties, old.shift,
                                &domain::duty::shift);
  BOOST_REQUIRE((made != x.roster->duties.end()));
  BOOST_TEST((made->person == domain::person_id{3}));
  BOOST_TEST((made->rotation == old.rotation));
  BOOST_TEST((made->site == old.site));
}

BOOST_AUTO_TEST_CASE(new_duties_get_new_numbers) {
  auto table = days();
  table[2][4] += " | clinical@02:00-04:00";
  auto x = good({sheet_of(table)});
  BOOST_TEST(summary(x) == list{"+R1 2026-07-07 clinical@02:00-04:00"},
             boost::test_tools::per_element());
  auto made = std::ranges::max(x.roster->duties, {}, &domain::duty::shift);
  BOOST_TEST(made.shift.value == roster.duties.size() + 1);
  BOOST_TEST((made.source == domain::duty_source::manual));
}

BOOST_AUTO_TEST_CASE(a_whole_programme_is_compared_row_by_row) {
  auto after = where;
  after.people[0].name = "Ann Jones";
  after.people.pop_back();
  after.rotations.push_back({.id = {4}, .code = "ED", .name = "Emergency"});
  after.info.name = "other";
  auto moved = roster;
  moved.plan[0].rotation = {4};
  auto on = stage_whole({&where, &roster}, after, moved, {}).changes.back();
  BOOST_TEST(on.before == "WARD 2026-07-01..2026-07-28");
  BOOST_TEST(on.after == "ED 2026-07-01..2026-07-28");
  auto x = stage_whole({&where, &roster}, after, roster, {"a note"});
  BOOST_REQUIRE(x.changes.size() == 4u);
  BOOST_TEST(x.changes[0].table == "info");
  BOOST_TEST(x.changes[0].before == "name: \"small\"");
  BOOST_TEST(x.changes[0].after == "name: \"other\"");
  BOOST_TEST(x.changes[1].person == "R1");
  BOOST_TEST(x.changes[1].after == "name: \"Ann Jones\"");
  BOOST_TEST((x.changes[2].what == change_kind::removed));
  BOOST_TEST(x.changes[2].person == "R5");
  BOOST_TEST(x.changes[3].table == "rotations");
  BOOST_TEST(x.changes[3].after
             == "code: \"ED\", name: \"Emergency\", kind: \"inpatient\", "
                "hours_week_max: 80");
  BOOST_TEST(x.is_ready());
  BOOST_TEST(notes(x, "a note"));
  BOOST_TEST(stage_whole({}, where, std::nullopt, {}).changes.size() > 10u);
}

BOOST_AUTO_TEST_CASE(a_row_is_called_by_its_code_and_names_others_by_theirs) {
  auto after = where;
  after.rotations[1].people_max = 3;
  after.requirements[0].fulfilled_by = {{1}, {3}};
  after.templates[0].rotation = {2};
  after.absences.erase(after.absences.begin());
  auto x = stage_whole({&where, &roster}, after, roster, {});
  BOOST_REQUIRE(x.changes.size() == 4u);
  BOOST_TEST(x.changes[0].after == "ICU people_max: 3");
  BOOST_TEST(x.changes[1].before == "DAY rotation: WARD");
  BOOST_TEST(x.changes[1].after == "DAY rotation: ICU");
  BOOST_TEST(x.changes[2].person == "R2");
  BOOST_TEST(holds(x.changes[2].before, "status: \"approved\""));
  BOOST_TEST(!holds(x.changes[2].before, "person"));
  BOOST_TEST(x.changes[3].after == "Wards fulfilled_by: WARD NF");
}

BOOST_AUTO_TEST_CASE(a_long_text_is_cut_between_letters) {
  auto after = where;
  for (auto i = 0; i < 300; ++i)
    after.info.name += "\xc3\xa9";
  auto text
    = stage_whole({&where, &roster}, after, roster, {}).changes.front().after;
  BOOST_TEST(text.ends_with("\xc3\xa9..."));
  BOOST_TEST(text.size() < 500u);
}

BOOST_AUTO_TEST_CASE(of_two_long_texts_is_shown_where_they_differ) {
  where.rotations[0].name = std::string(500, 'x') + "\xc3\xa9 old";
  auto after = where;
  after.rotations[0].name = std::string(500, 'x') + "\xc3\xa9 new";
  after.pack->own_severity = domain::severity::warning;
  auto x = stage_whole({&where, &roster}, after, roster, {}).changes;
  BOOST_REQUIRE(x.size() == 2u);
  for (const auto& one : x)
    BOOST_TEST((one.before != one.after), one.table << ": " << one.before);
  auto is_pack = [](auto& one) {
    return one.before.starts_with("...");
  };
  auto pack = std::ranges::find_if(x, is_pack);
  BOOST_REQUIRE((pack != x.end()));
  BOOST_TEST(holds(pack->after, "warning"), pack->after);
  auto named = std::ranges::find_if_not(x, is_pack);
  BOOST_TEST(named->before.starts_with("WARD ...xxx"), named->before);
  BOOST_TEST(named->before.ends_with("x\xc3\xa9 old\""), named->before);
}

BOOST_AUTO_TEST_CASE(a_digest_confirms_these_changes_and_no_others) {
  auto table = weeks();
  table[2][5] = "NF";
  auto one = digest_of(good({sheet_of(table)}));
  BOOST_TEST(one == digest_of(good({sheet_of(table)})));
  table[2][5] = "ICU";
  BOOST_TEST(one != digest_of(good({sheet_of(table)})));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
