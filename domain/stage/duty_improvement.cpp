// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/duty_improvement.hpp"

#include "domain/solve/annealing.hpp"
#include "domain/solve/near_descent.hpp"
#include "domain/stage/duty_start.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace nightfloat::domain::stage {

namespace {

/// Temperatures in units of the soft prices of duty_wishes.cpp.
constexpr double hot[] = {36.0, 12.0};
constexpr double warm[] = {1.0, 2.0};
constexpr auto cold = 0.12;
constexpr auto slice = std::uint64_t{2'000};

} // namespace

struct duty_improvement::parts {
  parts(duty_problem of, solve::grid first, std::uint64_t seed)
    : x{std::move(of)}, laid{x.what, true}, start{std::in_place, x, laid,
                                                  std::move(first), seed},
      best{start->roster()}, best_cost{start->cost()}, seed_{seed} {
  }

  void construct(std::uint64_t moves);
  void descend(std::uint64_t moves);
  void anneal(std::uint64_t moves);
  [[nodiscard]] bool wants_descent(bool hard_only) const;
  void take(const solve::grid& roster, solve::score cost);

  duty_problem x;
  solve::tables laid;
  std::optional<duty_start> start;
  std::optional<solve::annealing> search;
  /// Counts those of `best`.
  std::optional<solve::leash> leash;
  /// On a leash, before the round's annealing; and from where it last found
  /// nothing, with how many changes to spare.
  std::optional<solve::near_descent> descent;
  std::optional<std::pair<solve::grid, std::int64_t>> descended;
  bool hard_only = false;
  solve::grid best;
  solve::score best_cost;
  std::uint64_t seed_;
  std::uint64_t moves = 0;
  /// Of the round at hand.
  std::uint64_t length = 0;
  std::uint64_t done = 0;
  double temperature = warm[0];
};

void duty_improvement::parts::take(const solve::grid& roster,
                                   solve::score cost) {
  if (cost >= best_cost)
    return;
  best = roster;
  best_cost = cost;
  if (leash)
    leash->begin_at(best);
}

void duty_improvement::parts::construct(std::uint64_t count) {
  auto before = start->moves();
  auto more = start->step(count);
  moves += start->moves() - before;
  if (more)
    return;
  take(start->roster(), start->cost());
  start.reset();
}

bool duty_improvement::parts::wants_descent(bool mending) const {
  return leash && (!mending || best_cost.hard() > 0)
         && (!descended || descended->first != best
             || descended->second != leash->left());
}

void duty_improvement::parts::descend(std::uint64_t count) {
  auto before = descent->moves();
  auto more = descent->step(count);
  moves += descent->moves() - before;
  take(descent->roster(), descent->cost());
  if (more)
    return;
  descent.reset();
  if (!hard_only)
    descended.emplace(best, leash->left());
}

void duty_improvement::parts::anneal(std::uint64_t count) {
  if (!search)
    search.emplace(laid, best, seed_ ^ 0x6475'7479u);
  if (done == 0) {
    search->restart(best);
    if (leash)
      search->hold(*leash);
  }
  for (auto until = std::min(length, done + count); done < until;) {
    auto now = std::min(slice, until - done);
    auto share = static_cast<double>(done) / static_cast<double>(length);
    search->step(now, temperature * std::pow(cold / temperature, share));
    done += now;
    moves += now;
  }
  take(search->best(), search->best_cost());
}

duty_improvement::duty_improvement(duty_problem x, solve::grid start,
                                   std::uint64_t seed)
  : parts_{std::make_unique<parts>(std::move(x), std::move(start), seed)} {
}

duty_improvement::~duty_improvement() = default;
duty_improvement::duty_improvement(duty_improvement&&) noexcept = default;
duty_improvement&
duty_improvement::operator=(duty_improvement&&) noexcept = default;

void duty_improvement::hold(solve::leash x) {
  auto& y = *parts_;
  y.start.reset();
  y.leash = std::move(x);
  y.best = y.leash->bring_near(y.laid, std::move(y.best));
  y.best_cost = solve::state{y.laid, y.best}.cost();
}

std::int64_t duty_improvement::changes() const {
  return parts_->leash ? parts_->leash->changes() : 0;
}

std::int64_t duty_improvement::changes_of(std::size_t row) const {
  return parts_->leash ? parts_->leash->changes_of(row) : 0;
}

void duty_improvement::begin_round(std::uint64_t moves, std::uint32_t number) {
  auto& x = *parts_;
  x.length = moves;
  x.done = 0;
  x.hard_only = moves == 0;
  x.descent.reset();
  if (x.wants_descent(x.hard_only))
    x.descent.emplace(x.laid, x.best, *x.leash, x.hard_only);
  x.temperature = x.best_cost.hard() > 0 ? hot[number % std::size(hot)]
                                         : warm[number % std::size(warm)];
}

bool duty_improvement::step(std::uint64_t moves) {
  auto& x = *parts_;
  if (x.start)
    x.construct(moves);
  else if (x.descent)
    x.descend(moves);
  else if (x.done < x.length)
    x.anneal(moves);
  return x.start || x.descent || x.done < x.length;
}

bool duty_improvement::constructed() const noexcept {
  return !parts_->start;
}

std::uint64_t duty_improvement::cells() const noexcept {
  return parts_->best.size();
}

std::uint64_t duty_improvement::moves() const noexcept {
  return parts_->moves;
}

const solve::grid& duty_improvement::best() const noexcept {
  return parts_->best;
}

solve::score duty_improvement::cost() const noexcept {
  return parts_->best_cost;
}

const duty_problem& duty_improvement::problem() const noexcept {
  return parts_->x;
}

} // namespace nightfloat::domain::stage
