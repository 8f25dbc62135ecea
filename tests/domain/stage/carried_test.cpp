// SPDX-License-Identifier: Apache-2.0
// What a roster hands on to the next is what the constraints' rules count.
#include "domain/stage/carried.hpp"
#include "domain/stage/constraints.hpp"
#include "domain/stage/duty_view.hpp"
#include "tests/support/ward.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(carried_test)

using namespace nightfloat;
using namespace nightfloat::domain;
using namespace nightfloat::domain::stage;

namespace {

constexpr auto one_day = date::duration{1};

enum shift : std::size_t { day_shift, call, half };

/// Three residents for three weeks from Monday, 6 July: R1 has four calls and
/// two days, R2 two calls, R3 a day and two half days.
struct worked_year {
  programme where = test::ward(3);
  roster what;

  worked_year() {
    where.templates.push_back({.id = {2},
                               .code = "CALL",
                               .rotation = {1},
                               .kind = duty_kind::in_house_call,
                               .start = 420,
                               .length = 1440});
    where.templates.push_back(
      {.id = {3}, .code = "AM", .rotation = {1}, .start = 480, .length = 240});
    where.holidays = {{where.info.first + 9 * one_day, "Founders"},
                      {where.info.first + 12 * one_day, "Regatta"}};
    for (auto who : {1U, 2U, 3U})
      what.plan.push_back({.person = {who},
                           .rotation = {1},
                           .first = where.info.first,
                           .last = where.info.last});
    work(1, call, {0, 6, 9, 12});
    work(1, day_shift, {2, 3});
    work(2, call, {1, 13});
    work(3, day_shift, {5});
    work(3, half, {7, 8});
  }

  frame framed(std::int32_t days = 21) const {
    auto made = make_frame(where, where.info.first,
                           where.info.first + (days - 1) * one_day);
    BOOST_REQUIRE_MESSAGE(made, (made ? "" : made.error().detail));
    return std::move(*made);
  }

  duty& work(std::uint32_t who, std::size_t which, std::int32_t day) {
    const auto& t = where.templates[which];
    auto start = framed().start(which, day);
    what.duties.push_back({.person = {who},
                           .start = start,
                           .end = start + minutes{t.length},
                           .from = t.id,
                           .kind = t.kind});
    return what.duties.back();
  }

  void work(std::uint32_t who, std::size_t which,
            const std::vector<std::int32_t>& days) {
    for (auto day : days)
      work(who, which, day);
  }

  result<std::vector<carried_history>> carry(std::vector<constraint> all,
                                             std::int32_t days = 21) const {
    auto sorted = what;
    sort(sorted);
    return carried(framed(days), sorted, {"house", std::move(all)});
  }

  /// Of the only constraint in its only stage.
  std::vector<past_count> only(const constraint& one,
                               std::int32_t days = 21) const {
    auto found = carry({one}, days);
    BOOST_REQUIRE_MESSAGE(found, (found ? "" : found.error().detail));
    BOOST_REQUIRE(found->size() == 1U);
    return found->front().history;
  }

