// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/lasting_problem.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace nightfloat::domain::stage {

namespace {

/// Days of people of the frame: [person * days + day].
using person_days = std::vector<bool>;

std::size_t day_at(const frame& x, const duty_problem& of, std::size_t row,
                   std::int32_t column) {
  auto day
    = (of.meaning.columns[static_cast<std::size_t>(column)].day - x.first)
        .count();
  return of.meaning.who[row] * static_cast<std::size_t>(x.days)
         + static_cast<std::size_t>(day);
}

/// On which people may work some of it.
void mark(const frame& x, const duty_problem& of, person_days& to) {
  for (auto row = std::size_t{0}; row < of.meaning.who.size(); ++row)
    for (auto c = 0; c < of.what.days; ++c)
      if (of.what.allowed[of.what.cell_at(row, c)] != solve::only(solve::off))
        to[day_at(x, of, row, c)] = true;
}

/// By column: the tasks of which somebody is asked for.
std::vector<solve::task_set> asked(const solve::problem& x) {
  auto out = std::vector<solve::task_set>(static_cast<std::size_t>(x.days));
  for (const auto& one : x.demands)
    if (one.under.front().heads > 0)
      out[static_cast<std::size_t>(one.day)] |= one.tasks;
  return out;
}

void leave_out(const frame& x, const duty_problem& of, std::size_t row,
               const person_days& elsewhere,
               std::span<const solve::task_set> wanted, solve::contract& from) {
  from.totals.clear();
  from.windows.clear();
  from.clashes.clear();
  std::erase_if(from.runs,
                [](const solve::run_rule& rule) { return rule.min > 0; });
  for (auto& rule : from.groups) {
    rule.over = {};
    std::erase_if(rule.spans, [&](const solve::day_span& span) {
      // Whoever is asked for at no week-end has no price on halves: what else
      // they do there costs only if other work leaves them some to ask for.
      for (auto c = span.first; c <= span.last; ++c)
        if (elsewhere[day_at(x, of, row, c)]
            || (of.what.allowed[of.what.cell_at(row, c)]
                & ~wanted[static_cast<std::size_t>(c)]
                & ~solve::only(solve::off))
                 != 0)
          return true;
      return false;
    });
  }
  std::erase_if(from.groups, [](const solve::group_rule& rule) {
    return rule.partial == solve::score{} || rule.spans.empty();
  });
}

} // namespace

result<solve::problem>
lasting_problem(const frame& x, std::span<const assignment> plan,
                std::span<const duty> fixed, const duty_wish& wish,
                std::span<const duty_wish> others) {
  auto elsewhere = person_days(x.people() * static_cast<std::size_t>(x.days));
  auto problem_of = [&](duty_wish of) {
    of.shares_people = true;
    return make_duty_problem(x, plan, fixed, of);
  };
  for (const auto& other : others) {
    auto made = problem_of(other);
    if (!made)
      return made.error();
    mark(x, *made, elsewhere);
  }
  auto made = problem_of(wish);
  if (!made)
    return made.error();
  auto& what = made->what;
  // All that a cell costs is that somebody stays away.
  std::ranges::fill(what.cell, solve::score{});
  auto wanted = asked(what);
  for (auto row = std::size_t{0}; row < what.people.size(); ++row) {
    auto& one = what.people[row];
    auto& own = what.contracts[one.contract];
    leave_out(x, *made, row, elsewhere, wanted, own);
    one.run_before.assign(own.runs.size(), 0);
    one.total_before.clear();
    one.group_before.assign(own.groups.size(), 0);
  }
  return std::move(what);
}

} // namespace nightfloat::domain::stage
