// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/column_generation.hpp"

#include "domain/solve/column_rounds.hpp"

namespace nightfloat::domain::solve {

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
  using phase = parts::phase;
  switch (auto& x = *parts_; x.next) {
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
        x.price(x.person++, stop);
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
  if (parts_->bound.value == -unbounded)
    return {};
  const auto& x = *parts_;
  // No roster breaks less; one that breaks no more pays the rest.
  auto broken = hard(x.bound_without_strict);
  auto rest = x.bound.least() - weighed(broken, x.shape.hard_weight());
  auto step = static_cast<double>(x.gcd);
  return broken
         + soft(static_cast<std::int64_t>(std::ceil(rest / step) * step));
}

double column_generation::lower_value() const noexcept {
  return parts_->lower.value;
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

std::vector<double> column_generation::shares() const {
  auto out = std::vector<double>(parts_->pool.size());
  auto values = parts_->lp.values();
  for (auto i = std::size_t{0}; i < parts_->pool_of.size(); ++i)
    out[parts_->pool_of[i]] = values[parts_->in_lp + i];
  return out;
}

void column_generation::fix(std::span<const std::uint32_t> columns) {
  auto& x = *parts_;
  auto missing = std::vector<std::uint32_t>{};
  for (auto at : columns) {
    x.fixed_columns.push_back(at);
    x.fixed[x.pool.who(at)] = true;
    x.lp_of.resize(std::max(x.lp_of.size(), at + std::size_t{1}),
                   in_no_programme);
    if (x.lp_of[at] == in_no_programme)
      missing.push_back(at);
  }
  x.enter(missing);
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

column_profile column_generation::profile() const {
  return {.rounds = parts_->rounds,
          .priced = parts_->priced,
          .columns = parts_->pool.size(),
          .programmes = parts_->programmes,
          .iterations = parts_->lp.iterations()};
}

row_profile column_generation::walked() const noexcept {
  return {0, parts_->rows.walks(), parts_->rows.work()};
}

std::size_t column_generation::pool_bytes() const noexcept {
  const auto& x = *parts_;
  return x.pool.bytes() + bytes_of(x.lp_of) + bytes_of(x.entering)
         + bytes_of(x.pool_of) + bytes_of(x.prices);
}

std::size_t column_generation::row_bytes() const noexcept {
  return parts_->rows.bytes();
}

std::size_t column_generation::programme_bytes() const noexcept {
  return parts_->lp.bytes();
}

std::size_t column_generation::columns_within(std::size_t memory_max) const {
  auto left = memory_max - std::min(memory_max, bytes());
  return left / parts_->shape.bytes_combined();
}

} // namespace nightfloat::domain::solve
