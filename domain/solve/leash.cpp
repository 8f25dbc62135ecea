// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/leash.hpp"

#include "domain/solve/churn.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace nightfloat::domain::solve {

leash::leash(const problem& x, grid base, std::int64_t most,
             std::vector<std::int64_t> most_each)
  : base_{std::move(base)}, most_{most}, most_each_{std::move(most_each)},
    days_{static_cast<std::size_t>(x.days)}, tasks_{x.tasks.size()},
    same_(tasks_ * tasks_), index_(base_.size()), by_person_(x.people.size()) {
  for (auto a = std::size_t{0}; a < tasks_; ++a)
    for (auto b = std::size_t{0}; b < tasks_; ++b)
      same_[a * tasks_ + b]
        = is_same(x, static_cast<task>(a), static_cast<task>(b)) ? 1 : 0;
}

void leash::begin_at(const grid& roster) {
  for (auto i = std::size_t{0}; i < base_.size(); ++i)
    mark(i, !same(base_[i], roster[i]));
}

void leash::mark(std::size_t cell, bool differs) {
  auto& index = index_[cell];
  if ((index != 0) == differs)
    return;
  by_person_[cell / days_] += differs ? 1 : -1;
  if (differs) {
    changed_.push_back(static_cast<std::uint32_t>(cell));
    index = static_cast<std::uint32_t>(changed_.size());
    return;
  }
  auto last = changed_.back();
  changed_[index - 1] = last;
  index_[last] = index;
  changed_.pop_back();
  index_[cell] = 0;
}

std::int64_t leash::adds(const change& x) const noexcept {
  auto out = std::int64_t{0};
  for (auto k = 0; k < x.count; ++k) {
    auto cell = at(x.who, x.first + k);
    auto differs = !same(base_[cell], x.to[static_cast<std::size_t>(k)]);
    out += (differs ? 1 : 0) - (index_[cell] != 0 ? 1 : 0);
  }
  return out;
}

std::int64_t leash::added(std::span<const change> all) const noexcept {
  auto sum = std::int64_t{0};
  for (const auto& x : all)
    sum += adds(x);
  return sum;
}

bool leash::allows(std::span<const change> all) const noexcept {
  auto sum = added(all);
  if (sum > 0 && changes() + sum > most_)
    return false;
  if (most_each_.empty())
    return true;
  return std::ranges::all_of(all, [&](const change& x) {
    auto own = std::int64_t{0};
    for (const auto& y : all)
      own += y.who == x.who ? adds(y) : 0;
    return own <= 0 || by_person_[x.who] + own <= most_each_[x.who];
  });
}

void leash::took(std::span<const change> all) {
  for (const auto& x : all)
    for (auto k = 0; k < x.count; ++k) {
      auto cell = at(x.who, x.first + k);
      mark(cell, !same(base_[cell], x.to[static_cast<std::size_t>(k)]));
    }
}

bool leash::is_over(std::size_t who) const noexcept {
  return !most_each_.empty() && by_person_[who] > most_each_[who];
}

std::int64_t leash::over() const noexcept {
  auto out = std::max<std::int64_t>(0, changes() - most_);
  for (auto who = std::size_t{0}; who < most_each_.size(); ++who)
    out += std::max<std::int64_t>(0, by_person_[who] - most_each_[who]);
  return out;
}

std::optional<leash::place> leash::pick(random_source& by) const noexcept {
  if (changed_.empty())
    return {};
  auto cell = changed_[by.below(changed_.size())];
  return place{static_cast<std::uint32_t>(cell / days_),
               static_cast<std::int32_t>(cell % days_)};
}

grid leash::bring_near(const tables& x, grid roster) {
  begin_at(roster);
  if (over() == 0)
    return roster;
  auto now = state{x, std::move(roster)};
  auto ways = std::vector<std::pair<score, change>>{};
  for (auto cell : changed_) {
    if (!has(x.what.allowed[cell], base_[cell]))
      continue;
    auto one = change{.who = static_cast<std::uint32_t>(cell / days_),
                      .first = static_cast<std::int32_t>(cell % days_),
                      .count = 1};
    one.to[0] = base_[cell];
    ways.emplace_back(now.cells(one) + now.joined(one) + now.rules(one), one);
  }
  std::ranges::sort(ways, {}, [](const auto& way) {
    return std::tuple{way.first, way.second.who, way.second.first};
  });
  for (const auto& [price, one] : ways) {
    if (!is_over(one.who) && changes() <= most_)
      continue;
    now.apply(one);
    now.keep();
    took({&one, 1});
  }
  return now.roster();
}

} // namespace nightfloat::domain::solve
