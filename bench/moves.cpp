// SPDX-License-Identifier: Apache-2.0
// How many moves a second the annealing of the search tries, on one thread:
// a ward of four weeks, and one of a year. And how long it takes to say of
// every cell of a roster why it is so.

#include "bench/figure.hpp"
#include "bench/measure.hpp"
#include "domain/solve/annealing.hpp"
#include "domain/solve/explain.hpp"

#include <cmath>
#include <string>
#include <vector>

using namespace nightfloat;
using namespace nightfloat::domain::solve;
using bench::figure;
using bench::target;

namespace {

/// Three shifts with succession, runs, hours, week-ends, wishes and a number
/// of heads a day: what a ward has.
contract ward_rules(std::int32_t days) {
  auto out = contract{};
  out.next.resize(16);
  for (auto [from, to] : {std::pair{2, 1}, {3, 1}, {3, 2}})
    out.next[static_cast<std::size_t>(from * 4 + to)] = hard();
  auto work = run_rule{};
  work.tasks = only(1) | only(2) | only(3);
  work.min = 2;
  work.max = 5;
  work.shorter = work.longer = hard();
  auto rest = run_rule{};
  rest.tasks = only(off);
  rest.min = 2;
  rest.shorter = hard();
  out.runs = {work, rest};
  auto hours = total_rule{};
  hours.weights = {0, 8, 8, 10};
  hours.unit = 8;
  hours.min = days * 9 / 2;
  hours.max = days * 11 / 2;
  hours.under = hours.over = hard();
  auto nights = total_rule{};
  nights.weights = {0, 0, 0, 1};
  nights.max = days / 5;
  nights.over = hard();
  out.totals = {hours, nights};
  auto weekends = group_rule{};
  for (auto day = 5; day + 1 < days; day += 7)
    weekends.spans.push_back({day, day + 1});
  weekends.tasks = work.tasks;
  weekends.max = days / 14 + 1;
  weekends.over = hard();
  out.groups = {weekends};
  return out;
}

problem ward(std::size_t people, std::int32_t days) {
  auto x = shaped(std::vector<std::string>(people, "somebody"), days,
                  {"-", "early", "late", "night"});
  x.contracts = {ward_rules(days)};
  for (auto& one : x.people) {
    one.run_before = {0, 0};
    one.total_before = {0, 0};
    one.group_before = {0};
  }
  auto random = domain::random_source{1};
  for (auto& price : x.cell)
    if (random.chance(60))
      price = soft(1 + random.below(3));
  auto heads = static_cast<std::int32_t>(people) / 5;
  for (auto day = 0; day < days; ++day)
    for (auto t = task{1}; t < 4; ++t)
      x.demands.push_back(
        {day, only(t), {{heads, soft(100)}}, {{heads, soft(1)}}});
  return x;
}

/// Millions a second, over one cooling.
double speed(const problem& x) {
  constexpr auto steps = 300;
  constexpr auto moves = std::uint64_t{20'000};
  auto laid = tables{x};
  auto aut = annealing{laid, grid(x.allowed.size(), off), 1};
  auto us = bench::once_us([&] {
    for (auto i = 0; i < steps; ++i)
      aut.step(moves, 60 * std::pow(0.12 / 60, static_cast<double>(i) / steps));
  });
  return static_cast<double>(steps * moves) / us;
}

/// Milliseconds for all cells of an annealed roster.
double explaining(const problem& x) {
  auto laid = tables{x};
  auto found = annealing{laid, grid(x.allowed.size(), off), 1};
  for (auto t = 60.0; t > 0.1; t *= 0.9)
    found.step(20'000, t);
  auto told = std::size_t{0};
  auto us = bench::once_us([&] {
    auto aut = explainer{laid, found.best()};
    for (auto who = 0U; who < x.people.size(); ++who)
      for (auto day = 0; day < x.days; ++day)
        told += aut.cell(who, day).people.size();
  });
  return told > 0 ? us / 1'000 : 0;
}

} // namespace

int main() {
  figure({"moves.28_days", speed(ward(30, 28)), "M/s", target::at_least, 5});
  figure({"moves.364_days", speed(ward(100, 364)), "M/s", target::at_least, 3});
  figure({"moves.explained_30_people", explaining(ward(30, 28)), "ms",
          target::at_most, 100});
  figure({"moves.explained_120_people", explaining(ward(120, 28)), "ms",
          target::at_most, 1'500});
}
