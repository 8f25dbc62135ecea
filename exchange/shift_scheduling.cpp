// SPDX-License-Identifier: Apache-2.0
#include "exchange/shift_scheduling.hpp"

#include "exchange/shift_tables.hpp"

#include <algorithm>
#include <map>

namespace nightfloat::exchange {

namespace {

namespace solve = domain::solve;
using solve::hard;
using solve::soft;

/// What is short of the least minutes is counted in shifts, but never in
/// less than this.
constexpr std::int32_t unit_min = 60;

class shift_translation {
public:
  explicit shift_translation(const shift_tables& from)
    : from_{from}, working_{(~solve::task_set{0}
                             >> (solve::tasks_max - from.shifts.size()))
                            & ~solve::only(solve::off)} {
    out_.problem = solve::shaped(from.people, from.days, from.shifts);
  }

  instance made() {
    for (auto who = 0U; who < from_.people.size(); ++who)
      person(who);
    wishes();
    for (const auto& [at, x] : from_.covers)
      out_.problem.demands.push_back({.day = at.first,
                                      .tasks = solve::only(at.second),
                                      .under = {{x.heads, soft(x.under)}},
                                      .over = {{x.heads, soft(x.over)}}});
    return std::move(out_);
  }

private:
  void person(std::uint32_t who) {
    const auto& terms = from_.terms[who];
    auto next = static_cast<std::uint32_t>(out_.problem.contracts.size());
    auto [at, fresh] = contracts_.emplace(terms, next);
    if (fresh)
      contract(terms);
    auto& one = out_.problem.people[who];
    one.contract = at->second;
    const auto& rules = out_.problem.contracts[one.contract];
    one.run_before.resize(rules.runs.size());
    one.total_before.resize(rules.totals.size());
    one.group_before.resize(rules.groups.size());
    auto may = ~solve::task_set{0};
    for (auto i = std::size_t{1}; i < terms.shifts_max.size(); ++i)
      if (terms.shifts_max[i] == 0)
        may &= ~solve::only(static_cast<solve::task>(i));
    for (auto day = 0; day < from_.days; ++day)
      out_.problem.allowed[out_.problem.cell_at(who, day)]
        &= from_.days_off.contains({who, day}) ? solve::only(solve::off) : may;
  }

  void contract(const shift_terms& terms) {
    auto& rules = out_.problem.contracts.emplace_back();
    auto& names = out_.contracts.emplace_back();
    successions(rules);
    rules.runs = {{.tasks = working_,
                   .min = terms.run_min,
                   .max = terms.run_max,
                   .shorter = hard(),
                   .longer = hard()},
                  {.tasks = solve::only(solve::off),
                   .min = terms.off_min,
                   .shorter = hard()}};
    names.runs = {"consecutive shifts", "consecutive days off"};
    auto unit = *std::min_element(from_.minutes.begin() + 1,
                                  from_.minutes.end());
    rules.totals = {{.weights = from_.minutes,
                     .min = terms.minutes_min,
                     .max = terms.minutes_max,
                     .under = hard(),
                     .over = hard(),
                     .unit = std::max(unit, unit_min)}};
    names.totals = {"minutes of work"};
    for (auto i = std::size_t{1}; i < terms.shifts_max.size(); ++i)
      if (auto most = terms.shifts_max[i]; most > 0 && most < from_.days)
        limit(rules, names, i, most);
    weekends(rules, terms.weekends_max);
    names.groups = {"week-ends with a shift"};
  }

  void successions(solve::contract& rules) const {
    auto n = from_.shifts.size();
    rules.next.resize(n * n);
    for (auto i = std::size_t{1}; i < n; ++i)
      for (auto j = std::size_t{1}; j < n; ++j)
        if (from_.not_after[i].contains(from_.shifts[j]))
          rules.next[i * n + j] = hard();
  }

  void limit(solve::contract& rules, contract_names& names, std::size_t shift,
             std::int32_t most) const {
    auto weights = std::vector<std::int32_t>(from_.shifts.size());
    weights[shift] = 1;
    rules.totals.push_back(
      {.weights = std::move(weights), .max = most, .over = hard()});
    names.totals.push_back("shifts of " + from_.shifts[shift]);
  }

  void weekends(solve::contract& rules, std::int32_t most) const {
    auto& rule = rules.groups.emplace_back();
    rule.tasks = working_;
    rule.max = most;
    rule.over = hard();
    for (auto day = 5; day < from_.days; day += 7)
      rule.spans.push_back({day, day + 1});
  }

  void wishes() {
    auto n = from_.shifts.size();
    for (const auto& [at, weight] : from_.wishes_off)
      price(at, at.shift) += soft(weight);
    for (const auto& [at, weight] : from_.wishes_on)
      for (auto i = std::size_t{0}; i < n; ++i)
        if (i != at.shift)
          price(at, i) += soft(weight);
  }

  solve::score& price(const shift_wish& at, std::size_t shift) {
    return out_.problem
      .cell[out_.problem.cell_at(at.who, at.day) * from_.shifts.size() + shift];
  }

  const shift_tables& from_;
  solve::task_set working_;
  std::map<shift_terms, std::uint32_t> contracts_;
  instance out_;
};

} // namespace

result<instance> read_shift_scheduling(std::string_view text,
                                       const std::string& source) {
  auto tables = read_shift_tables(text, source);
  if (!tables)
    return tables.error();
  auto out = shift_translation{*tables}.made();
  if (auto ok = check_instance(out, source); !ok)
    return ok.error();
  return out;
}

} // namespace nightfloat::exchange
