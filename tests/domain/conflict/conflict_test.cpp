// SPDX-License-Identifier: Apache-2.0
#include "domain/conflict/find.hpp"
#include "domain/conflict/resolve.hpp"
#include "domain/rules/validate.hpp"
#include "tests/support/mended_roster.hpp"
#include "tests/support/random_pack.hpp"
#include "tests/support/random_scene.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(conflict_test)

namespace {

using test::scene;
using enum duty_kind;

struct ward : scene {
  ward() {
    for (auto who : {1U, 2U, 3U})
      plan(who, 1, "2026-07-01", "2026-07-28");
  }

  std::vector<conflict> conflicts(window over) {
    domain::sort(where);
    domain::sort(what);
    auto rules = what_if::make(where, what, pack);
    BOOST_REQUIRE(rules);
    auto out = find_conflicts(where, *rules, over);
    add_resolutions(where, *rules, out, 100);
    return out;
  }

  std::vector<conflict> conflicts() {
    return conflicts(all());
  }

  /// Those of one kind.
  std::vector<conflict> of(conflict_kind kind) {
    auto out = conflicts();
    std::erase_if(out, [&](const conflict& x) { return x.kind != kind; });
    return out;
  }

  /// Room for so many at a clinic, and a shift there.
  void clinic(std::uint16_t people_max, std::uint8_t units = 1) {
    where.sites = {{.id = {1}, .code = "CLINIC", .people_max = people_max}};
    where.activities = {{.id = {1}, .code = "CLINIC", .room_units = units}};
    where.rotations[3].site = "CLINIC";
    where.templates.push_back({.id = {4},
                               .code = "clinic-am",
                               .rotation = {4},
                               .start = 8 * 60,
                               .length = 4 * 60,
                               .people_needed = 0,
                               .activity = {1}});
  }

