// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/requirement.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace nightfloat::domain::solve {

namespace {

bool is_hard(score x) noexcept {
  return x.hard() > 0;
}

/// Tasks that break a hard rule in that cell.
task_set dear_tasks(const problem& x, std::size_t cell) noexcept {
  auto out = task_set{0};
  for (auto t = std::size_t{0}; t < x.tasks.size(); ++t)
    if (is_hard(x.cell[cell * x.tasks.size() + t]))
      out |= only(static_cast<task>(t));
  return out;
}

} // namespace

std::int32_t least_heads(const demand& x) noexcept {
  auto out = 0;
  for (const auto& price : x.under)
    if (is_hard(price.each))
      out = std::max(out, price.heads);
  return out;
}

std::int32_t most_heads(const demand& x) noexcept {
  auto out = any_number;
  for (const auto& price : x.over)
    if (is_hard(price.each))
      out = std::min(out, price.heads);
  return out;
}

requirements::requirements(const problem& x, std::int32_t facts_from)
  : x_{&x}, facts_from_{facts_from} {
  for (auto who = std::size_t{0}; who < x.people.size(); ++who) {
    auto set = task_set{0};
    for (auto day = 0; day < std::min(x.days, facts_from); ++day)
      set |= x.allowed[x.cell_at(who, day)];
    able_.push_back(set);
  }
  for (const auto& rules : x.contracts)
    has_steps_.push_back(std::ranges::any_of(rules.next, is_hard));
}

task_set requirements::able(std::uint32_t who,
                            std::int32_t day) const noexcept {
  auto here = x_->allowed[x_->cell_at(who, day)];
  auto known = ~task_set{0} >> (tasks_max - x_->tasks.size());
  return (day < facts_from_ ? able_[who] | here : here) & known;
}

void requirements::add_cell(std::vector<requirement>& to, std::uint32_t who,
                            std::int32_t day) const {
  auto cell = x_->cell_at(who, day);
  auto may = able(who, day);
  if ((may & ~x_->allowed[cell]) != 0)
    to.push_back({rule_kind::cell, 1, who, day});
  if ((may & dear_tasks(*x_, cell)) != 0)
    to.push_back({rule_kind::cell, 0, who, day});
}

void requirements::add_demands(std::vector<requirement>& to, std::int32_t first,
                               std::int32_t last) const {
  for (auto i = 0U; i < x_->demands.size(); ++i) {
    const auto& rule = x_->demands[i];
    if (rule.day < first || rule.day >= last)
      continue;
    if (least_heads(rule) > 0)
      to.push_back(
        {rule_kind::demand, i, fault::nobody, rule.day, side::least});
    if (most_heads(rule) != any_number)
      to.push_back({rule_kind::demand, i, fault::nobody, rule.day, side::most});
  }
}

void requirements::add_steps(std::vector<requirement>& to, std::uint32_t who,
                             std::int32_t first, std::int32_t last) const {
  const auto& rules = x_->contract_of(who);
  auto known = x_->people[who].last_known;
  if (has_steps_[x_->people[who].contract])
    for (auto day = first == 0 && known ? 0 : first + 1; day < last; ++day)
      to.push_back({rule_kind::next, 0, who, day});
  for (auto i = 0U; i < rules.windows.size(); ++i)
    if (is_hard(rules.windows[i].over))
      for (auto day = first; day + rules.windows[i].days <= last; ++day)
        to.push_back({rule_kind::window, i, who, day});
  for (auto i = 0U; i < rules.clashes.size(); ++i) {
    const auto& rule = rules.clashes[i];
    if (is_hard(rule.price) && std::min(rule.first, rule.second) >= first
        && std::max(rule.first, rule.second) < last)
      to.push_back({rule_kind::clash, i, who, rule.first});
  }
  for (auto i = 0U; i < rules.runs.size(); ++i) {
    const auto& rule = rules.runs[i];
    if (is_hard(rule.shorter) && rule.min > 1)
      to.push_back({rule_kind::run, i, who, -1, side::least});
    if (is_hard(rule.longer) && rule.max != any_number)
      to.push_back({rule_kind::run, i, who, -1, side::most});
  }
}

void requirements::add_sums(std::vector<requirement>& to,
                            std::uint32_t who) const {
  const auto& rules = x_->contract_of(who);
  for (auto i = 0U; i < rules.totals.size(); ++i) {
    const auto& rule = rules.totals[i];
    if (is_hard(rule.under))
      to.push_back({rule_kind::total, i, who, -1, side::least});
    if (is_hard(rule.over) && rule.max != any_number)
      to.push_back({rule_kind::total, i, who, -1, side::most});
    if (is_hard(rule.square))
      to.push_back({rule_kind::total, i, who, -1, side::exact});
  }
  for (auto i = 0U; i < rules.groups.size(); ++i) {
    if (is_hard(rules.groups[i].over) && rules.groups[i].max != any_number)
      to.push_back({rule_kind::group, i, who, -1, side::most});
    if (is_hard(rules.groups[i].partial))
      to.push_back({rule_kind::group, i, who, -1, side::exact});
  }
  for (auto i = 0U; i < rules.orders.size(); ++i)
    if (is_hard(rules.orders[i].price))
      to.push_back({rule_kind::order, i, who, -1});
}

void requirements::add_between(std::vector<requirement>& to, std::int32_t first,
                               std::int32_t last) const {
  for (auto i = 0U; i < x_->pairs.size(); ++i)
    if (is_hard(x_->pairs[i].price))
      for (auto day = first; day < last; ++day)
        to.push_back({rule_kind::pair, i, x_->pairs[i].one, day});
}

std::vector<requirement> requirements::of_days(std::int32_t first,
                                               std::int32_t last) const {
  auto out = std::vector<requirement>{};
  add_demands(out, first, last);
  add_between(out, first, last);
  for (auto who = 0U; who < x_->people.size(); ++who) {
    for (auto day = first; day < last; ++day)
      add_cell(out, who, day);
    if (last - first > 1)
      add_steps(out, who, first, last);
  }
  return out;
}

std::vector<requirement> requirements::of_person(std::uint32_t who) const {
  auto out = std::vector<requirement>{};
  for (auto day = 0; day < x_->days; ++day)
    add_cell(out, who, day);
  add_steps(out, who, 0, x_->days);
  add_sums(out, who);
  return out;
}

std::vector<requirement> requirements::all() const {
  auto out = std::vector<requirement>{};
  add_demands(out, 0, x_->days);
  add_between(out, 0, x_->days);
  for (auto i = 0U; i < x_->spreads.size(); ++i)
    if (is_hard(x_->spreads[i].price))
      out.push_back({rule_kind::spread, i});
  for (auto who = 0U; who < x_->people.size(); ++who)
    std::ranges::copy(of_person(who), std::back_inserter(out));
  return out;
}

std::vector<requirement> requirements::broken(const grid& roster) const {
  auto found = std::set<requirement>{};
  for (const auto& f : faults(*x_, roster)) {
    if (!is_hard(f.price))
      break;
    auto whole = f.kind == rule_kind::run || f.kind == rule_kind::order;
    auto one = requirement{f.kind, f.rule, f.who, whole ? -1 : f.day};
    for (auto which : {side::least, side::most, side::exact}) {
      one.which = which;
      found.insert(one);
    }
  }
  return {found.begin(), found.end()};
}

} // namespace nightfloat::domain::solve
