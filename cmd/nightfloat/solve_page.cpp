// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/solve_page.hpp"

#include "cmd/nightfloat/search_profile.hpp"
#include "cmd/nightfloat/search_watch.hpp"
#include "cmd/nightfloat/terminal.hpp"
#include "domain/solve/evaluate.hpp"

#include <algorithm>
#include <iostream>

namespace nightfloat::cmd {

namespace solve = domain::solve;

namespace {

/// A bound that lies so much lower says hardly anything; in percent.
constexpr auto gap_vague = 50.0;

void print_gap(std::int64_t bound, double gap) {
  auto far = formatted("%.2f", gap);
  if (gap > gap_vague)
    std::cout << bound << ", too low to tell how good this is (gap " << far
              << " %)\n";
  else
    std::cout << bound << ", gap " << far << " %"
              << (gap == 0 ? ": the best there is" : "") << '\n';
}

void print_bound(const solve_page& page) {
  std::cout << "bound    ";
  if (!page.bound)
    std::cout << "not computed\n";
  else if (*page.bound_broken > 0)
    std::cout << "every roster breaks at least " << *page.bound_broken
              << ": infeasible, proved\n";
  else if (page.gap_percent)
    print_gap(*page.bound, *page.gap_percent);
  else
    std::cout << "a roster that breaks nothing, if there is one, costs at "
                 "least\n         "
              << *page.bound << "; whether there is one is not known\n";
}

void print_faults(const solve_page& page, std::size_t show) {
  std::cout << '\n'
            << painted("no feasible roster was found", tone::bad)
            << "; hard rules that this one breaks:\n";
  auto t = table{{"RULE", "WHO", "DAY", ">BROKEN"}};
  for (auto i = std::size_t{0}; i < page.faults.size() && i < show; ++i) {
    const auto& one = page.faults[i];
    t.add({one.rule, one.who.empty() ? "everybody" : one.who,
           one.day.empty() ? "all" : one.day, std::to_string(one.broken)});
  }
  t.print(std::cout);
  print_rest(std::cout, page.faults.size(), show);
}

/// `52 weeks`
std::string columns(const solve_page& page) {
  auto count = static_cast<std::uint64_t>(page.days);
  return page.kind == "block-year" ? counted(count, "week", "weeks")
                                   : counted(count, "day", "days");
}

} // namespace

solve_page page_of(const solvable& from) {
  const auto& problem = from.instance.problem;
  return {.instance = from.path,
          .kind = from.kind,
          .people = problem.people.size(),
          .days = problem.days - (from.is_year ? 1 : 0),
          .tasks = problem.tasks.size() - 1,
          .notes = from.notes};
}

void fill_costs(const exchange::instance& x, const solve::search_result& found,
                solve_page& page) {
  auto costs = solve::evaluate(x.problem, found.best);
  page.broken = costs.total.hard();
  page.cost = costs.total.soft();
  page.feasible = page.broken == 0;
  page.parts = parts_of(costs);
  for (const auto& one : solve::faults(x.problem, found.best)) {
    if (one.price.hard() <= 0)
      break;
    auto words = exchange::words_of(x, one);
    page.faults.push_back({words.rule, words.who, words.day, one.price.hard()});
  }
  if (found.last.bound) {
    page.bound_broken = found.last.bound->hard();
    page.bound = found.last.bound->soft();
  }
  if (auto gap = gap_of(costs.total, found.last.bound))
    page.gap_percent = 100 * *gap;
}

void print(const solve_page& page, std::size_t show) {
  std::cout << "instance " << page.instance << ": " << page.kind << ", "
            << counted(page.people, "person", "people") << ", " << columns(page)
            << ", " << counted(page.tasks, "task", "tasks") << '\n';
  std::cout << "cost     " << painted(std::to_string(page.cost), tone::strong);
  auto between = " (";
  for (const auto& one : page.parts)
    if (one.cost != 0) {
      std::cout << between << one.kind << ' ' << one.cost;
      between = ", ";
    }
  std::cout << (page.cost != 0 ? ")" : "") << '\n'
            << "broken   " << page.broken << " hard rules\n";
  print_bound(page);
  std::cout << "search   " << formatted("%.1f s, ", page.seconds)
            << formatted("%.2f M moves", static_cast<double>(page.moves) / 1e6)
            << formatted(" (%.2f M a second), ",
                         static_cast<double>(page.moves) / 1e6
                           / std::max(page.seconds, 1e-3))
            << counted(page.restarts, "restart", "restarts") << ", seed "
            << page.seed << ", " << counted(page.threads, "thread", "threads")
            << (page.interrupted ? ", interrupted" : "") << '\n';
  for (const auto& one : page.wrote)
    std::cout << "wrote    " << one << '\n';
  for (const auto& one : page.notes)
    std::cout << "note: " << one << '\n';
  if (page.profile)
    print_profile(std::cout, *page.profile);
  if (page.allocations)
    print_allocations(std::cout, *page.allocations);
  if (!page.feasible)
    print_faults(page, show);
  print(page.conflicts, show);
  print(page.churn, show);
  print(page.alternatives);
  print(page.why, show);
}

} // namespace nightfloat::cmd
