// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/column_repair.hpp"

#include "domain/solve/column_roster.hpp"
#include "domain/solve/evaluate.hpp"
#include "domain/solve/price_gcd.hpp"
#include "domain/solve/weighed.hpp"

#include <algorithm>
#include <numeric>

namespace nightfloat::domain::solve {

namespace {

/// What the programme sees of a roster's cost.
double programme_cost(const evaluation& x, double hard_weight) {
  auto part = [&](rule_kind kind) {
    return x.parts[static_cast<std::size_t>(kind)];
  };
  return weighed(x.total - part(rule_kind::spread) - part(rule_kind::pair),
                 hard_weight);
}

} // namespace

column_repair::column_repair(column_generation& of, grid start,
                             const repair_options& options)
  : of_{of}, options_{options}, random_{options.seed}, best_{std::move(start)},
    size_{static_cast<double>(options.people)} {
  auto x = evaluate(of.shape().of(), best_);
  cost_ = x.total;
  programme_cost_ = programme_cost(x, of.shape().hard_weight());
}

void column_repair::offer(const grid& roster) {
  auto x = evaluate(of_.shape().of(), roster);
  if (x.total >= cost_)
    return;
  best_ = roster;
  cost_ = x.total;
  programme_cost_ = programme_cost(x, of_.shape().hard_weight());
}

void column_repair::choose() {
  auto people = of_.shape().of().people.size();
  freed_.assign(people, false);
  auto order = std::vector<std::size_t>(people);
  std::iota(order.begin(), order.end(), std::size_t{0});
  random_.shuffle(order);
  auto n = std::min(people, static_cast<std::size_t>(size_));
  for (auto i = std::size_t{0}; i < n; ++i)
    freed_[order[i]] = true;
}

void column_repair::begin() {
  ++counts_.tries;
  of_.free_all();
  choose();
  kept_.clear();
  auto fixed = std::vector<std::uint32_t>{};
  const auto& x = of_.shape().of();
  auto days = static_cast<std::size_t>(x.days);
  for (auto who = std::uint32_t{0}; who < freed_.size(); ++who) {
    auto at = of_.add(who, {best_.data() + x.cell_at(who, 0), days});
    kept_.push_back(at);
    if (!freed_[who])
      fixed.push_back(at);
  }
  of_.fix(fixed);
  open_ = true;
}

/// Larger while tries end at once, smaller where they do not end at all.
void column_repair::grow(bool more) {
  size_ = std::clamp(size_ * (more ? 1.02 : 0.9),
                     static_cast<double>(options_.people_min),
                     static_cast<double>(options_.people_max));
}

/// Combines what there is for the people freed; false where stopped.
bool column_repair::finish(const stop_request& stop) {
  open_ = false;
  auto gap = programme_cost_ - of_.programme_value();
  auto step = static_cast<double>(price_gcd(of_.shape().of()));
  if (gap < step - 1e-6) {
    ++counts_.pruned;
    grow(true);
    return true;
  }
  const auto& pool = of_.columns();
  auto columns = std::vector<std::uint32_t>{};
  for (auto at = std::uint32_t{0}; at < pool.size(); ++at) {
    auto who = pool.who(at);
    if (freed_[who] ? of_.reduced_cost(at) <= gap - step + 1e-6
                    : kept_[who] == at)
      columns.push_back(at);
  }
  auto found = combine(of_.shape(), pool, columns,
                       {.cutoff = programme_cost_,
                        .nodes_max = options_.nodes_max,
                        .seed = static_cast<std::uint32_t>(counts_.tries)},
                       stop);
  if (!found)
    return false;
  counts_.proved += found->proved ? 1 : 0;
  grow(found->proved);
  if (!found->roster.empty()) {
    auto before = cost_;
    offer(found->roster);
    counts_.better += cost_ < before ? 1 : 0;
  }
  return !(stop && stop());
}

bool column_repair::step(const stop_request& stop) {
  if (!open_) {
    begin();
    return true;
  }
  auto more = of_.step(stop);
  if (!of_.solved())
    return more;
  auto step = static_cast<double>(price_gcd(of_.shape().of()));
  if (!more || of_.lower_value() > programme_cost_ - step + 1e-6)
    return finish(stop);
  return true;
}

} // namespace nightfloat::domain::solve
