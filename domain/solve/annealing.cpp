// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/annealing.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace nightfloat::domain::solve {

namespace {

/// Moves after which the weight of hard units is looked at again.
constexpr auto adapt_every = std::uint64_t{100'000};
/// Picks for each move.
constexpr auto picks_max = std::uint64_t{20};
/// Picks between two looks at whether to stop.
constexpr auto picks_between = std::uint64_t{512};
constexpr auto thresholds = std::size_t{4'096};
constexpr auto exchange_max = 14;
constexpr auto set_max = 4;
/// Of a hundred moves on a leash.
constexpr auto put_back_share = 15u;

} // namespace

const char* to_string(move_kind x) noexcept {
  constexpr const char* names[move_kinds] = {"set",   "aimed", "exchange",
                                             "shift", "turn",  "owed",
                                             "grow",  "swap",  "trade"};
  auto at = static_cast<std::size_t>(x);
  return at < move_kinds ? names[at] : "unknown";
}

annealing::annealing(const tables& x, grid start, std::uint64_t seed)
  : x_{&x}, at_{x, std::move(start)}, random_{seed}, best_{at_.roster()},
    best_cost_{at_.cost()}, weight_{3 * x.dear},
    plain_exchange_{x.what.spreads.empty() && x.what.pairs.empty()
                    && x.what.classes.empty() && x.what.families.empty()} {
  // -log(u) in even steps, so that a move costs no logarithm.
  thresholds_.reserve(thresholds);
  for (auto i = std::size_t{0}; i < thresholds; ++i)
    thresholds_.push_back(static_cast<float>(
      -std::log((static_cast<double>(i) + 0.5) / thresholds)));
}

void annealing::restart(const grid& from) {
  at_ = state{*x_, from};
  best_ = from;
  best_cost_ = at_.cost();
  if (leash_)
    leash_->begin_at(from);
}

void annealing::hold(leash x) {
  leash_ = std::move(x);
  leash_->begin_at(at_.roster());
}

void annealing::step(std::uint64_t moves, double temperature,
                     const std::function<bool()>& stop) {
  temperature_ = temperature;
  // A pick that changes nothing is no move; a roster that nothing can change
  // ends the step all the same.
  auto until = moves_ + moves;
  for (auto picks = moves * picks_max; picks > 0 && moves_ < until; --picks) {
    if (picks % picks_between == 0 && stop && stop())
      return;
    auto before = moves_ / adapt_every;
    try_one();
    if (moves_ / adapt_every != before)
      adapt();
  }
}

void annealing::try_one() {
  // What little may change has to be given back to be used elsewhere.
  if (leash_ && random_.below(100) < put_back_share)
    return put_back();
  if (x_->plan)
    return try_plan();
  if (x_->has_pools)
    return try_pooled();
  auto pick = random_.below(100);
  if (pick < 22)
    set_block();
  else if (pick < 42)
    set_aimed();
  else if (pick < 82)
    exchange_block();
  else if (pick < 94)
    shift_stretch();
  else
    turn_three();
}

ceiling annealing::limit(move_kind kind) {
  ++moves_;
  ++counts_[static_cast<std::size_t>(kind)].tried;
  auto threshold = static_cast<double>(thresholds_[random_.below(thresholds)]);
  return {weight_, static_cast<std::int64_t>(temperature_ * threshold)};
}

void annealing::taken(move_kind kind) {
  auto& count = counts_[static_cast<std::size_t>(kind)];
  at_.keep();
  ++count.accepted;
  if (at_.cost() < best_cost_) {
    best_cost_ = at_.cost();
    best_ = at_.roster();
    ++count.better;
  }
}

void annealing::alone(const change& x, move_kind kind) {
  auto most = limit(kind);
  if (!within_leash({&x, 1}))
    return;
  auto delta = at_.cells(x) + at_.joined(x);
  delta += at_.rules(x, {weight_, most.price - delta.weighed(weight_)});
  if (most.below(delta))
    return;
  at_.apply_priced(x, delta);
  if (leash_)
    leash_->took({&x, 1});
  taken(kind);
}

/// Changes that leave every task of every day with as many people as before.
void annealing::together(std::span<const change> all, move_kind kind) {
  if (!plain_exchange_)
    return one_by_one(all, kind);
  auto most = limit(kind);
  if (!within_leash(all))
    return;
  auto delta = score{};
  for (const auto& x : all)
    delta += at_.cells(x);
  // What those that are still to come can give back at most.
  auto back = score{};
  for (const auto& x : all)
    back += at_.rules_cost(x.who);
  for (const auto& x : all) {
    back -= at_.rules_cost(x.who);
    auto left = most.price - (delta - back).weighed(weight_);
    delta += at_.rules(x, {weight_, left});
    if (most.below(delta - back))
      return;
  }
  for (const auto& x : all) {
    at_.apply_priced(x, delta);
    delta = {};
  }
  if (leash_)
    leash_->took(all);
  taken(kind);
}

/// Changes that may meet in a person or in what joins people.
void annealing::one_by_one(std::span<const change> all, move_kind kind) {
  auto most = limit(kind);
  if (!within_leash(all))
    return;
  auto delta = score{};
  for (const auto& x : all)
    delta += at_.apply(x);
  if (most.below(delta))
    return at_.undo();
  if (leash_)
    leash_->took(all);
  taken(kind);
}

void annealing::adapt() {
  if (at_.cost().hard() > 0)
    weight_ = std::min(weight_ + weight_ / 5 + 1, 50 * x_->dear);
  else
    weight_ = std::max(weight_ - weight_ / 20, 2 * x_->dear);
}

/// A cell that differs is as it was, and with it that of whoever does the
/// work instead.
void annealing::put_back() {
  auto cell = leash_->pick(random_);
  if (!cell)
    return;
  auto one = change{.who = cell->who, .first = cell->day, .count = 1};
  one.to[0] = leash_->was(one.who, one.first);
  if (!fit(one))
    return;
  auto other = random_.below(x_->people);
  for (auto k = std::size_t{0}; k < x_->people; ++k) {
    if (other != one.who && at_.at(other, one.first) == one.to[0]
        && leash_->differs(other, one.first))
      break;
    other = other + 1 == x_->people ? 0 : other + 1;
  }
  auto two = change{.who = other, .first = one.first, .count = 1};
  two.to[0] = leash_->was(other, one.first);
  if (one.to[0] == off || other == one.who || !leash_->differs(other, one.first)
      || !fit(two))
    return alone(one, move_kind::set);
  one_by_one(std::array{one, two}, move_kind::exchange);
}

bool annealing::fill(change& x, task to) noexcept {
  std::fill_n(x.to.begin(), x.count, to);
  if (!fit(x))
    return false;
  for (auto k = 0; k < x.count; ++k)
    if (at_.at(x.who, x.first + k) != x.to[static_cast<std::size_t>(k)])
      return true;
  return false;
}

bool annealing::fit(change& x) const noexcept {
  for (auto k = 0; k < x.count; ++k) {
    auto& to = x.to[static_cast<std::size_t>(k)];
    auto set = x_->what.allowed[x_->what.cell_at(x.who, x.first + k)];
    if (has(set, to))
      continue;
    auto kin = set & x_->kin[to];
    if (kin == 0)
      return false;
    to = static_cast<task>(std::countr_zero(kin));
  }
  return true;
}

void annealing::set_block() {
  auto x = change{};
  x.who = random_.below(x_->people);
  x.first = static_cast<std::int32_t>(
    random_.below(static_cast<std::size_t>(x_->days)));
  x.count = std::min(1 + static_cast<std::int32_t>(random_.below(set_max)),
                     x_->days - x.first);
  auto may = x_->may(x.who, x.first);
  auto to = may[random_.below(may.size())];
  if (fill(x, to))
    alone(x, move_kind::set);
}

/// A head more where it is wanted, or one fewer where it is too many.
void annealing::set_aimed() {
  const auto& demands = x_->what.demands;
  if (demands.empty())
    return set_block();
  for (auto tries = 0; tries < 8 && !at_.dear().empty(); ++tries) {
    auto i = at_.dear()[random_.below(at_.dear().size())];
    const auto* price = &x_->prices[x_->price_from[i]];
    auto heads = at_.heads(i);
    auto people = static_cast<std::int32_t>(x_->people);
    auto want = heads < people && price[heads + 1] < price[heads];
    auto spare = heads > 0 && price[heads - 1] < price[heads];
    if (!want && !spare)
      continue;
    auto day = demands[i].day;
    auto set = demands[i].tasks;
    auto who = random_.below(x_->people);
    // The next person for whom it would be a change of the wanted kind.
    for (auto k = std::size_t{0}; k < x_->people; ++k) {
      auto cell = x_->what.cell_at(who, day);
      auto one_of_them = demands[i].classes >> x_->what.class_at(cell) & 1;
      if (one_of_them != 0 && has(set, at_.at(who, day)) != want)
        break;
      who = who + 1 == x_->people ? 0 : who + 1;
    }
    auto may = x_->may(who, day);
    auto to = may[random_.below(may.size())];
    if (has(set, to) != want)
      continue;
    auto x = change{};
    x.who = who;
    x.count = 1 + static_cast<std::int32_t>(random_.below(3));
    x.first = std::max(0, day
                            - static_cast<std::int32_t>(random_.below(
                              static_cast<std::size_t>(x.count))));
    x.count = std::min(x.count, x_->days - x.first);
    if (fill(x, to))
      alone(x, move_kind::aimed);
    return;
  }
}

void annealing::exchange_block() {
  if (x_->people < 2)
    return;
  auto one = random_.below(x_->people);
  auto other = random_.below(x_->people - 1);
  other += other >= one ? 1 : 0;
  auto first = static_cast<std::int32_t>(
    random_.below(static_cast<std::size_t>(x_->days)));
  auto count
    = std::min(1 + static_cast<std::int32_t>(random_.below(exchange_max)),
               x_->days - first);
  // Days that are equal at either end change nothing.
  while (count > 0 && at_.at(one, first) == at_.at(other, first)) {
    ++first;
    --count;
  }
  while (count > 0
         && at_.at(one, first + count - 1) == at_.at(other, first + count - 1))
    --count;
  if (count == 0)
    return;
  exchange_days(one, other, {first, count});
}

void annealing::exchange_days(std::uint32_t one, std::uint32_t other,
                              stretch at) {
  auto a = at_.now(other, at.first, at.count);
  auto b = at_.now(one, at.first, at.count);
  a.who = one;
  b.who = other;
  if (fit(a) && fit(b))
    together(std::array{a, b}, move_kind::exchange);
}

/// What a person does on some days moves a day earlier or later; the day that
/// falls out of one end comes in at the other.
void annealing::shift_stretch() {
  auto who = random_.below(x_->people);
  auto count = std::min(2 + static_cast<std::int32_t>(random_.below(7)),
                        x_->days);
  if (count < 2)
    return;
  auto first = static_cast<std::int32_t>(
    random_.below(static_cast<std::size_t>(x_->days - count + 1)));
  auto x = at_.now(who, first, count);
  auto end = x.to.begin() + count;
  if (random_.below(2) == 0)
    std::rotate(x.to.begin(), x.to.begin() + 1, end);
  else
    std::rotate(x.to.begin(), end - 1, end);
  if (fit(x))
    alone(x, move_kind::shift);
}

/// Three people pass a block of days around.
void annealing::turn_three() {
  if (x_->people < 3)
    return exchange_block();
  auto a = random_.below(x_->people);
  auto b = random_.below(x_->people);
  auto c = random_.below(x_->people);
  if (a == b || b == c || a == c)
    return;
  auto first = static_cast<std::int32_t>(
    random_.below(static_cast<std::size_t>(x_->days)));
  auto count = std::min(1 + static_cast<std::int32_t>(random_.below(7)),
                        x_->days - first);
  auto of_a = at_.now(a, first, count);
  auto of_b = at_.now(b, first, count);
  auto of_c = at_.now(c, first, count);
  of_a.who = b;
  of_b.who = c;
  of_c.who = a;
  if (fit(of_a) && fit(of_b) && fit(of_c))
    together(std::array{of_a, of_b, of_c}, move_kind::turn);
}

} // namespace nightfloat::domain::solve
