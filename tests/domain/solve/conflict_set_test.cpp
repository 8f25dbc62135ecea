// SPDX-License-Identifier: Apache-2.0
// What cannot hold together is found, is proved, and loses its conflict with
// any one of its parts; what cannot be told is not guessed.

#include "domain/solve/conflict_set.hpp"
#include "domain/solve/requirement_rows.hpp"
#include "tests/support/random_problem.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <bit>

BOOST_AUTO_TEST_SUITE(conflict_set_test)

using namespace nightfloat::domain::solve;
using nightfloat::test::number_from;
using nightfloat::test::random_problem;

namespace {

constexpr task day_shift = 1;
constexpr task night = 2;

/// A week of three people, nobody asked for anything.
problem ward(std::vector<std::string> people = {"Ann", "Bob", "Cat"}) {
  auto x = shaped(std::move(people), 7, {"-", "day", "night"});
  x.contracts.emplace_back();
  return x;
}

demand wanted(std::int32_t day, task_set tasks, std::int32_t heads) {
  return {day, tasks, {{heads, hard()}}, {}};
}

std::vector<conflict> conflicts(const problem& x,
                                const conflict_options& options = {}) {
  auto found = find_conflicts(x, options);
  BOOST_REQUIRE_MESSAGE(found, found.error().detail);
  BOOST_REQUIRE_MESSAGE(found->all == satisfiability::impossible,
                        to_string(found->all));
  return found->conflicts;
}

/// The sentences of the only conflict, which must be one and minimal.
std::vector<std::string> only_conflict(const problem& x) {
  auto found = conflicts(x);
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(found[0].minimal);
  auto of = requirements{x, any_number};
  BOOST_TEST((can_hold(of, found[0].of) == satisfiability::impossible));
  for (auto i = std::size_t{0}; i < found[0].of.size(); ++i) {
    auto rest = found[0].of;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
    BOOST_TEST((can_hold(of, rest) == satisfiability::possible));
  }
  return sentences(found[0].of, of, plain_naming(x));
}

void check_said(const problem& x, std::vector<std::string> expected) {
  BOOST_TEST(only_conflict(x) == expected, boost::test_tools::per_element());
}

/// Some prices become hard.
void harden(problem& x, random_problem& from) {
  auto some = [&](score& price) {
    if (price != score{} && from.random().chance(400))
      price = hard();
  };
  for (auto& rules : x.contracts) {
    std::ranges::for_each(rules.next, some);
    for (auto& rule : rules.runs)
      some(rule.shorter), some(rule.longer);
    for (auto& rule : rules.totals)
      some(rule.under), some(rule.over), some(rule.square);
    for (auto& rule : rules.groups)
      some(rule.over), some(rule.partial);
    for (auto& rule : rules.windows)
      some(rule.over);
    for (auto& rule : rules.clashes)
      some(rule.price);
  }
  for (auto& rule : x.demands) {
    for (auto& price : rule.under)
      some(price.each);
    for (auto& price : rule.over)
      some(price.each);
  }
  for (auto& rule : x.spreads)
    if (from.random().chance(200))
      some(rule.price);
  for (auto& rule : x.pairs)
    some(rule.price);
  for (auto& price : x.cell)
    if (from.random().chance(100))
      some(price);
}

bool next_roster(const problem& x, grid& roster) {
  for (auto i = std::size_t{0}; i < roster.size(); ++i) {
    do
      ++roster[i];
    while (roster[i] < x.tasks.size() && !has(x.allowed[i], roster[i]));
    if (roster[i] < x.tasks.size())
      return true;
    roster[i] = static_cast<task>(std::countr_zero(x.allowed[i]));
  }
  return false;
}

/// By trying every roster.
satisfiability truth(const problem& x) {
  auto roster = grid{};
  for (auto set : x.allowed)
    roster.push_back(static_cast<task>(std::countr_zero(set)));
  do
    if (evaluate(x, roster).total.hard() <= 0)
      return satisfiability::possible;
  while (next_roster(x, roster));
  return satisfiability::impossible;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_demand_that_nobody_is_qualified_for_stands_alone) {
  auto x = ward();
  std::ranges::fill(x.allowed, only(off) | only(day_shift));
  x.demands = {wanted(0, only(day_shift), 1), wanted(3, only(night), 1)};
  check_said(x, {"night on day 3 needs 1 person"});
}

BOOST_AUTO_TEST_CASE(leave_of_everybody_is_told_person_by_person) {
  auto x = ward();
  for (auto who = std::size_t{0}; who < 3; ++who)
    x.allowed[x.cell_at(who, 2)] = only(off);
  x.demands = {wanted(2, only(night), 2)};
  // Two of three have to come: two leaves are too many already.
  auto said = only_conflict(x);
  BOOST_REQUIRE(said.size() == 2u);
  BOOST_TEST(said[0].ends_with(" may only be off on day 2"), said[0]);
  BOOST_TEST(said[1] == "night on day 2 needs 2 people");
  x.demands = {wanted(2, only(night), 1)};
  check_said(x, {"Ann, Bob, Cat may only be off on day 2",
                 "night on day 2 needs 1 person"});
}

BOOST_AUTO_TEST_CASE(demands_of_one_day_ask_for_more_people_than_there_are) {
  auto x = ward();
  x.demands = {wanted(1, only(day_shift), 2), wanted(1, only(night), 2),
               wanted(2, only(night), 1)};
  check_said(x,
             {"day on day 1 needs 2 people", "night on day 1 needs 2 people"});
}

BOOST_AUTO_TEST_CASE(a_demand_counts_those_of_its_classes_alone) {
  auto x = ward();
  x.classes.assign(21, 0);
  x.classes[x.cell_at(2, 3)] = 1;
  x.demands = {wanted(3, only(night), 2)};
  x.demands[0].classes = 2;
  check_said(x, {"night on day 3 needs 2 people"});
}

BOOST_AUTO_TEST_CASE(locked_cells_contradict_a_succession) {
  auto x = ward();
  x.contracts[0].next.resize(9);
  x.contracts[0].next[night * 3 + day_shift] = hard();
  x.allowed[x.cell_at(1, 3)] = only(night);
  x.allowed[x.cell_at(1, 4)] = only(day_shift);
  check_said(x, {"Bob may only be on night on day 3",
                 "Bob may only be on day on day 4", "Bob: next, day 4"});
}

BOOST_AUTO_TEST_CASE(two_locked_cells_are_one_more_than_a_demand_takes) {
  auto x = ward();
  x.demands = {{5, only(night), {}, {{1, hard()}}}};
  x.allowed[x.cell_at(0, 5)] = only(night);
  x.allowed[x.cell_at(2, 5)] = only(night);
  check_said(x, {"Ann, Cat may only be on night on day 5",
                 "night on day 5 takes 1 person at most"});
}

BOOST_AUTO_TEST_CASE(a_least_above_what_the_days_can_give) {
  auto x = ward();
  x.contracts.emplace_back().totals.push_back({{0, 1, 1}, 5, 7, hard()});
  x.people[1].contract = 1;
  x.people[1].total_before = {0};
  for (auto day = 2; day < 6; ++day)
    x.allowed[x.cell_at(1, day)] = only(off);
  // Three days of leave of the four are needed for it.
  auto found = conflicts(x);
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(found[0].of.size() == 4u);
  BOOST_TEST(found[0].minimal);
  BOOST_TEST(only_conflict(x).back() == "Bob: total, the least");
}

BOOST_AUTO_TEST_CASE(a_fixed_cell_on_a_day_away_breaks_itself) {
  auto x = ward();
  for (auto t = std::size_t{0}; t < 3; ++t)
    x.cell[x.cell_at(0, 4) * 3 + t] = hard();
  check_said(x, {"Ann may not be anywhere on day 4"});
}

BOOST_AUTO_TEST_CASE(what_no_single_day_or_person_shows_is_found_in_the_whole) {
  auto x = ward();
  x.contracts[0].totals.push_back({{0, 0, 1}, 0, 2, {}, hard()});
  for (auto& one : x.people)
    one.total_before = {0};
  for (auto day = 0; day < 7; ++day)
    x.demands.push_back(wanted(day, only(night), 1));
  BOOST_TEST(conflicts(x)[0].of.size() == 10u);
  check_said(x, {"Ann, Bob, Cat: total, the most",
                 "night on day 0 to day 6 needs 1 person"});
}

BOOST_AUTO_TEST_CASE(whole_numbers_alone_show_an_odd_cycle) {
  // Any two of three days exclude each other, and more than one is wanted:
  // halves of all three would do.
  auto x = shaped({"Ann"}, 3, {"-", "day"});
  auto& rules = x.contracts.emplace_back();
  for (auto [a, b] : {std::pair{0, 1}, {1, 2}, {2, 0}})
    rules.clashes.push_back({a, b, only(1), only(1), hard()});
  rules.totals.push_back({{0, 2}, 3, any_number, hard()});
  x.people[0].total_before = {0};
  BOOST_TEST(conflicts(x)[0].of.size() == 4u);
  check_said(x, {"Ann: total, the least", "Ann: clash, day 0 to day 2"});
}

BOOST_AUTO_TEST_CASE(each_conflict_of_several_is_told) {
  auto x = ward();
  std::ranges::fill(x.allowed, only(off) | only(day_shift));
  for (auto day : {1, 3, 5})
    x.demands.push_back(wanted(day, only(night), 1));
  BOOST_TEST(conflicts(x).size() == 3u);
  BOOST_TEST(conflicts(x, {.conflicts_max = 2}).size() == 2u);
  // A roster that keeps the others leads to the one that it breaks.
  x.demands[0].tasks = only(day_shift);
  auto roster = grid(21, off);
  roster[x.cell_at(0, 1)] = day_shift;
  BOOST_TEST(conflicts(x, {.roster = roster}).size() == 2u);
}

BOOST_AUTO_TEST_CASE(where_nothing_is_wrong_that_is_told) {
  auto x = ward();
  x.demands = {wanted(1, only(night), 3)};
  auto found = find_conflicts(x);
  BOOST_REQUIRE(found);
  BOOST_TEST((found->all == satisfiability::possible));
  BOOST_TEST(found->conflicts.empty());
}

BOOST_AUTO_TEST_CASE(what_is_beyond_the_limits_is_unknown) {
  auto x = ward();
  x.contracts[0].totals.push_back({{0, 0, 1}, 0, 2, {}, hard()});
  for (auto& one : x.people)
    one.total_before = {0};
  for (auto day = 0; day < 7; ++day)
    x.demands.push_back(wanted(day, only(night), 1));
  auto few = conflict_options{};
  few.columns_max = 30;
  auto found = find_conflicts(x, few);
  BOOST_REQUIRE(found);
  BOOST_TEST((found->all == satisfiability::unknown));
  // What a bound has proved stays proved, with nothing to show for it.
  few.proved = true;
  found = find_conflicts(x, few);
  BOOST_TEST((found->all == satisfiability::impossible));
  BOOST_TEST(found->conflicts.empty());
  auto stopped = conflict_options{};
  stopped.stop = [] {
    return true;
  };
  found = find_conflicts(x, stopped);
  BOOST_TEST((found->all == satisfiability::unknown));
}

BOOST_AUTO_TEST_CASE(what_is_too_large_is_not_built_before_it_is_refused) {
  // All of them work as much as each other: a row for each, of all their days.
  auto x = shaped(std::vector<std::string>(40, "somebody"), 100,
                  {"-", "day", "night"});
  x.contracts.emplace_back();
  x.spreads.push_back({std::vector<std::int32_t>(40, 1), {}, 6, 1, hard()});
  for (auto day = 0; day < 100; ++day)
    x.spreads[0].days.push_back(day);
  BOOST_REQUIRE(check(x));
  auto of = requirements{x, any_number};
  auto all = of.all();
  BOOST_TEST_REQUIRE(all.size() == 1u);
  auto days = day_span{0, 99};
  auto whole = requirement_rows{of, all, days, 60'000};
  BOOST_TEST(whole.is_whole());
  // Each person's days, and each but one against that one.
  BOOST_TEST(whole.owners().size() == 40u * 100u + 39u);
  auto few = requirement_rows{of, all, days, 100};
  BOOST_TEST(!few.is_whole());
  BOOST_TEST(few.owners().size() < 100u * 40u / 2);
  auto asked = 0;
  auto stop = stop_request{[&] {
    return ++asked > 1;
  }};
  auto stopped = requirement_rows{of, all, days, 60'000, stop};
  BOOST_TEST(!stopped.is_whole());
  // It is not asked again.
  BOOST_TEST(asked == 2);
  BOOST_TEST(stopped.owners().size() < whole.owners().size());
}

BOOST_AUTO_TEST_CASE(cells_that_are_facts_are_nobodys_decision) {
  auto x = ward();
  for (auto who = std::size_t{0}; who < 3; ++who)
    x.allowed[x.cell_at(who, 6)] = only(off);
  x.demands = {wanted(6, only(night), 1)};
  auto found = conflicts(x, {.facts_from = 6});
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(found[0].of.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_roster_of_another_size_is_refused) {
  auto x = ward();
  auto found = find_conflicts(x, {.roster = {1, 2}});
  BOOST_REQUIRE(!found);
  BOOST_TEST(found.error().detail
             == "conflicts: the roster has 2 cells, not 21");
}

BOOST_AUTO_TEST_CASE(every_answer_is_that_of_trying_all_rosters) {
  auto seed = number_from("NIGHTFLOAT_SEED", 1);
  auto count = number_from("NIGHTFLOAT_COUNT", 150);
  auto impossible = 0U;
  for (auto i = std::uint64_t{0}; i < count; ++i) {
    BOOST_TEST_INFO_SCOPE("NIGHTFLOAT_SEED=" << seed + i);
    auto from = random_problem{seed + i};
    auto x = from.draw(2, 4, 3);
    harden(x, from);
    BOOST_REQUIRE_MESSAGE(check(x), check(x).error().detail);
    auto of = requirements{x, any_number};
    auto found = find_conflicts(x);
    BOOST_REQUIRE(found);
    BOOST_REQUIRE(found->all == truth(x));
    for (const auto& one : found->conflicts) {
      BOOST_REQUIRE(one.minimal);
      BOOST_REQUIRE(can_hold(of, one.of) == satisfiability::impossible);
      for (auto k = std::size_t{0}; k < one.of.size(); ++k) {
        auto rest = one.of;
        rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(k));
        BOOST_REQUIRE(can_hold(of, rest) == satisfiability::possible);
      }
    }
    impossible += found->conflicts.empty() ? 0 : 1;
  }
  BOOST_TEST(impossible > count / 5);
  BOOST_TEST(impossible < count);
}

BOOST_AUTO_TEST_SUITE_END()
