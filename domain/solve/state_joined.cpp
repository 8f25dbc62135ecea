// SPDX-License-Identifier: Apache-2.0
// What a change costs in what joins people: demands, spreads and pairs.

#include "domain/solve/prices.hpp"
#include "domain/solve/state.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace nightfloat::domain::solve {

score state::joined(const change& x) const {
  auto delta = heads_price(x);
  if (!x_->what.spreads.empty())
    delta += spreads(x);
  if (!x_->pairs_of[x.who].empty())
    delta += pairs(x) - pairs(now(x.who, x.first, x.count));
  return delta;
}

score state::heads_price(const change& x) const noexcept {
  const auto& t = *x_;
  auto delta = score{};
  for (auto k = 0; k < x.count; ++k) {
    auto day = x.first + k;
    auto is = x.to[static_cast<std::size_t>(k)];
    auto was = at(x.who, day);
    if (was == is)
      continue;
    for (auto i : t.demanded(x.who, day, was))
      if (!has(t.demand_tasks[i], is)) {
        const auto* price = &t.prices[t.price_from[i]];
        delta += price[heads_[i] - 1] - price[heads_[i]];
      }
    for (auto i : t.demanded(x.who, day, is))
      if (!has(t.demand_tasks[i], was)) {
        const auto* price = &t.prices[t.price_from[i]];
        delta += price[heads_[i] + 1] - price[heads_[i]];
      }
  }
  return delta;
}

/// Days that the rule counts, more than `before`.
std::int32_t state::counted_more(const change& x, const change& before,
                                 std::uint32_t i) const noexcept {
  auto tasks = x_->what.spreads[i].tasks;
  auto out = 0;
  for (auto k = std::size_t{0}; k < static_cast<std::size_t>(x.count); ++k) {
    auto more = (has(tasks, x.to[k]) ? 1 : 0)
                - (has(tasks, before.to[k]) ? 1 : 0);
    if (more == 0)
      continue;
    const auto& here
      = x_->spreads_of_day[static_cast<std::size_t>(x.first) + k];
    out += std::ranges::find(here, i) != here.end() ? more : 0;
  }
  return out;
}

/// The largest difference between that person, with so many days, and another.
std::int64_t state::farthest(std::uint32_t i, std::uint32_t who,
                             std::int64_t days) const noexcept {
  const auto& weights = x_->what.spreads[i].weights;
  const auto* counts = &counts_[i * x_->people];
  auto out = std::int64_t{0};
  for (auto a = std::size_t{0}; a < x_->people; ++a)
    if (a != who)
      out = std::max(out, std::abs(weights[a] * days
                                   - std::int64_t{weights[who]} * counts[a]));
  return out;
}

/// The largest difference where that person has so many days more. All pairs
/// are compared only where the person was one of the two that differ most, and
/// is not any more.
std::int64_t state::widest(std::uint32_t i, std::uint32_t who,
                           std::int32_t more) const noexcept {
  if (x_->spread_weight[i] > 0)
    return widest_of_all(i, who, more);
  auto days = std::int64_t{counts_[i * x_->people + who]};
  auto own = farthest(i, who, days + more);
  if (own >= widest_[i])
    return own;
  if (farthest(i, who, days) < widest_[i])
    return widest_[i];
  return widest_of_all(i, who, more);
}

std::int64_t state::widest_of_all(std::uint32_t i, std::uint32_t who,
                                  std::int32_t more) const noexcept {
  const auto& weights = x_->what.spreads[i].weights;
  const auto* counts = &counts_[i * x_->people];
  auto of = [&](std::size_t a) {
    return std::int64_t{counts[a]} + (a == who ? more : 0);
  };
  auto out = std::int64_t{0};
  if (auto weight = std::int64_t{x_->spread_weight[i]}; weight > 0) {
    // Most against least; who weighs nothing is as far from all others.
    auto least = std::numeric_limits<std::int64_t>::max();
    for (auto a = std::size_t{0}; a < x_->people; ++a)
      if (weights[a] != 0)
        least = std::min(least, of(a));
    for (auto a = std::size_t{0}; a < x_->people; ++a)
      out = std::max(out, of(a) - (weights[a] != 0 ? least : 0));
    return out * weight;
  }
  for (auto a = std::size_t{0}; a < x_->people; ++a)
    for (auto b = a + 1; b < x_->people; ++b)
      out = std::max(out, std::abs(weights[a] * of(b) - weights[b] * of(a)));
  return out;
}

score state::spreads(const change& x) const {
  auto delta = score{};
  auto before = now(x.who, x.first, x.count);
  for (auto i = 0U; i < x_->what.spreads.size(); ++i) {
    auto more = counted_more(x, before, i);
    if (more == 0)
      continue;
    const auto& rule = x_->what.spreads[i];
    delta += rule.price
             * (units(widest(i, x.who, more), rule.divisor)
                - units(widest_[i], rule.divisor));
  }
  return delta;
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

void state::count_head(std::uint32_t demand, std::int32_t by) noexcept {
  heads_[demand] += by;
  note_dear(demand);
}

/// Keeps the list of demands that could cost less.
void state::note_dear(std::uint32_t demand) noexcept {
  auto price = x_->prices[x_->price_from[demand]
                          + static_cast<std::size_t>(heads_[demand])];
  auto is = x_->price_least[demand] < price;
  auto& at = dear_at_[demand];
  if (is && at == 0) {
    dear_.push_back(demand);
    at = static_cast<std::uint32_t>(dear_.size());
  } else if (!is && at != 0) {
    dear_[at - 1] = dear_.back();
    dear_at_[dear_.back()] = at;
    dear_.pop_back();
    at = 0;
  }
}

void state::count_joined(const change& x, const change& before) noexcept {
  const auto& t = *x_;
  for (auto k = std::size_t{0}; k < static_cast<std::size_t>(x.count); ++k) {
    auto was = before.to[k];
    auto is = x.to[k];
    if (was == is)
      continue;
    auto day = x.first + static_cast<std::int32_t>(k);
    for (auto i : t.demanded(x.who, day, was))
      if (!has(t.demand_tasks[i], is))
        count_head(i, -1);
    for (auto i : t.demanded(x.who, day, is))
      if (!has(t.demand_tasks[i], was))
        count_head(i, 1);
  }
  for (auto i = 0U; i < t.what.spreads.size(); ++i)
    if (auto more = counted_more(x, before, i); more != 0) {
      widest_[i] = widest(i, x.who, more);
      counts_[i * t.people + x.who] += more;
    }
}

} // namespace nightfloat::domain::solve
