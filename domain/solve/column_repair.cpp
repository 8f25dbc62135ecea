// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/column_repair.hpp"

#include "domain/solve/column_roster.hpp"
#include "domain/solve/evaluate.hpp"
#include "domain/solve/price_gcd.hpp"
#include "domain/solve/weighed.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

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
  ++counts_.better;
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
}

/// Larger while tries end at once, smaller where they do not end at all.
void column_repair::grow(bool more) {
  auto people = static_cast<double>(freed_.size());
  size_ = std::clamp(size_ * (more ? 1.02 : 0.9),
                     static_cast<double>(options_.people_min),
                     std::min(static_cast<double>(options_.people_max),
                              std::max(2.0, people * 0.9)));
}

/// Of the people freed, the columns that can be in a better roster; of the
/// others, the one they have. False where `stop` said so.
bool column_repair::collect(const stop_request& stop) {
  auto step = static_cast<double>(price_gcd(of_.shape().of()));
  auto gap = programme_cost_ - of_.programme_value() - step + 1e-6;
  const auto& pool = of_.columns();
  columns_.clear();
  known_ = static_cast<std::uint32_t>(pool.size());
  for (auto at = std::uint32_t{0}; at < known_; ++at) {
    if (at % columns_between == 0 && stop && stop())
      return false;
    auto who = pool.who(at);
    if (freed_[who] ? of_.reduced_cost(at) <= gap : kept_[who] == at)
      columns_.push_back(at);
  }
  return true;
}

bool column_repair::combine_all(const stop_request& stop) {
  const auto& pool = of_.columns();
  for (auto at = known_; at < pool.size(); ++at)
    columns_.push_back(at);
  if (columns_.size() > options_.columns_max + kept_.size()
      || columns_.size() > of_.columns_within(options_.memory_max)) {
    grow(false);
    return true;
  }
  auto found = combine(of_.shape(), pool, columns_,
                       {.cutoff = programme_cost_,
                        .nodes_max = options_.nodes_max,
                        .seed = static_cast<std::uint32_t>(counts_.tries)},
                       stop);
  if (!found)
    return false;
  counts_.proved += found->proved ? 1 : 0;
  ++counts_.combinations;
  counts_.nodes += found->nodes;
  grow(found->proved);
  if (!found->roster.empty())
    offer(found->roster);
  return !(stop && stop());
}

bool column_repair::step(const stop_request& stop) {
  auto step = static_cast<double>(price_gcd(of_.shape().of()));
  auto more = true;
  switch (next_) {
    case phase::begin:
      begin();
      next_ = phase::generate;
      return true;
    case phase::generate:
      more = of_.step(stop);
      if (!of_.solved())
        return more;
      if (of_.lower_value() > programme_cost_ - step + 1e-6) {
        ++counts_.pruned;
        grow(true);
        next_ = phase::begin;
      } else if (!more) {
        if (!collect(stop))
          return false;
        dive_.emplace(of_, dive_options{.seed = counts_.tries,
                                        .rounds = options_.dive_rounds,
                                        .cutoff = programme_cost_});
        next_ = phase::dive;
      }
      return true;
    case phase::dive:
      if (dive_->step(stop))
        return true;
      counts_.rows_taken += dive_->rows_taken();
      if (!dive_->roster().empty())
        offer(dive_->roster());
      else
        ++counts_.given_up;
      dive_.reset();
      next_ = phase::begin;
      return combine_all(stop);
  }
  return true;
}

} // namespace nightfloat::domain::solve
