// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/row_optimizer.hpp"

#include "domain/solve/evaluate.hpp"
#include "domain/solve/prices.hpp"
#include "domain/solve/weighed.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <tuple>

namespace nightfloat::domain::solve {

namespace {

/// Two sums of the same prices in another order.
constexpr double rounding = 1e-6;

/// After so many calls it is asked anew what has to be kept.
constexpr std::uint32_t calls_to_forget = 16;

bool alike(const person& a, const person& b) {
  auto of = [](const person& x) {
    return std::tie(x.contract, x.last, x.last_known, x.run_before,
                    x.total_before, x.group_before);
  };
  return of(a) == of(b);
}

score group_price(const group_rule& rule, std::int32_t before,
                  std::span<const task> row) {
  for (const auto& span : rule.spans)
    for (auto day = span.first; day <= span.last; ++day)
      if (has(rule.tasks, row[static_cast<std::size_t>(day)])) {
        ++before;
        break;
      }
  return groups_price(rule, before, 0);
}

score windows_price(const window_rule& rule, std::span<const task> row) {
  auto out = score{};
  auto sum = std::int64_t{0};
  auto width = static_cast<std::size_t>(rule.days);
  for (auto day = std::size_t{0}; day < row.size(); ++day) {
    sum += rule.weights[row[day]];
    if (day >= width)
      sum -= rule.weights[row[day - width]];
    if (day + 1 >= width)
      out += window_price(rule, sum);
  }
  return out;
}

} // namespace

bool row_found::exact() const noexcept {
  return cost <= bound + rounding * std::max(1.0, std::abs(bound));
}

row_optimizer::row_optimizer(const problem& x, row_limits limits)
  : x_{x}, limits_{limits} {
  for (auto who = 0U; who < x.people.size(); ++who) {
    auto at = std::ranges::find_if(profiles_, [&](const profile& p) {
      return alike(x.people[p.sample], x.people[who]);
    });
    people_.push_back({static_cast<std::uint32_t>(at - profiles_.begin())});
    if (at == profiles_.end())
      profiles_.emplace_back().sample = who;
  }
  auto days = static_cast<std::size_t>(x.days);
  classes_.resize(days);
  row_.resize(days);
  best_row_.resize(days);
}

row_walk* row_optimizer::walk_of(profile& of, kept_rules kept,
                                 double hard_weight) {
  auto strict = hard_weight == never_broken;
  auto [at, fresh] = of.walks.try_emplace({kept, strict});
  if (fresh) {
    auto layout = layout_of(x_, x_.people[of.sample], kept, strict,
                            limits_.states_max, watch_);
    if (watch_.ended()) {
      // It may be there another time.
      of.walks.erase(at);
      return nullptr;
    }
    if (layout) {
      at->second.emplace(std::move(*layout), hard_weight);
      auto walking = std::max(memory_.bytes(), at->second->walking_bytes());
      if (walks_bytes_ + at->second->bytes() + walking > limits_.memory_max)
        at->second.reset();
      else
        walks_bytes_ += at->second->bytes();
    }
  }
  if (!at->second)
    return nullptr;
  if (at->second->hard_weight() != hard_weight)
    at->second->weigh(hard_weight);
  return &*at->second;
}

/// Of each class, the cheapest task that is allowed.
void row_optimizer::classify(const row_walk& walk, const row_query& query) {
  const auto& automaton = walk.layout().automaton;
  auto days = static_cast<std::size_t>(x_.days);
  auto tasks = x_.tasks.size();
  class_price_.assign(days * automaton.classes, never_broken);
  class_task_.resize(class_price_.size());
  auto first = static_cast<std::size_t>(query.first);
  auto last = static_cast<std::size_t>(query.last);
  const auto* allowed = &x_.allowed[x_.cell_at(query.who, 0)];
  for (auto day = std::size_t{0}; day < days; ++day) {
    auto free = day >= first && day < last;
    auto set = free ? allowed[day] : only(query.fixed[day]);
    if (tasks < tasks_max)
      set &= only(static_cast<task>(tasks)) - 1;
    for (; set != 0; set &= set - 1) {
      auto t = static_cast<std::size_t>(std::countr_zero(set));
      auto at = day * automaton.classes + automaton.class_of[t];
      auto price = query.prices[day * tasks + t] + walk.of_task()[t];
      if (price < class_price_[at]) {
        class_price_[at] = price;
        class_task_[at] = static_cast<task>(t);
      }
    }
  }
}

/// Fills `row_`; what it costs by what is kept.
double row_optimizer::walk(const row_walk& with, const row_query& query) {
  ++walks_;
  classify(with, query);
  auto out = with.best(class_price_, memory_, classes_);
  auto classes = with.layout().automaton.classes;
  if (std::isinf(out))
    return out;
  for (auto day = std::size_t{0}; day < row_.size(); ++day)
    row_[day] = class_task_[day * classes + classes_[day]];
  return out;
}

/// What `row_` costs.
double row_optimizer::cost(const row_query& query) const {
  auto tasks = x_.tasks.size();
  auto sum = weighed(evaluate_rules(x_, query.who, row_), query.hard_weight);
  for (auto day = std::size_t{0}; day < row_.size(); ++day)
    sum += query.prices[day * tasks + row_[day]];
  return sum;
}

/// What is not kept and costs `row_` most, as a bit; 0: nothing.
kept_rules row_optimizer::broken(std::uint32_t who, kept_rules kept,
                                 double hard_weight) const {
  const auto& rules = x_.contract_of(who);
  const auto& one = x_.people[who];
  auto bits = rule_bits{rules};
  auto worst = 0.0;
  auto out = kept_rules{0};
  auto consider = [&](std::size_t bit, score price) {
    auto costs = weighed(price, std::min(hard_weight, 1e9));
    if (bit < 64 && !rule_bits::within(kept, bit) && costs > worst) {
      worst = costs;
      out = kept_rules{1} << bit;
    }
  };
  for (auto i = std::size_t{0}; i < rules.totals.size(); ++i) {
    auto sum = std::int64_t{one.total_before[i]};
    for (auto t : row_)
      sum += rules.totals[i].weights[t];
    consider(i, total_price(rules.totals[i], sum));
  }
  for (auto i = std::size_t{0}; i < rules.groups.size(); ++i)
    consider(bits.groups + i,
             group_price(rules.groups[i], one.group_before[i], row_));
  for (auto i = std::size_t{0}; i < rules.windows.size(); ++i)
    consider(bits.windows + i, windows_price(rules.windows[i], row_));
  return out;
}

/// The next rule to keep, of those that `row_` breaks; 0: none that can be.
kept_rules row_optimizer::next(const row_query& query, kept_rules kept) {
  auto refused = kept_rules{0};
  auto& of = profiles_[people_[query.who].profile];
  for (;;) {
    auto bit = broken(query.who, kept | refused, query.hard_weight);
    if (bit == 0 || walk_of(of, kept | bit, query.hard_weight) != nullptr)
      return bit;
    if (watch_.ended())
      return 0;
    refused |= bit;
  }
}

/// Walks with what is kept for the person, and takes the row if it is better.
/// The bound of the walk; minus infinity where there is none.
double row_optimizer::look(const row_query& query, row_found& out) {
  const auto& own = people_[query.who];
  auto* with = walk_of(profiles_[own.profile], own.kept, query.hard_weight);
  if (with == nullptr)
    return -never_broken;
  auto bound = walk(*with, query);
  out.bound = std::max(out.bound, bound);
  if (std::isinf(bound))
    return bound;
  auto costs = cost(query);
  if (out.row.empty() || costs < out.cost) {
    out.cost = costs;
    best_row_ = row_;
    out.row = best_row_;
  }
  return bound;
}

row_found row_optimizer::best(const row_query& query) {
  auto asked = query;
  asked.last = std::min(query.last, x_.days);
  memory_.stop = query.stop;
  watch_ = build_watch{query.stop};
  auto& own = people_[query.who];
  auto anew = own.calls++ % calls_to_forget == 0;
  if (anew)
    own.kept = 0;
  auto out = row_found{};
  out.bound = -never_broken;
  for (auto n = std::size_t{0}; n < limits_.walks_max; ++n) {
    auto bound = look(asked, out);
    if (bound == never_broken)
      return {};
    if (bound == -never_broken || out.exact())
      break;
    auto more = next(asked, own.kept);
    if (watch_.ended() || (more == 0 && anew))
      break;
    // Too many rules at once: perhaps some of them are not needed any more.
    if (more == 0)
      own.kept = 0;
    anew = anew || more == 0;
    own.kept |= more;
  }
  return out;
}

} // namespace nightfloat::domain::solve
