// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/state.hpp"

#include "domain/solve/evaluate.hpp"
#include "domain/solve/prices.hpp"

#include <cstdlib>

namespace nightfloat::domain::solve {

state::state(const tables& x, grid roster) : x_{&x}, roster_{std::move(roster)} {
  NIGHTFLOAT_EXPECT(roster_.size() == x.what.allowed.size());
  auto bits = std::size_t{0};
  auto totals = std::size_t{0};
  auto groups = std::size_t{0};
  auto windows = std::size_t{0};
  for (auto who = std::size_t{0}; who < x.people; ++who) {
    const auto& c = x.of(who);
    bits_from_.push_back(bits);
    totals_from_.push_back(totals);
    groups_from_.push_back(groups);
    windows_from_.push_back(windows);
    bits += c.runs.size() * x.words;
    totals += c.totals.size();
    groups += c.groups.size();
    windows += c.windows.size() * static_cast<std::size_t>(x.days);
  }
  bits_.resize(bits);
  totals_.resize(totals);
  groups_.resize(groups);
  partial_.resize(groups);
  windows_.resize(windows);
  heads_.resize(x.what.demands.size());
  counts_.resize(x.what.spreads.size() * x.people);
  count_all();
}

void state::count_all() {
  const auto& x = *x_;
  // Everybody off, then each row as it is: one way to count.
  for (auto who = std::size_t{0}; who < x.people; ++who) {
    const auto& c = x.of(who);
    const auto& one = x.what.people[who];
    for (auto i = std::size_t{0}; i < c.totals.size(); ++i)
      totals_[totals_from_[who] + i]
        = one.total_before[c.total_from[i]]
          + std::int64_t{c.totals[i].weights[off]} * x.days;
    for (auto i = std::size_t{0}; i < c.runs.size(); ++i)
      if (has(c.runs[i].rule.tasks, off))
        for (auto day = 0; day < x.days; ++day)
          put_bit(bits(who, i), day, true);
    for (auto i = std::size_t{0}; i < c.groups.size(); ++i)
      groups_[groups_from_[who] + i]
        = one.group_before[i]
          + (has(c.groups[i].tasks, off)
               ? static_cast<std::int32_t>(c.groups[i].spans.size())
               : 0);
    for (auto i = std::size_t{0}; i < c.windows.size(); ++i)
      for (auto day = 0; day + c.windows[i].days <= x.days; ++day)
        windows_[windows_from_[who] + i * static_cast<std::size_t>(x.days)
                 + static_cast<std::size_t>(day)]
          = std::int64_t{c.windows[i].weights[off]} * c.windows[i].days;
  }
  for (auto i = std::size_t{0}; i < heads_.size(); ++i)
    heads_[i] = has(x.demand_tasks[i], off)
                  ? static_cast<std::int32_t>(x.people)
                  : 0;
  for (auto i = std::size_t{0}; i < x.what.spreads.size(); ++i)
    for (auto who = std::size_t{0}; who < x.people; ++who)
      counts_[i * x.people + who]
        = has(x.what.spreads[i].tasks, off)
            ? static_cast<std::int32_t>(x.what.spreads[i].days.size())
            : 0;
  auto wanted = std::move(roster_);
  roster_.assign(wanted.size(), off);
  for (auto who = 0U; who < x.people; ++who)
    for (auto day = 0; day < x.days; day += block_max) {
      auto before = now(who, day, std::min(block_max, x.days - day));
      auto after = before;
      for (auto i = 0; i < after.count; ++i)
        after.to[static_cast<std::size_t>(i)]
          = wanted[x.what.cell_at(who, day + i)];
      write(after, before);
      between(after, before);
    }
  cost_ = evaluate(x.what, roster_).total;
}

change state::now(std::uint32_t who, std::int32_t first,
                  std::int32_t count) const noexcept {
  auto out = change{who, first, count, {}};
  const auto* row = &roster_[x_->what.cell_at(who, first)];
  for (auto i = std::size_t{0}; i < static_cast<std::size_t>(count); ++i)
    out.to[i] = row[i];
  return out;
}

score state::more(std::int32_t day, task t) const noexcept {
  auto out = score{};
  for (auto i : x_->demanded(day, t)) {
    const auto* price = &x_->prices[x_->price_from[i]];
    out += price[heads_[i] + 1] - price[heads_[i]];
  }
  return out;
}

score state::fewer(std::int32_t day, task t) const noexcept {
  auto out = score{};
  for (auto i : x_->demanded(day, t)) {
    const auto* price = &x_->prices[x_->price_from[i]];
    out += price[heads_[i] - 1] - price[heads_[i]];
  }
  return out;
}

score state::apply_own(const change& x) {
  auto before = now(x.who, x.first, x.count);
  auto touched = std::uint64_t{0};
  const auto& c = x_->of(x.who);
  for (auto i = std::size_t{0}; i < c.runs.size(); ++i) {
    auto set = c.runs[i].rule.tasks;
    for (auto k = std::size_t{0}; k < static_cast<std::size_t>(x.count); ++k)
      if (has(set, before.to[k]) != has(set, x.to[k])) {
        touched |= std::uint64_t{1} << i;
        break;
      }
  }
  auto delta = score{} - around(x, touched);
  write(x, before);
  delta += around(x, touched);
  auto cells = &x_->what.cell[x_->what.cell_at(x.who, x.first) * x_->tasks];
  for (auto k = std::size_t{0}; k < static_cast<std::size_t>(x.count); ++k)
    delta += cells[k * x_->tasks + x.to[k]] - cells[k * x_->tasks + before.to[k]];
  undone_.push_back({before, cost_, false});
  cost_ += delta;
  return delta;
}

score state::apply(const change& x) {
  auto before = now(x.who, x.first, x.count);
  auto delta = apply_own(x);
  auto joined = between(x, before);
  undone_.back().between = true;
  cost_ += joined;
  return delta + joined;
}

void state::undo() {
  while (!undone_.empty()) {
    const auto& last = undone_.back();
    const auto& x = last.before;
    auto current = now(x.who, x.first, x.count);
    write(x, current);
    if (last.between)
      between(x, current);
    cost_ = last.cost;
    undone_.pop_back();
  }
}

score state::between(const change& x, const change& before) {
  auto delta = score{};
  const auto& t = *x_;
  for (auto k = std::size_t{0}; k < static_cast<std::size_t>(x.count); ++k) {
    auto was = before.to[k];
    auto is = x.to[k];
    if (was == is)
      continue;
    auto day = x.first + static_cast<std::int32_t>(k);
    for (auto i : t.demanded(day, was))
      if (!has(t.demand_tasks[i], is)) {
        const auto* price = &t.prices[t.price_from[i]];
        delta += price[heads_[i] - 1] - price[heads_[i]];
        --heads_[i];
      }
    for (auto i : t.demanded(day, is))
      if (!has(t.demand_tasks[i], was)) {
        const auto* price = &t.prices[t.price_from[i]];
        delta += price[heads_[i] + 1] - price[heads_[i]];
        ++heads_[i];
      }
  }
  if (!t.what.spreads.empty())
    delta += spreads(x, before);
  if (!t.pairs_of[x.who].empty())
    delta += pairs(x) - pairs(before);
  return delta;
}

score state::spreads(const change& x, const change& before) {
  auto delta = score{};
  for (auto i = 0U; i < x_->what.spreads.size(); ++i) {
    const auto& rule = x_->what.spreads[i];
    auto more = 0;
    for (auto k = std::size_t{0}; k < static_cast<std::size_t>(x.count); ++k) {
      const auto& here
        = x_->spreads_of_day[static_cast<std::size_t>(x.first) + k];
      if (std::ranges::find(here, i) != here.end())
        more += static_cast<int>(has(rule.tasks, x.to[k]))
                - static_cast<int>(has(rule.tasks, before.to[k]));
    }
    if (more == 0)
      continue;
    delta -= spread(i);
    counts_[i * x_->people + x.who] += more;
    delta += spread(i);
  }
  return delta;
}

score state::spread(std::uint32_t i) const noexcept {
  const auto& rule = x_->what.spreads[i];
  const auto* counts = &counts_[i * x_->people];
  auto widest = std::int64_t{0};
  for (auto a = std::size_t{0}; a < x_->people; ++a)
    for (auto b = a + 1; b < x_->people; ++b)
      widest = std::max(
        widest, std::abs(std::int64_t{rule.weights[a]} * counts[b]
                         - std::int64_t{rule.weights[b]} * counts[a]));
  return rule.price * units(widest, rule.divisor);
}

score state::pairs(const change& x) const noexcept {
  auto out = score{};
  for (auto i : x_->pairs_of[x.who]) {
    const auto& rule = x_->what.pairs[i];
    auto other = rule.one == x.who ? rule.other : rule.one;
    for (auto k = 0; k < x.count; ++k) {
      auto here = has(rule.tasks, x.to[static_cast<std::size_t>(k)]);
      auto there = has(rule.tasks, at(other, x.first + k));
      if (rule.together ? here != there : here && there)
        out += rule.price;
    }
  }
  return out;
}

} // namespace nightfloat::domain::solve
