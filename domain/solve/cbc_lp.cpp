// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/cbc_lp.hpp"

#include "domain/solve/cbc_columns.hpp"
#include "domain/solve/cbc_silence.hpp"

#include <cmath>
#include <coin/ClpEventHandler.hpp>
#include <coin/ClpFactorization.hpp>
#include <coin/ClpSimplex.hpp>
#include <string>

namespace nightfloat::domain::solve {

namespace {

/// Asks after each iteration whether to go on.
class listener : public ClpEventHandler {
public:
  int event(Event what) override {
    if (what == endOfIteration && stop != nullptr && *stop && (*stop)()) {
      stopped = true;
      return 5;
    }
    return -1;
  }

  ClpEventHandler* clone() const override {
    return new listener{*this};
  }

  const stop_request* stop = nullptr;
  bool stopped = false;
};

bool sound(const lp_bounds& x) {
  return !std::isnan(x.low) && !std::isnan(x.high) && x.low <= x.high
         && x.low < unbounded && x.high > -unbounded;
}

failure wrong_column(std::size_t column, const char* what) {
  return {ec::invalid_argument,
          "linear programme: column " + std::to_string(column) + ": " + what};
}

} // namespace

result<void> check(std::span<const lp_column> columns, std::size_t rows) {
  auto seen = std::vector<std::size_t>(rows);
  for (auto i = std::size_t{0}; i < columns.size(); ++i) {
    const auto& x = columns[i];
    if (!std::isfinite(x.cost))
      return wrong_column(i, "its cost is no number");
    if (!sound(x.bounds))
      return wrong_column(i, "its bounds");
    for (const auto& e : x.entries) {
      if (e.row >= rows || !std::isfinite(e.value))
        return wrong_column(i, "an entry has no such row, or no number");
      if (std::exchange(seen[e.row], i + 1) == i + 1)
        return wrong_column(i, "two entries have one row");
    }
  }
  return {};
}

result<void> check(const linear_programme& x) {
  for (auto i = std::size_t{0}; i < x.rows.size(); ++i)
    if (!sound(x.rows[i]))
      return failure{ec::invalid_argument, "linear programme: row "
                                             + std::to_string(i)
                                             + ": its bounds"};
  return check(x.columns, x.rows.size());
}

struct cbc_lp::parts {
  // Outlives the model, which points to it.
  mute silence;
  ClpSimplex model;
  listener* ear = nullptr;
  std::uint64_t iterations = 0;
  bool bounds_changed = false;
};

cbc_lp::cbc_lp(std::unique_ptr<parts> x) : parts_{std::move(x)} {
}

cbc_lp::cbc_lp(cbc_lp&&) noexcept = default;
cbc_lp& cbc_lp::operator=(cbc_lp&&) noexcept = default;
cbc_lp::~cbc_lp() = default;

result<cbc_lp> cbc_lp::make(std::span<const lp_bounds> rows) {
  if (auto ok = check({{rows.begin(), rows.end()}, {}}); !ok)
    return ok.error();
  auto x = std::make_unique<parts>();
  auto& model = x->model;
  model.passInMessageHandler(&x->silence);
  model.setLogLevel(0);
  // A factorization is made anew many times, in the same memory.
  model.factorization()->setPersistenceFlag(1);
  model.resize(static_cast<int>(rows.size()), 0);
  for (auto i = std::size_t{0}; i < rows.size(); ++i) {
    if (!sound(rows[i]))
      return failure{ec::invalid_argument, "linear programme: row "
                                             + std::to_string(i)
                                             + ": its bounds"};
    model.setRowBounds(static_cast<int>(i), rows[i].low, rows[i].high);
  }
  auto ear = listener{};
  model.passInEventHandler(&ear);
  x->ear = static_cast<listener*>(model.eventHandler());
  return cbc_lp{std::move(x)};
}

result<void> cbc_lp::add(std::span<const lp_column> columns) {
  auto& model = parts_->model;
  auto ok = check(columns, static_cast<std::size_t>(model.numberRows()));
  if (!ok)
    return ok.error();
  auto x = packed_columns{columns};
  model.addColumns(static_cast<int>(columns.size()), x.low.data(),
                   x.high.data(), x.cost.data(), x.starts.data(), x.rows.data(),
                   x.values.data());
  return {};
}

void cbc_lp::bound(std::size_t column, lp_bounds bounds) {
  parts_->model.setColumnBounds(static_cast<int>(column), bounds.low,
                                bounds.high);
  parts_->bounds_changed = true;
}

void cbc_lp::remove(std::span<const std::uint32_t> columns) {
  auto which = std::vector<int>(columns.begin(), columns.end());
  parts_->model.deleteColumns(static_cast<int>(which.size()), which.data());
}

std::size_t cbc_lp::columns() const noexcept {
  return static_cast<std::size_t>(parts_->model.numberColumns());
}

namespace {

bool zero_fits(const ClpSimplex& model) {
  for (auto i = 0; i < model.numberRows(); ++i)
    if (model.rowLower()[i] > 0 || model.rowUpper()[i] < 0)
      return false;
  return true;
}

} // namespace

lp_status cbc_lp::solve(const stop_request& stop) {
  auto& model = parts_->model;
  if (stop && stop())
    return lp_status::stopped;
  // Clp has no matrix then, and reads it.
  if (model.numberColumns() == 0)
    return zero_fits(model) ? lp_status::solved : lp_status::infeasible;
  parts_->ear->stop = &stop;
  parts_->ear->stopped = false;
  // New columns leave the old solution primal feasible, new bounds the old
  // prices dual feasible.
  if (std::exchange(parts_->bounds_changed, false))
    model.dual(0, 1);
  else
    model.primal(0, 1);
  parts_->ear->stop = nullptr;
  parts_->iterations += static_cast<std::uint64_t>(model.numberIterations());
  if (parts_->ear->stopped)
    return lp_status::stopped;
  switch (model.status()) {
    case 0:
      return lp_status::solved;
    case 1:
      return lp_status::infeasible;
    case 2:
      return lp_status::endless;
    default:
      return lp_status::stopped;
  }
}

double cbc_lp::objective() const noexcept {
  return parts_->model.objectiveValue();
}

std::span<const double> cbc_lp::values() const noexcept {
  return {parts_->model.primalColumnSolution(), columns()};
}

std::span<const double> cbc_lp::duals() const noexcept {
  const auto& model = parts_->model;
  return {model.dualRowSolution(),
          static_cast<std::size_t>(model.numberRows())};
}

std::span<const double> cbc_lp::reduced_costs() const noexcept {
  return {parts_->model.dualColumnSolution(), columns()};
}

std::uint64_t cbc_lp::iterations() const noexcept {
  return parts_->iterations;
}

std::size_t cbc_lp::bytes() const noexcept {
  constexpr auto copies = std::size_t{2};
  constexpr auto numbers = std::size_t{12};
  const auto& model = parts_->model;
  auto lines = static_cast<std::size_t>(model.numberRows())
               + static_cast<std::size_t>(model.numberColumns());
  auto entries = model.matrix() != nullptr
                   ? static_cast<std::size_t>(model.getNumElements())
                   : std::size_t{0};
  return copies * entries * (sizeof(double) + sizeof(int))
         + numbers * lines * sizeof(double);
}

} // namespace nightfloat::domain::solve
