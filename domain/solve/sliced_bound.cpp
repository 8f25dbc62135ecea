// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/sliced_bound.hpp"

#include "domain/solve/column_generation.hpp"
#include "domain/solve/horizon_slices.hpp"
#include "domain/solve/price_gcd.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

namespace nightfloat::domain::solve {

namespace {

/// Larger walks are worth more time than a bound has.
constexpr row_limits walks{.states_max = 2'000'000,
                           .walks_max = 8,
                           .memory_max = std::size_t{128} << 20};
/// Times that a programme may be stopped, to be gone on with, and what a slice
/// may take in all, in moves.
constexpr auto stops_max = 30;
constexpr auto slice_moves_max = std::uint64_t{5'000'000};
/// Numbers of walks in the place of an iteration.
constexpr auto walked_an_ask = std::uint64_t{125'000};

bool is_negative(score x) {
  return x.hard() < 0 || x.soft() < 0;
}

bool are_negative(const std::vector<head_price>& x) {
  return std::ranges::any_of(
    x, [](const head_price& one) { return is_negative(one.each); });
}

bool prices_of_people_fit(const problem& x) {
  return std::ranges::none_of(x.demands,
                              [](const demand& one) {
                                return are_negative(one.under)
                                       || are_negative(one.over);
                              })
         && std::ranges::none_of(
           x.spreads,
           [](const spread_rule& one) { return is_negative(one.price); })
         && std::ranges::none_of(x.pairs, [](const pair_rule& one) {
              return is_negative(one.price);
            });
}

std::int64_t weighed_whole(score x) {
  return x.hard() * bound_hard_weight + x.soft();
}

/// Every cell at its cheapest: nothing else is negative.
std::int64_t cheapest_cells(const problem& x) {
  auto out = std::int64_t{0};
  auto tasks = x.tasks.size();
  for (auto at = std::size_t{0}; at < x.allowed.size(); ++at) {
    auto least = std::numeric_limits<std::int64_t>::max();
    for (auto t = std::size_t{0}; t < tasks; ++t)
      if (has(x.allowed[at], static_cast<task>(t)))
        least = std::min(least, weighed_whole(x.cell[at * tasks + t]));
    out += least;
  }
  return out;
}

} // namespace

struct sliced_bound::parts {
  struct slice {
    std::int32_t first = 0;
    std::int32_t last = 0;
    /// No less than that; `looked_at` once it is of the slice as a whole.
    std::int64_t value = 0;
    bool looked_at = false;
  };

  parts(const problem& of, const grid& near, const sliced_options& o)
    : x{of}, options{o}, slices{of, near, std::max(o.days, o.days_max)} {
    auto borders = slices.borders(o.days);
    for (auto i = std::size_t{1}; i < borders.size(); ++i)
      level.push_back({borders[i - 1], borders[i]});
  }

  void begin();
  void work();
  void end();
  void next_level();