  /// A week of attending, Monday to Friday.
  void attend(unsigned who, const std::string& monday,
              const char* from = "T07:00Z") {
    for (auto i = 0; i < 5; ++i)
      work(who, at(monday + from) + minutes{i * 1'440}, 720, supervision, 2);
  }
};

BOOST_FIXTURE_TEST_SUITE(conflicts_of_rosters, ward)

BOOST_AUTO_TEST_CASE(two_duties_at_one_time_are_a_double_booking) {
  work(2, at("2026-07-06T07:00Z"), 720);
  work(2, at("2026-07-06T18:00Z"), 120);
  auto all = conflicts();
  BOOST_REQUIRE(all.size() == 1U);
  BOOST_TEST((all[0].kind == conflict_kind::double_booking));
  BOOST_TEST(all[0].what.rule == "double_booking");
  BOOST_TEST(all[0].what.person == person_id{2});
  BOOST_TEST(!all[0].resolutions.empty());
}

BOOST_AUTO_TEST_CASE(duties_without_a_number_are_not_taken_for_one_shift) {
  clinic(1);
  work(2, at("2026-07-06T07:00Z"), 720);
  for (auto who : {2U, 3U})
    work(who, at("2026-07-06T08:00Z"), 240, clinical, 4);
  work(2, at("2026-07-09T07:00Z"), 720);
  for (auto& x : what.duties)
    x.shift = {};
  auto all = conflicts();
  BOOST_TEST(all.size() == 2U);
  for (const auto& x : all)
    BOOST_TEST(x.resolutions.empty(), x.what.sentence);
}

BOOST_AUTO_TEST_CASE(duty_on_leave_is_an_overlap_that_goes_to_who_is_free) {
  leave(2, "2026-07-06", "2026-07-06");
  work(2, at("2026-07-06T07:00Z"), 720);
  // R1 has more work around than R3.
  work(1, at("2026-07-08T07:00Z"), 720);
  auto all = of(conflict_kind::absence_overlap);
  BOOST_REQUIRE(all.size() == 1U);
  auto& ways = all[0].resolutions;
  BOOST_REQUIRE(ways.size() == 3U);
  // To leave it undone touches nobody else; then the less busy of two.
  BOOST_TEST((ways[0].what.steps[0].kind == repair_kind::take_off));
  BOOST_TEST((ways[1].what.steps[0].kind == repair_kind::give));
  BOOST_TEST(ways[1].what.steps[0].person == person_id{3});
  BOOST_TEST(ways[2].what.steps[0].person == person_id{1});
  // 12 hours moved; another person; 12 hours of work around.
  BOOST_TEST(ways[0].score == 850U);
  BOOST_TEST(ways[1].score == 700U);
  BOOST_TEST(ways[2].score == 685U);
  BOOST_TEST((ways[1].people == std::vector<person_id>{{2}, {3}}));
}

BOOST_AUTO_TEST_CASE(leave_that_is_only_asked_for_is_a_lesser_conflict) {
  leave(2, "2026-07-06", "2026-07-06", absence_status::pending);
  leave(3, "2026-07-07", "2026-07-07", absence_status::rejected);
  work(2, at("2026-07-06T07:00Z"), 720);
  work(3, at("2026-07-07T07:00Z"), 720);
  auto all = conflicts();
  BOOST_REQUIRE(all.size() == 1U);
  BOOST_TEST((all[0].what.severity == severity::warning));
}

BOOST_AUTO_TEST_CASE(residents_without_a_teacher_are_missing_supervision) {
  work(2, at("2026-07-06T07:00Z"), 720, clinical, 1);
  auto all = of(conflict_kind::missing_supervision);
  BOOST_REQUIRE(all.size() == 1U);
  BOOST_TEST(!all[0].what.person.assigned());
  BOOST_REQUIRE(!all[0].resolutions.empty());
  BOOST_TEST((all[0].resolutions[0].what.steps[0].kind == repair_kind::add));
}

BOOST_AUTO_TEST_CASE(a_site_holds_as_many_as_it_has_room_for) {
  clinic(2);
  work(1, at("2026-07-06T08:00Z"), 240, clinical, 4);
  work(2, at("2026-07-06T08:00Z"), 240, clinical, 4);
  // One goes as the other comes.
  work(3, at("2026-07-06T12:00Z"), 240, clinical, 4);
  BOOST_TEST(of(conflict_kind::overbooked_facility).empty());
  work(3, at("2026-07-06T11:59Z"), 1, clinical, 4);
  auto all = of(conflict_kind::overbooked_facility);
  BOOST_REQUIRE(all.size() == 1U);
  BOOST_TEST(all[0].place == "CLINIC");
  BOOST_TEST(all[0].what.measured == 3);
  BOOST_TEST(all[0].what.limit == 2);
  BOOST_TEST(to_string(all[0].what.from) == "2026-07-06T11:59Z");
  BOOST_TEST(to_string(all[0].what.to) == "2026-07-06T12:00Z");
  BOOST_TEST(all[0].what.shifts.size() == 3U);
  BOOST_REQUIRE(!all[0].resolutions.empty());
  BOOST_TEST(
    (all[0].resolutions[0].what.steps[0].kind == repair_kind::take_off));
}

/// What there is to do about the first crowd; and that it does it.
void require_room_after(ward& x, std::size_t steps) {
  auto all = x.of(conflict_kind::overbooked_facility);
  BOOST_REQUIRE(all.size() == 1U);
  BOOST_REQUIRE(all[0].resolutions.size() == 1U);
  auto way = all[0].resolutions[0].what;
  BOOST_TEST(way.steps.size() == steps);
  x.what = test::mended(x, way);
  BOOST_TEST(x.of(conflict_kind::overbooked_facility).empty());
}

BOOST_AUTO_TEST_CASE(a_shift_of_two_parts_leaves_once) {
  clinic(1);
  for (auto who : {1U, 2U, 3U})
    work(who, at("2026-07-06T08:00Z"), 120, clinical, 4);
  auto again = what.duties.front();
  again.start = at("2026-07-06T10:00Z");
  again.end = at("2026-07-06T12:00Z");
  what.duties.push_back(again);
  require_room_after(*this, 2);
}

BOOST_AUTO_TEST_CASE(room_is_made_at_all_times_of_a_conflict) {
  clinic(1);
  for (auto who : {1U, 2U}) {
    work(who, at("2026-07-06T08:00Z"), 240, clinical, 4);
    work(who, at("2026-07-06T12:00Z"), 240, clinical, 4);
  }
  require_room_after(*this, 2);
}

BOOST_AUTO_TEST_CASE(one_who_takes_much_room_makes_much) {
  clinic(3, 3);
  for (auto who : {1U, 2U, 3U})
    work(who, at("2026-07-06T08:00Z"), 240, clinical, 4);
  require_room_after(*this, 2);
}

BOOST_AUTO_TEST_CASE(room_is_counted_in_units_of_the_activity) {
  clinic(2, 3);
  work(1, at("2026-07-06T08:00Z"), 240, clinical, 4);
  auto all = of(conflict_kind::overbooked_facility);
  BOOST_REQUIRE(all.size() == 1U);
  BOOST_TEST(all[0].what.measured == 3);
  where.activities[0].room_units = 0;
  BOOST_TEST(of(conflict_kind::overbooked_facility).empty());
  where.activities[0].room_units = 3;
  where.sites[0].people_max = 0;
  BOOST_TEST(of(conflict_kind::overbooked_facility).empty());
}

BOOST_AUTO_TEST_CASE(a_duty_elsewhere_takes_no_room_here) {
  clinic(1);
  where.sites.push_back({.id = {2}, .code = "OTHER"});
  work(1, at("2026-07-06T08:00Z"), 240, clinical, 4);
  work(2, at("2026-07-06T08:00Z"), 240, clinical, 4);
  what.duties.back().site = {2};
  BOOST_TEST(of(conflict_kind::overbooked_facility).empty());
}

BOOST_AUTO_TEST_CASE(attending_weeks_need_two_between) {
  attend(11, "2026-07-06");
  attend(11, "2026-07-27");
  BOOST_TEST(of(conflict_kind::back_to_back).empty());
}

BOOST_AUTO_TEST_CASE(the_later_of_two_attending_weeks_goes_to_another) {
  attend(11, "2026-07-06");
  attend(11, "2026-07-20");
  auto all = of(conflict_kind::back_to_back);
  BOOST_REQUIRE(all.size() == 1U);
  BOOST_TEST(all[0].what.person == person_id{11});
  BOOST_TEST((all[0].what.severity == severity::warning));
  BOOST_TEST(all[0].what.measured == 14);
  BOOST_TEST(all[0].what.limit == 21);
  BOOST_TEST(to_string(all[0].what.from) == "2026-07-06T00:00Z");
  // The last week goes to the other attending, whole.
  BOOST_REQUIRE(!all[0].resolutions.empty());
  const auto& way = all[0].resolutions[0];
  BOOST_TEST(way.what.steps.size() == 5U);
  for (const auto& step : way.what.steps)
    BOOST_TEST(step.person == person_id{12});
  BOOST_TEST((way.people == std::vector<person_id>{{11}, {12}}));
}

BOOST_AUTO_TEST_CASE(a_later_week_with_a_change_of_clocks_goes_whole_too) {
  where.info.zone = "America/Chicago";
  where.info.last = day("2026-11-08");
  // From local midnight on; the later week has 169 hours.
  attend(11, "2026-10-19", "T05:00Z");
  attend(11, "2026-10-26", "T05:00Z");
  auto all = of(conflict_kind::back_to_back);
  BOOST_REQUIRE(all.size() == 1U);
  BOOST_REQUIRE(!all[0].resolutions.empty());
  BOOST_TEST(all[0].resolutions[0].what.steps.size() == 5U);
}

BOOST_AUTO_TEST_CASE(what_would_only_shorten_a_chain_is_no_way_out) {
  for (auto monday : {"2026-07-06", "2026-07-13", "2026-07-20"})
    attend(11, monday);
  auto all = of(conflict_kind::back_to_back);
  BOOST_REQUIRE(all.size() == 1U);
  BOOST_TEST(all[0].what.measured == 7);
  BOOST_TEST(all[0].resolutions.empty());
}

BOOST_AUTO_TEST_CASE(a_week_does_not_go_to_who_would_have_two_then) {
  attend(11, "2026-07-06");
  attend(11, "2026-07-13");
  BOOST_REQUIRE(of(conflict_kind::back_to_back).size() == 1U);
  BOOST_TEST(!of(conflict_kind::back_to_back)[0].resolutions.empty());
  attend(12, "2026-07-20");
  BOOST_REQUIRE(of(conflict_kind::back_to_back).size() == 1U);
  BOOST_TEST(of(conflict_kind::back_to_back)[0].resolutions.empty());
}

BOOST_AUTO_TEST_CASE(three_days_are_no_attending_week) {
  attend(11, "2026-07-06");
  attend(11, "2026-07-13");
  std::erase_if(what.duties, [](const duty& x) {
    return x.start >= at("2026-07-16T00:00Z");
  });
  BOOST_TEST(of(conflict_kind::back_to_back).empty());
}

BOOST_AUTO_TEST_CASE(calls_every_other_night_are_said) {
  work(2, at("2026-07-06T07:00Z"), 1'440, in_house_call, 3);
  work(2, at("2026-07-09T07:00Z"), 1'440, in_house_call, 3);
  BOOST_TEST(of(conflict_kind::back_to_back).empty());
  work(2, at("2026-07-11T07:00Z"), 1'440, in_house_call, 3);
  auto all = of(conflict_kind::back_to_back);
  BOOST_REQUIRE(all.size() == 1U);
  BOOST_TEST((all[0].what.severity == severity::notice));
  BOOST_TEST(all[0].what.measured == 2);
  BOOST_TEST(all[0].what.limit == 3);
  // Allowed on average: nobody has to do anything.
  BOOST_TEST(all[0].resolutions.empty());
}

BOOST_AUTO_TEST_CASE(a_call_that_nobody_can_take_moves_another_one) {
  leave(2, "2026-07-06", "2026-07-07");
  work(2, at("2026-07-06T07:00Z"), 1'440, in_house_call, 3);
  BOOST_TEST(of(conflict_kind::call_cascade).empty());
  // R3 works that day, and R1, who is too young for the call, is free.
  auto day = work(3, at("2026-07-06T07:00Z"), 600, clinical);
  auto all = of(conflict_kind::call_cascade);
  BOOST_REQUIRE(all.size() == 1U);
  BOOST_TEST(of(conflict_kind::absence_overlap).empty());
  auto way = std::ranges::find_if(
    all[0].resolutions, [](const auto& x) { return x.what.steps.size() == 2; });
  BOOST_REQUIRE(way != all[0].resolutions.end());
  BOOST_TEST(way->what.steps[0].person == person_id{3});
  BOOST_TEST((way->what.steps[1].shift == day));
  BOOST_TEST(way->what.steps[1].person == person_id{1});
  BOOST_TEST((way->people == std::vector<person_id>{{1}, {2}, {3}}));
}

BOOST_AUTO_TEST_CASE(a_name_stays_while_what_it_names_does) {
  leave(2, "2026-07-06", "2026-07-07");
  work(2, at("2026-07-06T07:00Z"), 1'440, in_house_call, 3);
  auto before = conflicts();
  BOOST_REQUIRE(before.size() == 1U);
  BOOST_TEST(before[0].id.size() == 16U);
  // It becomes a cascade, and others come.
  work(3, at("2026-07-06T07:00Z"), 600);
  work(1, at("2026-07-08T07:00Z"), 600);
  work(1, at("2026-07-08T08:00Z"), 600);
  auto after = conflicts();
  auto names = std::set<std::string>{};
  for (const auto& x : after)
    names.insert(x.id);
  BOOST_TEST(names.size() == after.size());
  BOOST_TEST(names.contains(before[0].id));
}

BOOST_AUTO_TEST_CASE(only_what_meets_the_days_asked_for_is_said) {
  clinic(1);
  work(1, at("2026-07-06T08:00Z"), 240, clinical, 4);
  work(2, at("2026-07-06T08:00Z"), 240, clinical, 4);
  attend(11, "2026-07-06");
  attend(11, "2026-07-13");
  BOOST_TEST(conflicts({day("2026-07-06"), day("2026-07-06")}).size() == 2U);
  BOOST_TEST(conflicts({day("2026-07-05"), day("2026-07-05")}).empty());
  BOOST_TEST(conflicts({day("2026-07-20"), day("2026-07-28")}).empty());
}

BOOST_AUTO_TEST_CASE(no_roster_has_no_conflicts) {
  what = {};
  BOOST_TEST(conflicts().empty());
}

BOOST_AUTO_TEST_CASE(random_resolutions_end_their_conflict_and_break_nothing) {
  auto seed = test::seed_or(1);
  auto resolved = std::size_t{0};
  auto kinds = std::set<conflict_kind>{};
  for (auto i = std::size_t{0}; i < test::count_or(40); ++i) {
    auto x = test::random_scene(seed + i, 40);
    auto rules = what_if::make(x.where, x.what, x.pack);
    BOOST_REQUIRE(rules);
    auto all = find_conflicts(x.where, *rules, x.all());
    add_resolutions(x.where, *rules, all, 20);
    auto broken = [&](const roster& made) {
      auto out = std::set<std::tuple<std::string, person_id>>{};
      for (const auto& one : validate(x.where, made, x.pack, x.all()))
        if (is_breach(one.severity))
          out.insert({one.rule, one.person});
      return out;
    };
    for (const auto& one : all)
      for (const auto& way : one.resolutions) {
        auto after = test::mended(x, way.what);
        auto then = what_if::make(x.where, after, x.pack);
        BOOST_REQUIRE(then);
        auto left = find_conflicts(x.where, *then, x.all());
        BOOST_TEST_INFO("NIGHTFLOAT_SEED=" << seed + i << " "
                                           << one.what.sentence << " | "
                                           << way.what.sentence);
        BOOST_REQUIRE(std::ranges::none_of(left, [&](const conflict& other) {
          return other.id == one.id && other.what == one.what;
        }));
        BOOST_REQUIRE(std::ranges::includes(broken(x.what), broken(after)));
        BOOST_TEST(way.score <= 1'000U);
        kinds.insert(one.kind);
        ++resolved;
      }
  }
  BOOST_TEST(resolved > 0U);
  BOOST_TEST(kinds.size() >= 3U);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

BOOST_AUTO_TEST_SUITE_END()

} // namespace nightfloat::domain
