// SPDX-License-Identifier: Apache-2.0
// What a change costs, by kind of rule.

#include "domain/solve/state.hpp"

namespace nightfloat::domain::solve {

evaluation state::priced(const change& x) const {
  const auto& c = x_->of(x.who);
  auto out = evaluation{};
  auto add = [&](rule_kind kind, score price) {
    out.parts[static_cast<std::size_t>(kind)] += price;
    out.total += price;
  };
  add(rule_kind::cell, cells(x));
  if (!x_->what.contract_of(x.who).next.empty())
    add(rule_kind::next, successions(x));
  for (auto i = std::size_t{0}; i < c.runs.size(); ++i)
    add(rule_kind::run, runs(x, i));
  add(rule_kind::total, sums(x));
  for (auto i = std::size_t{0}; i < c.groups.size(); ++i)
    add(rule_kind::group, group(x, i));
  if (!c.windows.empty())
    add(rule_kind::window, windows(x));
  if (!c.clashes.empty())
    add(rule_kind::clash, clashes(x));
  for (auto i = std::size_t{0}; i < c.orders.size(); ++i)
    add(rule_kind::order, order(x, i));
  add(rule_kind::demand, heads_price(x));
  if (!x_->what.spreads.empty())
    add(rule_kind::spread, spreads(x));
  if (!x_->pairs_of[x.who].empty())
    add(rule_kind::pair, pairs(x) - pairs(now(x.who, x.first, x.count)));
  return out;
}

} // namespace nightfloat::domain::solve
