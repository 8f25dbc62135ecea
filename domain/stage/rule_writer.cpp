// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/rule_writer.hpp"

#include <algorithm>
#include <bit>

namespace nightfloat::domain::stage {

using solve::rule_kind;
using solve::score;
using solve::task_set;

rule_writer::rule_writer(solve::problem& to, rule_tags& tags,
                         std::uint32_t from)
  : to_{to}, tags_{tags}, from_{from} {
  if (to_.contracts.empty())
    to_.contracts.emplace_back();
}

task_set rule_writer::others(task_set x) const noexcept {
  auto all = ~task_set{0} >> (solve::tasks_max - to_.tasks.size());
  return all & ~x;
}

void rule_writer::cell(std::size_t row, std::int32_t column, task_set tasks,
                       score price) {
  if (price == score{})
    return;
  auto first = to_.cell_at(row, column) * to_.tasks.size();
  for (auto t = std::size_t{0}; t < to_.tasks.size(); ++t)
    if (solve::has(tasks, static_cast<solve::task>(t))) {
      to_.cell[first + t] += price;
      tags_.cell(first + t, from_, price);
    }
}

std::vector<std::uint32_t> rule_writer::contracts_of(row_list rows) {
  auto meant = std::vector<bool>(to_.people.size());
  for (auto row : rows)
    meant[row] = true;
  // By contract: how many of its people are meant, and how many are not.
  auto mine = std::vector<std::size_t>(to_.contracts.size());
  auto theirs = mine;
  for (auto row = std::size_t{0}; row < meant.size(); ++row)
    ++(meant[row] ? mine : theirs)[to_.people[row].contract];
  auto out = std::vector<std::uint32_t>{};
  for (auto c = 0U; c < mine.size(); ++c) {
    if (mine[c] == 0)
      continue;
    if (theirs[c] == 0) {
      out.push_back(c);
      continue;
    }
    auto copy = static_cast<std::uint32_t>(to_.contracts.size());
    to_.contracts.push_back(solve::contract{to_.contracts[c]});
    tags_.copied(c, copy);
    for (auto row : rows)
      if (to_.people[row].contract == c)
        to_.people[row].contract = copy;
    out.push_back(copy);
  }
  return out;
}

void rule_writer::next(row_list rows, task_set first, task_set second,
                       score price) {
  if (price == score{} || rows.empty())
    return;
  auto n = to_.tasks.size();
  for (auto c : contracts_of(rows)) {
    auto& steps = to_.contracts[c].next;
    if (steps.empty())
      steps.resize(n * n);
    for (auto a = std::size_t{0}; a < n; ++a)
      for (auto b = std::size_t{0}; b < n; ++b)
        if (solve::has(first, static_cast<solve::task>(a))
            && solve::has(second, static_cast<solve::task>(b))) {
          steps[a * n + b] += price;
          tags_.next(c, a * n + b, from_, price);
        }
  }
}

template <class Rule>
void rule_writer::own(row_list rows, counts_before before, const Rule& x,
                      std::vector<Rule> solve::contract::*rules,
                      std::vector<std::int32_t> solve::person::*counts,
                      rule_kind kind) {
  if (rows.empty())
    return;
  for (auto c : contracts_of(rows)) {
    auto& all = to_.contracts[c].*rules;
    tags_.rule(kind, c, static_cast<std::uint32_t>(all.size()), from_);
    all.push_back(x);
  }
  if (counts == nullptr)
    return;
  for (auto i = std::size_t{0}; i < rows.size(); ++i)
    (to_.people[rows[i]].*counts).push_back(before.empty() ? 0 : before[i]);
}

void rule_writer::total(row_list rows, const solve::total_rule& x,
                        counts_before before) {
  if (x.under != score{} || x.over != score{} || x.square != score{})
    own(rows, before, x, &solve::contract::totals, &solve::person::total_before,
        rule_kind::total);
}

void rule_writer::group(row_list rows, const solve::group_rule& x,
                        counts_before before) {
  if (!x.spans.empty() && (x.over != score{} || x.partial != score{}))
    own(rows, before, x, &solve::contract::groups, &solve::person::group_before,
        rule_kind::group);
}

void rule_writer::window(row_list rows, const solve::window_rule& x) {
  if (x.over != score{})
    own(rows, {}, x, &solve::contract::windows, nullptr, rule_kind::window);
}

void rule_writer::clash(row_list rows, const solve::clash_rule& x) {
  if (x.price != score{})
    own(rows, {}, x, &solve::contract::clashes, nullptr, rule_kind::clash);
}

void rule_writer::demand(const solve::demand& x) {
  auto costs = [](const solve::head_price& p) {
    return p.each != score{};
  };
  if (!std::ranges::any_of(x.under, costs)
      && !std::ranges::any_of(x.over, costs))
    return;
  tags_.rule(rule_kind::demand, 0,
             static_cast<std::uint32_t>(to_.demands.size()), from_);
  to_.demands.push_back(x);
}

void rule_writer::spread(const solve::spread_rule& x) {
  if (x.price == score{} || x.days.empty())
    return;
  tags_.rule(rule_kind::spread, 0,
             static_cast<std::uint32_t>(to_.spreads.size()), from_);
  to_.spreads.push_back(x);
}

std::optional<std::uint64_t> rule_writer::classes_of(row_list rows) {
  if (rows.size() == to_.people.size())
    return ~std::uint64_t{0};
  auto meant = std::vector<bool>(to_.people.size());
  for (auto row : rows)
    meant[row] = true;
  auto days = static_cast<std::size_t>(to_.days);
  if (to_.classes.empty())
    to_.classes.assign(to_.allowed.size(), 0);
  auto mine = std::uint64_t{0};
  auto theirs = std::uint64_t{0};
  for (auto at = std::size_t{0}; at < to_.classes.size(); ++at)
    (meant[at / days] ? mine : theirs) |= std::uint64_t{1} << to_.classes[at];
  auto shared = mine & theirs;
  auto used = static_cast<int>(std::bit_width(mine | theirs));
  if (static_cast<std::size_t>(used + std::popcount(shared))
      > solve::classes_max)
    return {};
  for (auto k = 0; k < used; ++k)
    if ((shared >> k & 1) != 0)
      split_class(static_cast<std::uint8_t>(k), meant);
  auto out = std::uint64_t{0};
  for (auto at = std::size_t{0}; at < to_.classes.size(); ++at)
    if (meant[at / days])
      out |= std::uint64_t{1} << to_.classes[at];
  return out;
}

/// Those meant get a class of their own, which counts wherever `which` does.
void rule_writer::split_class(std::uint8_t which,
                              const std::vector<bool>& meant) {
  auto fresh
    = static_cast<std::uint8_t>(*std::ranges::max_element(to_.classes) + 1);
  auto days = static_cast<std::size_t>(to_.days);
  for (auto at = std::size_t{0}; at < to_.classes.size(); ++at)
    if (meant[at / days] && to_.classes[at] == which)
      to_.classes[at] = fresh;
  auto bit = std::uint64_t{1} << fresh;
  for (auto& demand : to_.demands)
    demand.classes = (demand.classes >> which & 1) != 0 ? demand.classes | bit
                                                        : demand.classes & ~bit;
}

} // namespace nightfloat::domain::stage
