// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/duty_start.hpp"

#include "domain/solve/random.hpp"
#include "domain/solve/state.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>

namespace nightfloat::domain::stage {

struct duty_start::parts {
  parts(const duty_problem& of, const solve::tables& tables, solve::grid start,
        std::uint64_t seed)
    : x{of}, laid{tables}, now{tables, std::move(start)}, random{seed} {
    order_demands();
  }

  void order_demands();
  void one_day();
  void fill(std::uint32_t demand);
  void attend(std::size_t who);
  [[nodiscard]] solve::change put(std::size_t who,
                                  solve::task to) const noexcept;

  const duty_problem& x;
  const solve::tables& laid;
  solve::state now;
  random_source random;
  /// Demands by day, the hardest to fill first.
  std::vector<std::uint32_t> order;
  std::vector<std::uint32_t>::const_iterator next;
  std::int32_t day = 0;
  std::uint64_t moves = 0;
};

void duty_start::parts::order_demands() {
  auto minutes = [&](std::uint32_t i) {
    auto set = x.what.demands[i].tasks;
    return x.meaning.tasks[static_cast<std::size_t>(std::countr_zero(set))]
      .minutes;
  };
  // Those that follow are of constraints: the search's.
  order.resize(x.demanded.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::stable_sort(order, {}, [&](std::uint32_t i) {
    return std::pair{x.what.demands[i].day, -minutes(i)};
  });
  next = order.cbegin();
}

solve::change duty_start::parts::put(std::size_t who,
                                     solve::task to) const noexcept {
  auto out = solve::change{};
  out.who = static_cast<std::uint32_t>(who);
  out.first = day;
  out.count = 1;
  out.to[0] = to;
  return out;
}

/// The one whom it costs least, by chance among equals.
void duty_start::parts::fill(std::uint32_t demand) {
  const auto& wanted = x.what.demands[demand];
  auto to = static_cast<solve::task>(std::countr_zero(wanted.tasks));
  auto least = std::numeric_limits<std::int64_t>::max();
  auto best = laid.people;
  auto equals = 1u;
  for (auto who = std::size_t{0}; who < laid.people; ++who) {
    if (now.at(who, day) != solve::off
        || !solve::has(x.what.allowed[x.what.cell_at(who, day)], to))
      continue;
    ++moves;
    auto change = put(who, to);
    auto price = now.cells(change) + now.rules(change);
    if (price.hard() > 0 || price.soft() > least)
      continue;
    equals = price.soft() < least ? 1 : equals + 1;
    if (equals > 1 && random.below(equals) != 0)
      continue;
    least = price.soft();
    best = who;
  }
  if (best == laid.people)
    return;
  now.apply(put(best, to));
  now.keep();
}

/// Whoever is off where being off costs.
void duty_start::parts::attend(std::size_t who) {
  auto at = x.what.cell_at(who, day);
  if (now.at(who, day) != solve::off
      || x.what.cell[at * x.what.tasks.size()] == solve::score{})
    return;
  for (auto to : laid.may(who, day)) {
    auto change = put(who, to);
    ++moves;
    if (now.cells(change) + now.joined(change) + now.rules(change)
        >= solve::score{})
      continue;
    now.apply(change);
    now.keep();
    return;
  }
}

void duty_start::parts::one_day() {
  for (; next != order.cend() && x.what.demands[*next].day == day; ++next) {
    const auto& wanted = x.what.demands[*next];
    for (auto i = now.heads(*next); i < wanted.under.front().heads; ++i)
      fill(*next);
  }
  for (auto who = std::size_t{0}; who < laid.people; ++who)
    attend(who);
  ++moves;
  ++day;
}

duty_start::duty_start(const duty_problem& x, const solve::tables& laid,
                       solve::grid start, std::uint64_t seed)
  : parts_{std::make_unique<parts>(x, laid, std::move(start), seed)} {
}

duty_start::~duty_start() = default;
duty_start::duty_start(duty_start&&) noexcept = default;
duty_start& duty_start::operator=(duty_start&&) noexcept = default;

bool duty_start::step(std::uint64_t moves) {
  auto until = parts_->moves + moves;
  while (parts_->day < parts_->laid.days && parts_->moves < until)
    parts_->one_day();
  return parts_->day < parts_->laid.days;
}

std::uint64_t duty_start::moves() const noexcept {
  return parts_->moves;
}

const solve::grid& duty_start::roster() const noexcept {
  return parts_->now.roster();
}

solve::score duty_start::cost() const noexcept {
  return parts_->now.cost();
}

double duty_start::done() const noexcept {
  return static_cast<double>(parts_->day)
         / static_cast<double>(std::max(1, parts_->laid.days));
}

} // namespace nightfloat::domain::stage