  /// What the constraint alone costs, of one person.
  std::int64_t charged(constraint one, const std::string& code) const {
    one.who = people_filter{.codes = {code}};
    auto sorted = what;
    sort(sorted);
    auto in = framed();
    auto use = constraint_use::make({"house", {one}});
    BOOST_REQUIRE_MESSAGE(use, (use ? "" : use.error().detail));
    auto out = std::int64_t{0};
    for (const auto& wish : wishes_of(in, every_part)) {
      auto view = view_of(in, sorted, wish, &*use);
      BOOST_REQUIRE_MESSAGE(view, (view ? "" : view.error().detail));
      if (view->problem.empty())
        continue;
      for (const auto& share : cost_by_constraint(
             view->constrained, view->problem.what, view->roster))
        if (share.constraint == called(one))
          out += share.price.soft();
    }
    return out;
  }
};

std::int32_t count_of(const std::vector<past_count>& x, const std::string& who,
                      const std::string& task = {}) {
  auto found = std::ranges::find_if(x, [&](const past_count& one) {
    return one.person == who && one.task == task;
  });
  return found == x.end() ? 0 : found->count;
}

constraint even_calls() {
  return {.name = "EscalatingCallEquity", .stage = stage_kind::call};
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(years, worked_year)

BOOST_AUTO_TEST_CASE(what_is_carried_is_what_the_rule_charges_from_nothing) {
  constexpr auto in_call = stage_kind::call;
  auto all = std::vector<constraint>{
    {.name = "EscalatingCallEquity", .stage = in_call, .target = 3},
    {.name = "HolidayCallEquity", .stage = in_call},
    {.name = "SundayCallEquity", .stage = in_call},
    {.name = "WeekdayCallEquity", .stage = in_call},
    {.name = "Equity", .stage = in_call},
    {.name = "ActivityRequirement",
     .stage = in_call,
     .tasks = {"DAY"},
     .min = 1,
     .max = 2},
    {.name = "IntegratedWorkload",
     .stage = in_call,
     .target = 9,
     .loads = {{"CALL", 4}, {"DAY", 1}}},
    {.name = "HolidayPairing",
     .stage = in_call,
     .named = {"Founders", "Regatta"}}};
  auto found = carry(all);
  BOOST_REQUIRE_MESSAGE(found, (found ? "" : found.error().detail));
  BOOST_REQUIRE(found->size() == all.size());
  for (auto i = std::size_t{0}; i < all.size(); ++i) {
    auto one = all[i];
    one.weight = 1;
    one.min.reset();
    one.max.reset();
    if (takes_field(one.name, "target"))
      one.target = 0;
    else
      one.max = 0;
    if (takes_field(one.name, "steps"))
      one.steps = {1};
    BOOST_TEST_CONTEXT(one.name) {
      BOOST_TEST((*found)[i].constraint == one.name);
      BOOST_TEST(((*found)[i].stage == in_call));
      auto sum = std::int64_t{0};
      for (const auto* who : {"R1", "R2", "R3"}) {
        BOOST_TEST(count_of((*found)[i].history, who) == charged(one, who));
        sum += charged(one, who);
      }
      BOOST_TEST(sum > 0);
    }
  }
  // One that charges for what is missing.
  auto owed = constraint{.name = "GraduationRequirements",
                         .stage = in_call,
                         .weight = 1,
                         .tasks = {"CALL"},
                         .target = 21};
  BOOST_TEST(count_of(only(owed), "R1") == 21 - charged(owed, "R1"));
}

BOOST_AUTO_TEST_CASE(the_history_of_before_is_added_and_nobody_has_nothing) {
  auto one = even_calls();
  one.history = {{"R1", 14, {}}, {"R1", 2, {}}, {"R3", 5, {}}};
  BOOST_TEST(
    (only(one)
     == std::vector<past_count>{{"R1", 20, {}}, {"R2", 2, {}}, {"R3", 5, {}}}));
  one.history = {};
  BOOST_TEST(
    (only(one) == std::vector<past_count>{{"R1", 4, {}}, {"R2", 2, {}}}));
  // Of the first week alone.
  BOOST_TEST(
    (only(one, 7) == std::vector<past_count>{{"R1", 2, {}}, {"R2", 1, {}}}));
}

BOOST_AUTO_TEST_CASE(of_holidays_only_the_last_time_is_carried) {
  auto one = constraint{.name = "HolidayPairing",
                        .stage = stage_kind::call,
                        .history = {{"R2", 1, {}}},
                        .named = {"Founders"}};
  BOOST_TEST((only(one) == std::vector<past_count>{{"R1", 1, {}}}));
}

BOOST_AUTO_TEST_CASE(a_trail_is_carried_by_task) {
  auto one = constraint{.name = "PreferenceTrail",
                        .stage = stage_kind::call,
                        .tasks = {"CALL", "DAY"},
                        .history = {{"R1", 2, "CALL"}, {"R3", 1, "work"}}};
  BOOST_TEST((only(one)
              == std::vector<past_count>{{"R1", 6, "CALL"},
                                         {"R1", 2, "DAY"},
                                         {"R2", 2, "CALL"},
                                         {"R3", 1, "DAY"},
                                         {"R3", 1, "work"}}));
}

BOOST_AUTO_TEST_CASE(each_stage_has_its_own_counts) {
  auto found = carry({{.name = "Equity"}});
  BOOST_REQUIRE(found);
  BOOST_REQUIRE(found->size() == 3U);
  const auto& all = *found;
  BOOST_TEST((all[0].stage == stage_kind::year));
  BOOST_TEST(count_of(all[0].history, "R2") == 3);
  BOOST_TEST((all[1].stage == stage_kind::call));
  BOOST_TEST(count_of(all[1].history, "R1") == 6);
  BOOST_TEST((all[2].stage == stage_kind::slots));
  BOOST_TEST(count_of(all[2].history, "R3") == 3);
}

BOOST_AUTO_TEST_CASE(weeks_of_the_plan_are_counted_as_it_has_them) {
  where.rotations.push_back({.id = {2},
                             .code = "E",
                             .name = "Elective",
                             .kind = rotation_kind::elective,
                             .people_max = 9});
  what.plan[0].last = where.info.first + 6 * one_day;
  what.plan.push_back({.person = {1},
                       .rotation = {2},
                       .first = where.info.first + 7 * one_day,
                       .last = where.info.last});
  // R3 is on nothing, which is no rotation that somebody might have guessed.
  what.plan.erase(what.plan.begin() + 2);
  auto one = constraint{.name = "GraduationRequirements",
                        .stage = stage_kind::year,
                        .tasks = {"E"},
                        .target = 4,
                        .history = {{"R2", 3, {}}}};
  BOOST_TEST(
    (only(one) == std::vector<past_count>{{"R1", 2, {}}, {"R2", 3, {}}}));
  one.tasks = {"work"};
  one.history = {};
  BOOST_TEST(
    (only(one) == std::vector<past_count>{{"R1", 3, {}}, {"R2", 3, {}}}));
}

BOOST_AUTO_TEST_CASE(what_several_problems_share_counts_once) {
  for (auto i = 4U; i <= 60U; ++i)
    where.templates.push_back({.id = {i},
                               .code = "T" + std::to_string(i),
                               .rotation = {1},
                               .start = 420,
                               .length = 720});
  BOOST_TEST_REQUIRE(wishes_of(framed(), days_part | nights_part).size() == 2U);
  work(2, 10, 4);
  work(2, 59, 16);
  // Of no template.
  auto& more = work(2, call, 18);
  more.from = {};
  more.source = duty_source::manual;
  auto one = constraint{.name = "Equity", .stage = stage_kind::call};
  BOOST_TEST(count_of(only(one), "R2") == 2 + 2 + 1);
  BOOST_TEST(count_of(only(even_calls()), "R2") == 3);
  // By hand it is the same work, as where a roster comes out of a file.
  for (auto& d : what.duties)
    d.source = duty_source::manual;
  BOOST_TEST(count_of(only(one), "R2") == 2 + 2 + 1);
  BOOST_TEST(count_of(only(one), "R1") == 6);
  BOOST_TEST(count_of(only(even_calls()), "R1") == 4);
}

BOOST_AUTO_TEST_CASE(what_was_worked_counts_where_it_is_not_allowed) {
  where.absences.push_back({.id = {1},
                            .person = {1},
                            .first = where.info.first,
                            .last = where.info.first});
  BOOST_TEST(count_of(only(even_calls()), "R1") == 4);
}

BOOST_AUTO_TEST_CASE(of_two_duties_on_a_day_the_night_says_most) {
  work(1, day_shift, 0);
  auto& late = work(2, day_shift, 1);
  late.start += minutes{60};
  late.end += minutes{60};
  BOOST_TEST((only(even_calls())
              == std::vector<past_count>{{"R1", 4, {}}, {"R2", 2, {}}}));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_carried_says_so) {
  auto refused = [&](std::vector<constraint> all, const std::string& says) {
    auto found = carry(std::move(all));
    BOOST_REQUIRE(!found);
    BOOST_TEST((found.error().detail.find(says) != std::string::npos),
               found.error().detail);
  };
  refused({{.name = "CallSpacing"}},
          "carry: no constraint of the set house takes a history");
  auto one = even_calls();
  one.enabled = false;
  refused({one}, "takes a history");
  one = even_calls();
  one.tasks = {"NIGHTS"};
  refused({one}, "carry: constraint EscalatingCallEquity: tasks: this stage");
  one.optional = true;
  refused({one}, "carry: constraint EscalatingCallEquity: tasks: this stage");
  BOOST_TEST(carry({one, {.name = "Equity"}}).has_value());
  one = even_calls();
  one.history = {{"R9", 1, {}}};
  refused({one}, "nobody has the code R9");
  refused({{.name = "IntegratedWorkload",
            .stage = stage_kind::call,
            .target = 1,
            .loads = {{"CALL", 5'000}}}},
          "R1 has 20000, more than it takes (at most 10000)");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