  const problem& x;
  sliced_options options;
  horizon_slices slices;
  std::vector<slice> level;
  std::size_t at = 0;
  /// The shortest slices are done.
  bool has_bound = false;
  bool done = false;
  /// Of the slice at hand.
  std::unique_ptr<problem> now;
  std::optional<column_generation> rows;
  std::uint64_t asks_max = 0;
  int stops = 0;
  std::uint64_t began = 0;
  std::uint64_t seen = 0;
  std::uint64_t moves = 0;
};

/// Of the next slice; one with too many people and demands is left as it is.
void sliced_bound::parts::begin() {
  auto& one = level[at];
  now = std::make_unique<problem>(slices.cut(one.first, one.last));
  moves += 1 + now->allowed.size() / 10;
  if (!has_bound)
    one.value = cheapest_cells(*now);
  auto lines = now->people.size() + now->demands.size();
  auto made
    = lines <= options.rows_max
        ? column_generation::make(
          *now,
          {.hard_weight = bound_hard_weight, .any_row = true, .rows = walks})
        : result<column_generation>{failure{ec::oversize, {}, 0}};
  if (!made)
    return end();
  rows.emplace(std::move(*made));
  // An iteration of Clp, which asks once, takes some tenths of a microsecond
  // for each line.
  asks_max = std::max<std::uint64_t>(64, 8 * (20'000 / lines));
  stops = 0;
  seen = 0;
  began = moves;
}

void sliced_bound::parts::work() {
  auto asks = std::uint64_t{0};
  auto stopped = false;
  auto walked = rows->walked().states;
  auto stop = stop_request{[&] {
    stopped = ++asks > asks_max
              || rows->walked().states - walked > asks_max * walked_an_ask;
    return stopped;
  }};
  auto more = rows->step(stop);
  auto did = rows->profile();
  auto lines = now->people.size() + now->demands.size();
  auto spent = rows->walked().states / 1'000 + did.priced * 10
               + did.iterations * lines / 4;
  moves += 1 + spent - std::exchange(seen, spent);
  stops += stopped ? 1 : 0;
  if ((!more && !stopped) || stops > stops_max
      || moves - began > slice_moves_max)
    end();
}

/// What rosters of the slice cost is a multiple of what its prices have in
/// common.
void sliced_bound::parts::end() {
  auto& one = level[at];
  if (rows && rows->lower_value() > -unbounded) {
    auto step = std::gcd(price_gcd(*now), bound_hard_weight);
    auto lower = rows->lower_value();
    auto slack = 1e-5 + 1e-9 * std::abs(lower);
    auto steps = std::ceil((lower - slack) / static_cast<double>(step));
    one.value = std::max(one.value, static_cast<std::int64_t>(steps) * step);
  }
  one.looked_at = true;
  rows.reset();
  now.reset();
  while (at < level.size() && level[at].looked_at)
    ++at;
  if (at == level.size())
    next_level();
}

/// Slices of two each, as far as they are not too long.
void sliced_bound::parts::next_level() {
  has_bound = true;
  auto longer = std::vector<slice>{};
  auto any = false;
  for (auto i = std::size_t{0}; i < level.size(); ++i) {
    auto one = level[i];
    if (i + 1 < level.size()
        && level[i + 1].last - one.first <= options.days_max) {
      one.last = level[i + 1].last;
      one.value += level[++i].value;
      one.looked_at = false;
      any = true;
    }
    longer.push_back(one);
  }
  level = std::move(longer);
  at = 0;
  done = !any;
  while (at < level.size() && level[at].looked_at)
    ++at;
}

sliced_bound::sliced_bound(std::unique_ptr<parts> x) : parts_{std::move(x)} {
}

sliced_bound::sliced_bound(sliced_bound&&) noexcept = default;
sliced_bound& sliced_bound::operator=(sliced_bound&&) noexcept = default;
sliced_bound::~sliced_bound() = default;

result<sliced_bound> sliced_bound::make(const problem& x, const grid& near,
                                        const sliced_options& options) {
  if (!prices_of_people_fit(x))
    return failure{ec::invalid_argument,
                   "bound: a price between people is negative, so that the "
                   "days do not bound each other",
                   0};
  return sliced_bound{std::make_unique<parts>(x, near, options)};
}

bool sliced_bound::step(std::uint64_t moves) {
  auto& x = *parts_;
  auto until = x.moves + moves;
  while (!x.done && x.moves < until) {
    if (!x.rows)
      x.begin();
    else
      x.work();
  }
  return !x.done;
}

std::optional<weighed_bound> sliced_bound::bound() const noexcept {
  const auto& x = *parts_;
  if (!x.has_bound)
    return {};
  auto out = x.slices.base().hard * bound_hard_weight + x.slices.base().soft;
  for (const auto& one : x.level)
    out += one.value;
  return weighed_bound{out};
}

} // namespace nightfloat::domain::solve
