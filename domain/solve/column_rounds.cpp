// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/column_rounds.hpp"

#include <algorithm>

namespace nightfloat::domain::solve {

namespace {

/// Below that, a reduced cost is nothing.
constexpr double nothing = 1e-6;

} // namespace

/// What demands cost at their cheapest at prices `at`.
rough_sum
column_generation::parts::lagrangian(std::span<const double> at) const {
  auto out = rough_sum{};
  for (auto i = std::size_t{0}; i < at.size(); ++i)
    out.add(shape.demands()[i].least(at[i]));
  return out;
}

/// What a column costs by its rules, less what it is worth at `prices_at`.
double
column_generation::parts::cost_at(std::uint32_t column,
                                  std::span<const double> prices_at) const {
  auto out = weighed(pool.own(column), shape.hard_weight());
  auto row = pool.row(column);
  for (auto day = std::size_t{0}; day < row.size(); ++day)
    for (auto i : shape.demands_of(pool.who(column), day, row[day]))
      out -= prices_at[i];
  return out;
}

double column_generation::parts::reduced(std::uint32_t column) const {
  return cost_at(column, duals) - person_duals[pool.who(column)];
}

/// Prices for the next round: the programme's, drawn towards the best bound's.
void column_generation::parts::ask() {
  for (auto i = std::size_t{0}; i < asked.size(); ++i) {
    const auto& d = shape.demands()[i];
    auto mixed = smoothing * near[i] + (1 - smoothing) * duals[i];
    asked[i] = std::clamp(mixed, -d.slopes.back(), -d.slope_before);
  }
  sum = lagrangian(asked);
  person = 0;
  found = 0;
}

void column_generation::parts::price(std::uint32_t who,
                                     const stop_request& stop) {
  ++priced;
  auto tasks = x().tasks.size();
  auto days = static_cast<std::size_t>(x().days);
  auto weight = shape.hard_weight();
  prices.resize(days * tasks);
  for (auto day = std::size_t{0}; day < days; ++day)
    for (auto t = std::size_t{0}; t < tasks; ++t) {
      auto at = x().cell_at(who, static_cast<std::int32_t>(day)) * tasks + t;
      auto& price = prices[day * tasks + t];
      price = weighed(x().cell[at], weight);
      for (auto i : shape.demands_of(who, day, static_cast<task>(t)))
        price -= asked[i];
    }
  auto query = row_query{.who = who, .prices = prices, .stop = &stop};
  auto best = row_found{};
  if (strict[who])
    best = rows.best(query);
  if (strict[who] && best.bound == unbounded) {
    strict[who] = false;
    ++without_strict;
  }
  if (!strict[who]) {
    // The rules cannot be kept: then as well as can be.
    query.hard_weight = weight;
    best = rows.best(query);
  }
  sum.add(best.bound);
  if (best.row.empty())
    return;
  auto [at, fresh] = pool.add(who, best.row);
  if (at >= lp_of.size())
    lp_of.resize(at + 1, in_no_programme);
  if (lp_of[at] != in_no_programme)
    return;
  if (!primed || reduced(at) < -nothing) {
    entering.push_back(at);
    ++found;
  }
}

/// The bound cannot be better by a whole step of prices.
bool column_generation::parts::closed() const {
  auto step = static_cast<double>(gcd);
  return primed
         && std::ceil(lower.least() / step) * step >= value - lower.slack();
}

void column_generation::parts::end_round() {
  ++rounds;
  // Fixed rows cost what they cost, at the round's prices.
  for (auto at : fixed_columns)
    sum.add(cost_at(at, asked));
  auto better = sum.value > lower.value;
  if (better) {
    lower = sum;
    near = asked;
  }
  if (better && fixed_columns.empty()) {
    bound = sum;
    bound_without_strict = without_strict;
    center = asked;
  }
  if (found > 0 || !primed) {
    next = phase::solve;
    return;
  }
  if (smoothing == 0 || closed()) {
    next = phase::done;
    return;
  }
  // Nothing to gain at these prices: go nearer to the programme's own.
  smoothing = better ? smoothing : std::max(0.0, smoothing - 0.3);
  if (smoothing < 0.15)
    smoothing = 0;
  next = phase::ask;
}

/// All at once: Clp copies what is there for each time that it is given some.
void column_generation::parts::enter(std::span<const std::uint32_t> columns) {
  auto whole = std::vector<lp_column>{};
  for (auto column : columns)
    whole.push_back(shape.column(pool, column));
  if (whole.empty() || !lp.add(whole))
    return;
  for (auto column : columns) {
    lp_of[column] = static_cast<std::uint32_t>(in_lp + pool_of.size());
    pool_of.push_back(column);
  }
}

/// Takes the dearest half of the columns out of the programme.
void column_generation::parts::shrink() {
  if (pool_of.size() <= options.columns_max)
    return;
  auto costs = lp.reduced_costs();
  auto sorted = std::vector<double>(
    costs.begin() + static_cast<std::ptrdiff_t>(in_lp), costs.end());
  auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  auto limit = std::max(*middle, nothing);
  auto out = std::vector<std::uint32_t>{};
  auto kept = std::vector<std::uint32_t>{};
  for (auto i = std::size_t{0}; i < pool_of.size(); ++i) {
    auto drop = costs[in_lp + i] > limit && !fixed[pool.who(pool_of[i])];
    if (drop)
      out.push_back(static_cast<std::uint32_t>(in_lp + i));
    lp_of[pool_of[i]] = drop ? in_no_programme
                             : static_cast<std::uint32_t>(in_lp + kept.size());
    if (!drop)
      kept.push_back(pool_of[i]);
  }
  pool_of = std::move(kept);
  lp.remove(out);
}

bool column_generation::parts::solve(const stop_request& stop) {
  enter(entering);
  entering.clear();
  ++programmes;
  if (lp.solve(stop) != lp_status::solved)
    return false;
  primed = true;
  value = lp.objective() + shape.base();
  auto all = lp.duals();
  auto people = static_cast<std::ptrdiff_t>(x().people.size());
  person_duals.assign(all.begin(), all.begin() + people);
  duals.assign(all.begin() + people, all.end());
  smoothing = options.smoothing;
  shrink();
  return true;
}

} // namespace nightfloat::domain::solve
