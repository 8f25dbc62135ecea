// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/column_generation.hpp"

#include "domain/solve/price_gcd.hpp"
#include "domain/solve/weighed.hpp"

#include <algorithm>
#include <cmath>

namespace nightfloat::domain::solve {

namespace {

/// Below that, a reduced cost is nothing.
constexpr double nothing = 1e-6;

constexpr auto in_no_programme = ~std::uint32_t{0};

} // namespace

struct column_generation::parts {
  parts(const problem& x, const generation_options& o, column_shape s,
        cbc_lp programme)
    : options{o}, shape{std::move(s)}, pool{x}, rows{x, o.rows},
      lp{std::move(programme)}, gcd{price_gcd(x)} {
    auto n = x.people.size();
    fixed.assign(n, false);
    strict.assign(n, true);
    duals.assign(shape.demands().size(), 0);
    for (const auto& d : shape.demands())
      center.push_back(-std::clamp(0.0, d.slope_before, d.slopes.back()));
    near = asked = center;
    in_lp = lp.columns();
  }

  [[nodiscard]] const problem& x() const noexcept {
    return shape.of();
  }

  [[nodiscard]] double lagrangian(std::span<const double> at) const;
  void ask();
  void price(std::uint32_t who);
  void end_round();
  bool solve(const stop_request& stop);
  void enter(std::uint32_t column);
  void shrink();
  [[nodiscard]] double priced(std::uint32_t column,
                              std::span<const double> prices_at) const;
  [[nodiscard]] double reduced(std::uint32_t column) const;
  [[nodiscard]] bool closed() const;

  generation_options options;
  column_shape shape;
  column_pool pool;
  row_optimizer rows;
  cbc_lp lp;
  std::int64_t gcd = 1;

  /// Pool numbers of the programme's columns after the pieces, and back.
  std::size_t in_lp = 0;
  std::vector<std::uint32_t> pool_of;
  std::vector<std::uint32_t> lp_of;
  std::vector<std::uint32_t> entering;
  std::vector<bool> fixed;
  std::vector<std::uint32_t> fixed_columns;
  /// Whether a person has rows that break no hard rule, as far as known.
  std::vector<bool> strict;

  /// Of the programme; of the best bound; of the best with people as they are
  /// fixed; of this round.
  std::vector<double> duals;
  std::vector<double> person_duals;
  std::vector<double> center;
  std::vector<double> near;
  std::vector<double> asked;
  double smoothing = 0;
  bool primed = false;

