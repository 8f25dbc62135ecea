// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/validate.hpp"
#include "domain/sample.hpp"
#include "domain/solve/annealing.hpp"
#include "domain/solve/evaluate.hpp"
#include "domain/stage/duty_problem.hpp"
#include "domain/stage/duty_roster.hpp"
#include "domain/stage/duty_start.hpp"
#include "domain/stage/part.hpp"
#include "tests/support/random_ward.hpp"
#include "tests/support/seed.hpp"
#include "tests/support/ward.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <bit>

BOOST_AUTO_TEST_SUITE(duty_problem_test)

using namespace nightfloat;
using namespace nightfloat::domain;
using namespace nightfloat::domain::stage;

namespace {

/// What the rules cost; places that are open or too many are no rule.
std::int64_t broken(const duty_problem& x, const solve::grid& roster) {
  auto all = solve::evaluate(x.what, roster);
  return all.total.hard()
         - all.parts[static_cast<std::size_t>(solve::rule_kind::demand)].hard();
}

/// Breaches that are the roster's, and warnings that are as hard here; that two
/// halves of a day have no night between them is none.
std::vector<finding> breaches(const programme& x, const roster& what,
                              bool half_days) {
  auto all = validate(x, what, *x.pack, {x.info.first, x.info.last});
  std::erase_if(all, [&](const finding& f) {
    return f.rule == "coverage" || f.rule == "supervision"
           || (!is_breach(f.severity) && (f.rule != "rest" || half_days)
               && f.rule != "night_float");
  });
  return all;
}

roster roster_of(const duty_problem& x, const solve::grid& grid,
                 const roster& planned, std::vector<duty> fixed) {
  auto out = roster{.duties = std::move(fixed), .plan = planned.plan};
  for (const auto& d : duties_of_grid(x, grid, planned.plan))
    out.duties.push_back(d);
  sort(out);
  number_shifts(*x.meaning.of, out.duties);
  return out;
}

/// As much work as there may be: every place is wanted, rules are dearer.
solve::grid fullest(const duty_problem& x, std::uint64_t seed,
                    std::uint64_t moves) {
  auto laid = solve::tables{x.what};
  auto start = duty_start{x, laid, x.start, seed};
  while (start.step(10'000)) {
  }
  auto search = solve::annealing{laid, start.roster(), seed};
  for (auto t : {20.0, 5.0, 1.0})
    search.step(moves / 3, t);
  return search.best();
}

/// Holds one random programme: full rosters, and full ones around fixed work.
/// False: the search left a rule broken.
bool hold_one(std::uint64_t seed, bool half_days) {
  BOOST_TEST_CONTEXT("NIGHTFLOAT_SEED=" << seed) {
    auto x = test::make_random_ward(seed, 42, half_days);
    BOOST_REQUIRE(!check(*x.where.pack).has_error());
    auto compiled = make_frame(x.where, {}, {});
    BOOST_REQUIRE_MESSAGE(compiled, compiled.error().detail);
    auto fixed = std::vector<duty>{};
    auto roll = test::dice{seed};
    for (auto round = 0; round < 2; ++round) {
      auto parts = half_days && round == 1 ? half_days_part
                                           : nights_part | days_part;
      auto made = make_duty_problem(
        *compiled, x.planned.plan, fixed,
        {templates_of(*compiled, static_cast<part_set>(parts)),
         half_days && round == 1 ? column_width::half_day : column_width::day});
      BOOST_REQUIRE_MESSAGE(made, made.error().detail);
      if (made->empty())
        return true;
      auto ok = solve::check(made->what);
      BOOST_REQUIRE_MESSAGE(ok, ok.error().detail);
      auto grid = fullest(*made, seed, 20'000);
      // What fixed work costs by itself, where rules are stricter here, work
      // can only add to. A search that did not come so far says nothing.
      if (broken(*made, grid) > broken(*made, made->start))
        return false;
      auto done = roster_of(*made, grid, x.planned, fixed);
      for (const auto& f : breaches(x.where, done, half_days))
        BOOST_TEST(false, f.sentence);
      fixed.clear();
      for (auto d : done.duties)
        if (!roll.one_in(3)) {
          d.source = duty_source::manual;
          fixed.push_back(d);
        }
    }
  }
  return true;
}

void hold(bool half_days) {
  auto first = test::number_from("NIGHTFLOAT_SEED", 1);
  auto count = test::number_from("NIGHTFLOAT_COUNT", 60);
  auto held = std::uint64_t{0};
  for (auto seed = first; seed < first + count; ++seed)
    held += hold_one(seed, half_days);
  BOOST_TEST(held * 10 >= count * 9);
}

frame framed(const programme& x) {
  auto out = make_frame(x, {}, {});
  BOOST_REQUIRE_MESSAGE(out, (out ? "" : out.error().detail));
  return std::move(*out);
}

/// Everybody on the ward, all the time.
std::vector<assignment> all_there(const programme& x) {
  auto out = std::vector<assignment>{};
  for (const auto& one : x.people)
    out.push_back({.person = one.id,
                   .rotation = {1},
                   .first = x.info.first,
                   .last = x.info.last});
  return out;
}

duty_problem made(const frame& x, const std::vector<duty>& fixed) {
  auto wish = duty_wish{{}, column_width::day};
  for (auto t = std::size_t{0}; t < x.where.templates.size(); ++t)
    wish.templates.push_back(t);
  auto out = make_duty_problem(x, all_there(x.where), fixed, wish);
  BOOST_REQUIRE_MESSAGE(out, (out ? "" : out.error().detail));
  BOOST_REQUIRE(solve::check(out->what));
  return std::move(*out);
}

/// Of no template, set by hand.
duty work(const frame& x, std::int32_t day, int from, int length) {
  auto start = x.site.midnight(x.day(day)) + minutes{from};
  return {.person = {1},
          .start = start,
          .end = start + minutes{length},
          .source = duty_source::manual};
}

/// The first place of the first template.
duty place(const frame& x, std::int32_t day) {
  const auto& t = x.where.templates[0];
  auto start = x.start(0, day);
  return {.person = {1},
          .start = start,
          .end = start + minutes{t.length},
          .from = t.id,
          .kind = t.kind,
          .source = duty_source::manual};
}

/// What the first of any seven days may have, of minutes or of days.
const solve::window_rule& any_week(const duty_problem& x, std::size_t row,
                                   std::int32_t unit) {
  const auto& all = x.what.contract_of(row).windows;
  auto found = std::ranges::find(all, unit, &solve::window_rule::unit);
  BOOST_REQUIRE((found != all.end()));
  BOOST_REQUIRE(found->days == 7);
  return *found;
}

/// Days of work that groups leave of those days at most.
std::int32_t most_in(const duty_problem& x, std::size_t row, std::int32_t first,
                     std::int32_t last) {
  auto out = last - first + 1;
  for (const auto& rule : x.what.contract_of(row).groups)
    if (rule.over.hard() > 0 && rule.spans.front().first == first
        && rule.spans.back().last == last)
      out = std::min(out, rule.max);
  return out;
}

programme standby_ward(std::uint16_t length) {
  auto x = test::ward(2);
  x.templates[0].kind = duty_kind::at_home_call;
  x.templates[0].start = 1'020;
  x.templates[0].length = length;
  x.templates[0].people_needed = 2;
  return x;
}

programme year_of_two() {
  auto x = test::ward(2);
  x.info.last = x.info.first + 363 * one_day;
  x.info.calendar.lengths.assign(13, 4);
  return x;
}

} // namespace

BOOST_AUTO_TEST_CASE(nobody_has_two_places_of_one_standby) {
  auto in = framed(standby_ward(840));
  auto x = made(in, {place(in, 5)});
  BOOST_TEST(x.what.allowed[x.what.cell_at(0, 5)] == solve::only(solve::off));
  BOOST_TEST(solve::has(x.what.allowed[x.what.cell_at(1, 5)], 1));
  BOOST_TEST(solve::has(x.what.allowed[x.what.cell_at(0, 6)], 1));
  BOOST_TEST(x.what.demands[5].under.front().heads == 1);
}

BOOST_AUTO_TEST_CASE(a_standby_of_two_days_takes_both_from_what_is_free) {
  auto where = standby_ward(2'880);
  where.templates.push_back(
    {.id = {2}, .code = "DAY", .rotation = {1}, .start = 420, .length = 720});
  auto in = framed(where);
  auto x = made(in, {});
  auto most = [&](solve::task_set tasks) {
    for (const auto& rule : x.what.contract_of(0).groups)
      if (rule.spans.size() == 21U && rule.tasks == tasks)
        return rule.max;
    return 21;
  };
  // Three weeks less three free days, and one that the end may cut.
  BOOST_TEST(most(0b110) + 2 * most(0b010) <= 21 - 3 - 1);
}

BOOST_AUTO_TEST_CASE(a_shift_is_of_the_day_of_its_column_whatever_its_date) {
  auto where = test::ward(2);
  where.sites.push_back({.id = {1}, .code = "T", .zone = "Asia/Tokyo"});
  where.templates[0].length = 480;
  for (auto site : {site_id{}, site_id{1}})
    for (auto start : {420, 1'500}) {
      where.templates[0].site = site;
      where.templates[0].start = static_cast<std::uint16_t>(start);
      auto in = framed(where);
      auto x = made(in, {});
      auto grid = x.start;
      grid[x.what.cell_at(0, 3)] = 1;
      grid[x.what.cell_at(1, 20)] = 1;
      auto duties = duties_of_grid(x, grid, {});
      BOOST_TEST((grid_of_duties(x, duties) == grid));
      number_shifts(in, duties);
      BOOST_TEST_REQUIRE(duties.size() == 2U);
      BOOST_TEST(duties[0].shift == shift_id{4});
      BOOST_TEST(duties[1].shift == shift_id{21});
      auto after = made(in, duties);
      for (const auto& demand : after.what.demands)
        BOOST_TEST(demand.under.front().heads
                   == (demand.day == 3 || demand.day == 20 ? 0 : 1));
      BOOST_TEST((after.what.allowed[after.what.cell_at(0, 3)] & 0b11) == 0U);
      BOOST_TEST(solve::has(after.what.allowed[after.what.cell_at(0, 4)], 1));
    }
}

BOOST_AUTO_TEST_CASE(leave_and_credentials_are_those_of_the_day_it_begins) {
  auto where = test::ward(2);
  where.templates[0].start = 1'470;
  where.templates[0].length = 480;
  auto away = where.info.first + 4 * one_day;
  where.absences.push_back(
    {.id = {1}, .person = {1}, .first = away, .last = away});
  where.templates[0].credential = "acls";
  for (auto who : {1U, 2U})
    where.credentials.push_back(
      {.person = {who},
       .kind = "acls",
       .first = where.info.first,
       .last = where.info.first + (who == 2 ? 7 : 30) * one_day});
  auto x = made(framed(where), {});
  auto may = [&](std::size_t row, std::int32_t day) {
    return solve::has(x.what.allowed[x.what.cell_at(row, day)], 1);
  };
  BOOST_TEST(!may(0, 3));
  BOOST_TEST(may(0, 4));
  BOOST_TEST(may(1, 6));
  BOOST_TEST(!may(1, 7));
}

BOOST_AUTO_TEST_CASE(a_duty_of_no_place_gets_a_number_too) {
  auto in = framed(test::ward(1));
  auto all = std::vector{place(in, 0), work(in, 1, 420, 600), place(in, 2)};
  all[0].start -= minutes{1'440};
  number_shifts(in, all);
  BOOST_TEST(all[0].shift == shift_id{22});
  BOOST_TEST(all[1].shift == shift_id{23});
  BOOST_TEST(all[2].shift == shift_id{3});
}

BOOST_AUTO_TEST_CASE(a_week_has_room_for_what_fixed_work_takes_of_it) {
  auto where = test::ward(2);
  where.pack = emergency_medicine();
  auto in = framed(where);
  auto both = std::vector{work(in, 2, 420, 300), work(in, 2, 780, 240)};
  auto of_both = made(in, both);
  auto locked
    = std::countr_zero(of_both.what.allowed[of_both.what.cell_at(0, 2)]);
  BOOST_TEST(any_week(of_both, 0, 60).weights[static_cast<std::size_t>(locked)]
             == 540);
  // And a night from Sunday to Monday.
  both.push_back(work(in, 6, 1'140, 720));
  auto x = made(in, both);
  BOOST_TEST(any_week(x, 0, 60).max == 60 * 72);
  BOOST_TEST(any_week(x, 1, 60).max == 60 * 72);
  // Of the week after the night 53 hours with patients are left.
  BOOST_TEST(most_in(x, 0, 7, 13) == 4);
}

BOOST_AUTO_TEST_CASE(a_night_before_it_takes_of_the_first_week_alone) {
  auto where = test::ward(2);
  where.pack = emergency_medicine();
  auto in = framed(where);
  auto x = made(in, {work(in, 0, -300, 720)});
  BOOST_TEST(any_week(x, 0, 60).max == 60 * 72);
  BOOST_TEST(most_in(x, 0, 0, 6) == 4);
  BOOST_TEST(most_in(x, 0, 7, 13) == 7);
}

BOOST_AUTO_TEST_CASE(two_duties_of_one_cell_weigh_for_nobody_else) {
  auto where = test::ward(2);
  where.pack = emergency_medicine();
  auto in = framed(where);
  auto other = work(in, 2, 420, 240);
  other.person = {2};
  auto x = made(in, {work(in, 2, 420, 240), work(in, 2, 780, 240), other});
  auto weight = [&](std::size_t row) {
    auto task = std::countr_zero(x.what.allowed[x.what.cell_at(row, 2)]);
    return any_week(x, row, 60).weights[static_cast<std::size_t>(task)];
  };
  BOOST_TEST(weight(0) == 480);
  BOOST_TEST(weight(1) == 240);
}

BOOST_AUTO_TEST_CASE(a_standby_of_two_days_leaves_weeks_without_it_alone) {
  auto where = standby_ward(2'880);
  where.pack = emergency_medicine();
  where.templates.push_back(
    {.id = {2}, .code = "DAY", .rotation = {1}, .start = 420, .length = 720});
  auto in = framed(where);
  auto x = made(in, {});
  const auto& week = any_week(x, 0, 1);
  BOOST_TEST(week.max == 5);
  BOOST_TEST(week.weights[1] == 2);
  BOOST_TEST(week.weights[2] == 1);
}

BOOST_AUTO_TEST_CASE(too_many_rules_leave_those_of_a_window_with_leave) {
  auto where = year_of_two();
  for (auto i = 2U; i <= 10; ++i) {
    auto t = where.templates[0];
    t.id = {i};
    t.code += std::to_string(i);
    t.length = static_cast<std::uint16_t>(570 + 45 * i);
    where.templates.push_back(t);
  }
  auto away = where.info.first + 284 * one_day;
  where.absences.push_back({.id = {1},
                            .person = {1},
                            .first = away,
                            .last = away + 20 * one_day,
                            .kind = "leave"});
  auto in = framed(where);
  auto x = made(in, {});
  auto of_window = [&](std::size_t row) {
    return std::ranges::count_if(
      x.what.contract_of(row).groups, [](const solve::group_rule& rule) {
        return rule.spans.front().first == 280 && rule.spans.size() == 28U;
      });
  };
  BOOST_TEST(of_window(0) > 0);
  BOOST_TEST(of_window(1) == 0);
}

BOOST_AUTO_TEST_CASE(too_many_weeks_with_nights_keep_a_free_day_each) {
  auto where = year_of_two();
  where.pack = emergency_medicine();
  auto in = framed(where);
  auto fixed = std::vector<duty>{};
  for (auto saturday = 5; saturday < in.days; saturday += 7)
    fixed.push_back(work(in, saturday, 1'140, 720));
  auto x = made(in, fixed);
  // The night, and four days before it.
  BOOST_TEST(any_week(x, 0, 1).max == 5);
  BOOST_TEST(any_week(x, 1, 1).max == 6);
}

BOOST_AUTO_TEST_CASE(what_breaks_nothing_here_breaks_no_rule) {
  hold(false);
}

BOOST_AUTO_TEST_CASE(half_days_break_no_rule_beside_the_days) {
  hold(true);
}

BOOST_AUTO_TEST_SUITE_END()
