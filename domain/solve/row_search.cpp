// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/row_search.hpp"

#include <algorithm>
#include <cmath>

namespace nightfloat::domain::solve {

row_search::row_search(const tables& x, grid start, std::uint64_t seed,
                       const row_limits& limits)
  : x_{&x}, at_{x, std::move(start)}, rows_of_{x.what, limits}, random_{seed},
    best_{at_.roster()}, best_cost_{at_.cost()}, heads_(x.what.demands.size()),
    prices_(static_cast<std::size_t>(x.days) * x.tasks) {
}

void row_search::restart(const grid& from) {
  at_ = state{*x_, from};
  best_ = from;
  best_cost_ = at_.cost();
}

/// How many people leave.
std::size_t row_search::count() noexcept {
  constexpr auto few = std::size_t{2};
  constexpr auto many = std::size_t{12};
  auto tenth = x_->people / 10;
  auto more = wide_ ? tenth + random_.below(2 * tenth + 1) : std::size_t{0};
  return std::clamp(more, few + random_.below(3), many);
}

void row_search::choose(std::size_t count) {
  chosen_.clear();
  auto add = [&](std::uint32_t who) {
    if (std::ranges::find(chosen_, who) == chosen_.end())
      chosen_.push_back(who);
  };
  // A day that costs, and people who do something else on it than before.
  const auto& demands = x_->what.demands;
  if (!demands.empty() && random_.below(4) != 0) {
    for (auto tries = 0; tries < 20; ++tries) {
      auto i = random_.below(demands.size());
      auto price = x_->prices[x_->price_from[i]
                              + static_cast<std::size_t>(at_.heads(i))];
      if (price == score{})
        continue;
      auto day = demands[i].day;
      for (auto k = 0; k < 30 && chosen_.size() < count; ++k) {
        auto who = random_.below(x_->people);
        auto on = at_.at(who, day) != off;
        if ((x_->what.allowed[x_->what.cell_at(who, day)] & demands[i].tasks)
              != 0
            || on)
          add(who);
      }
      break;
    }
  }
  for (auto k = 0; k < 50 && chosen_.size() < std::min(count, x_->people); ++k)
    add(random_.below(x_->people));
}

void row_search::leave(std::uint32_t who) noexcept {
  const auto* row = &trial_[x_->what.cell_at(who, 0)];
  for (auto day = 0; day < x_->days; ++day)
    for (auto i : x_->demanded(who, day, row[day]))
      --heads_[i];
}

void row_search::enter(std::uint32_t who, std::span<const task> row) noexcept {
  auto* to = &trial_[x_->what.cell_at(who, 0)];
  for (auto day = 0; day < x_->days; ++day) {
    to[day] = row[static_cast<std::size_t>(day)];
    for (auto i : x_->demanded(who, day, to[day]))
      ++heads_[i];
  }
}

void row_search::price(std::uint32_t who, std::int64_t hard_weight,
                       double noise) {
  const auto& x = *x_;
  for (auto day = 0; day < x.days; ++day)
    for (auto t = task{0}; t < x.tasks; ++t) {
      auto at = static_cast<std::size_t>(day) * x.tasks + t;
      auto cell = x.what.cell_at(who, day);
      if (!has(x.what.allowed[cell], t)) {
        prices_[at] = never_broken;
        continue;
      }
      auto sum = x.what.cell[cell * x.tasks + t];
      for (auto i : x.demanded(who, day, t)) {
        const auto* price = &x.prices[x.price_from[i]];
        sum += price[heads_[i] + 1] - price[heads_[i]];
      }
      auto value = static_cast<double>(sum.weighed(hard_weight));
      if (noise > 0)
        value += noise * (random_.unit() - 0.5);
      prices_[at] = value;
    }
}

bool row_search::place(std::uint32_t who, std::int64_t hard_weight,
                       double noise, const std::function<bool()>& stop) {
  price(who, hard_weight, noise);
  auto found = rows_of_.best({.who = who,
                              .prices = prices_,
                              .hard_weight = never_broken,
                              .fixed = {},
                              .stop = &stop});
  if (found.row.empty())
    return false;
  enter(who, found.row);
  return true;
}

bool row_search::step(double temperature, std::int64_t hard_weight,
                      const std::function<bool()>& stop) {
  ++steps_;
  choose(count());
  trial_ = at_.roster();
  for (auto i = std::uint32_t{0}; i < heads_.size(); ++i)
    heads_[i] = at_.heads(i);
  for (auto who : chosen_)
    leave(who);
  random_.shuffle(chosen_);
  for (auto who : chosen_)
    if (!place(who, hard_weight, 2 * temperature, stop))
      return false;
  // Once more, now that all are back.
  for (auto who : chosen_) {
    leave(who);
    if (!place(who, hard_weight, 0, stop))
      return false;
  }
  auto delta = score{};
  for (auto who : chosen_)
    for (auto day = 0; day < x_->days; day += block_max) {
      auto x = at_.now(who, day, std::min(block_max, x_->days - day));
      auto same = true;
      for (auto k = 0; k < x.count; ++k) {
        auto to = trial_[x_->what.cell_at(who, day + k)];
        same = same && to == x.to[static_cast<std::size_t>(k)];
        x.to[static_cast<std::size_t>(k)] = to;
      }
      if (!same)
        delta += at_.apply(x);
    }
  auto cost = static_cast<double>(delta.weighed(hard_weight));
  if (cost > -temperature * std::log(1 - random_.unit())) {
    at_.undo();
    return false;
  }
  at_.keep();
  if (at_.cost() < best_cost_) {
    best_cost_ = at_.cost();
    best_ = at_.roster();
    return true;
  }
  return false;
}

} // namespace nightfloat::domain::solve