  enum class phase : std::uint8_t { ask, price, solve, done };
  phase next = phase::ask;
  std::uint32_t person = 0;
  double sum = 0;
  std::size_t found = 0;
  double bound = -unbounded;
  double lower = -unbounded;
  double value = unbounded;
  std::uint64_t rounds = 0;
  std::vector<double> prices;
};

/// What demands cost at their cheapest at prices `at`.
double column_generation::parts::lagrangian(std::span<const double> at) const {
  auto out = 0.0;
  for (auto i = std::size_t{0}; i < at.size(); ++i)
    out += shape.demands()[i].least(at[i]);
  return out;
}

/// What a column costs by its rules, less what it is worth at `prices_at`.
double
column_generation::parts::priced(std::uint32_t column,
                                 std::span<const double> prices_at) const {
  auto out = weighed(pool.own(column), shape.hard_weight());
  auto row = pool.row(column);
  for (auto day = std::size_t{0}; day < row.size(); ++day)
    for (auto i : shape.demands_of(pool.who(column), day, row[day]))
      out -= prices_at[i];
  return out;
}

double column_generation::parts::reduced(std::uint32_t column) const {
  return priced(column, duals) - person_duals[pool.who(column)];
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

void column_generation::parts::price(std::uint32_t who) {
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
  auto query = row_query{.who = who, .prices = prices};
  auto best = row_found{};
  if (strict[who])
    best = rows.best(query);
  if (!strict[who] || best.bound == unbounded) {
    // Nobody's rules can be kept: then as well as can be.
    strict[who] = false;
    query.hard_weight = weight;
    best = rows.best(query);
  }
  sum += best.bound;
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
  return primed && std::ceil((lower - 1e-5) / step) * step >= value - 1e-5;
}

void column_generation::parts::end_round() {
  ++rounds;
  // Fixed rows cost what they cost, at the round's prices.
  for (auto at : fixed_columns)
    sum += priced(at, asked);
  auto better = sum > lower;
  if (better) {
    lower = sum;
    near = asked;
  }
  if (better && fixed_columns.empty()) {
    bound = sum;
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

void column_generation::parts::enter(std::uint32_t column) {
  auto whole = shape.column(pool, column);
  auto ok = lp.add({&whole, 1});
  if (!ok)
    return;
  lp_of[column] = static_cast<std::uint32_t>(in_lp + pool_of.size());
  pool_of.push_back(column);
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
  for (auto column : entering)
    enter(column);
  entering.clear();
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

column_generation::column_generation(std::unique_ptr<parts> x)
  : parts_{std::move(x)} {
}

column_generation::column_generation(column_generation&&) noexcept = default;
column_generation&
column_generation::operator=(column_generation&&) noexcept = default;
column_generation::~column_generation() = default;

result<column_generation>
column_generation::make(const problem& x, const generation_options& options) {
  auto shape = column_shape::make(x, options.hard_weight);
  if (!shape)
    return shape.error();
  auto lp = cbc_lp::make(shape->rows());
  if (!lp)
    return lp.error();
  if (auto ok = lp->add(shape->pieces()); !ok)
    return ok.error();
  return column_generation{
    std::make_unique<parts>(x, options, std::move(*shape), std::move(*lp))};
}

bool column_generation::step(const stop_request& stop) {
  auto& x = *parts_;
  using phase = parts::phase;
  switch (x.next) {
    case phase::ask:
      if (x.closed()) {
        x.next = phase::done;
        return false;
      }
      x.ask();
      x.next = phase::price;
      return true;
    case phase::price:
      while (x.person < x.x().people.size() && x.fixed[x.person])
        ++x.person;
      if (x.person < x.x().people.size())
        x.price(x.person++);
      else
        x.end_round();
      return x.next != phase::done;
    case phase::solve:
      if (!x.solve(stop))
        return false;
      x.next = phase::ask;
      return true;
    case phase::done:
      return false;
  }
  return false;
}

std::optional<score> column_generation::bound() const {
  if (parts_->bound == -unbounded)
    return {};
  auto step = static_cast<double>(parts_->gcd);
  auto steps = std::ceil((parts_->bound - 1e-5) / step);
  return soft(static_cast<std::int64_t>(steps * step));
}

double column_generation::bound_value() const noexcept {
  return parts_->bound;
}

double column_generation::lower_value() const noexcept {
  return parts_->lower;
}

double column_generation::programme_value() const noexcept {
  return parts_->value;
}

std::uint32_t column_generation::add(std::uint32_t who,
                                     std::span<const task> row) {
  auto [at, fresh] = parts_->pool.add(who, row);
  if (at >= parts_->lp_of.size())
    parts_->lp_of.resize(at + 1, in_no_programme);
  if (fresh)
    parts_->entering.push_back(at);
  return at;
}

double column_generation::reduced_cost(std::uint32_t column) const {
  return parts_->reduced(column);
}

const column_pool& column_generation::columns() const noexcept {
  return parts_->pool;
}

const column_shape& column_generation::shape() const noexcept {
  return parts_->shape;
}

std::span<const double> column_generation::duals() const noexcept {
  return parts_->duals;
}

std::vector<double> column_generation::shares() const {
  auto out = std::vector<double>(parts_->pool.size());
  auto values = parts_->lp.values();
  for (auto i = std::size_t{0}; i < parts_->pool_of.size(); ++i)
    out[parts_->pool_of[i]] = values[parts_->in_lp + i];
  return out;
}

void column_generation::fix(std::span<const std::uint32_t> columns) {
  auto& x = *parts_;
  for (auto at : columns) {
    x.fixed_columns.push_back(at);
    x.fixed[x.pool.who(at)] = true;
    x.lp_of.resize(std::max(x.lp_of.size(), at + std::size_t{1}),
                   in_no_programme);
    if (x.lp_of[at] == in_no_programme)
      x.enter(at);
  }
  for (auto i = std::size_t{0}; i < x.pool_of.size(); ++i)
    if (x.fixed[x.pool.who(x.pool_of[i])])
      x.lp.bound(x.in_lp + i, {0, 0});
  for (auto at : x.fixed_columns)
    x.lp.bound(x.lp_of[at], {1, 1});
  x.next = parts::phase::solve;
}

void column_generation::free_all() {
  auto& x = *parts_;
  for (auto i = std::size_t{0}; i < x.pool_of.size(); ++i)
    if (x.fixed[x.pool.who(x.pool_of[i])])
      x.lp.bound(x.in_lp + i, {});
  x.fixed_columns.clear();
  x.fixed.assign(x.fixed.size(), false);
  x.lower = x.bound;
  x.near = x.center;
  x.next = parts::phase::solve;
}

std::span<const std::uint32_t> column_generation::fixed() const noexcept {
  return parts_->fixed_columns;
}

bool column_generation::solved() const noexcept {
  return parts_->primed && parts_->next != parts::phase::solve;
}

std::uint64_t column_generation::rounds() const noexcept {
  return parts_->rounds;
}

} // namespace nightfloat::domain::solve
