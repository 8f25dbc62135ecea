// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/cbc_mip.hpp"

#include "domain/solve/cbc_columns.hpp"
#include "domain/solve/cbc_silence.hpp"
#include "domain/solve/cbc_stop.hpp"

#include <algorithm>
#include <cmath>
#include <coin/CbcModel.hpp>
#include <coin/CoinPackedMatrix.hpp>
#include <coin/OsiClpSolverInterface.hpp>

namespace nightfloat::domain::solve {

namespace {

constexpr double tolerance = 1e-6;

void load(OsiClpSolverInterface& solver, const linear_programme& x,
          std::span<const std::uint32_t> whole) {
  auto columns = packed_columns{x.columns};
  auto matrix = CoinPackedMatrix{true,
                                 static_cast<int>(x.rows.size()),
                                 static_cast<int>(x.columns.size()),
                                 static_cast<CoinBigIndex>(columns.rows.size()),
                                 columns.values.data(),
                                 columns.rows.data(),
                                 columns.starts.data(),
                                 nullptr};
  auto big = solver.getInfinity();
  auto bounded = [&](double v) {
    return std::clamp(v, -big, big);
  };
  auto row_low = std::vector<double>{};
  auto row_high = std::vector<double>{};
  for (const auto& row : x.rows) {
    row_low.push_back(bounded(row.low));
    row_high.push_back(bounded(row.high));
  }
  solver.loadProblem(matrix, columns.low.data(), columns.high.data(),
                     columns.cost.data(), row_low.data(), row_high.data());
  for (auto i : whole)
    solver.setInteger(static_cast<int>(i));
}

/// What CBC found, with whole numbers made whole; nothing where that breaks a
/// row or a bound.
std::optional<std::vector<double>> checked(const linear_programme& x,
                                           std::span<const std::uint32_t> whole,
                                           const double* found) {
  auto out = std::vector<double>(found, found + x.columns.size());
  for (auto i : whole)
    out[i] = std::round(out[i]);
  auto sums = std::vector<double>(x.rows.size());
  for (auto i = std::size_t{0}; i < out.size(); ++i) {
    const auto& column = x.columns[i];
    if (out[i] < column.bounds.low - tolerance
        || out[i] > column.bounds.high + tolerance)
      return {};
    for (const auto& e : column.entries)
      sums[e.row] += e.value * out[i];
  }
  for (auto i = std::size_t{0}; i < sums.size(); ++i)
    if (sums[i] < x.rows[i].low - 1e-4 || sums[i] > x.rows[i].high + 1e-4)
      return {};
  return out;
}

double cost_of(const linear_programme& x, std::span<const double> values) {
  auto out = 0.0;
  for (auto i = std::size_t{0}; i < values.size(); ++i)
    out += x.columns[i].cost * values[i];
  return out;
}

void set_up(CbcModel& model, const linear_programme& x,
            const mip_options& options, stopping& asked) {
  model.setMaximumNodes(static_cast<int>(
    std::min<std::uint64_t>(options.nodes_max, 1'000'000'000)));
  model.setRandomSeed(static_cast<int>(options.seed));
  if (options.cutoff < unbounded)
    model.setCutoff(options.cutoff - std::max(options.step / 2, tolerance));
  if (options.step > 0)
    model.setCutoffIncrement(options.step * (1 - 1e-4));
  auto known = !options.start.empty()
               && cost_of(x, options.start) < options.cutoff;
  if (known)
    model.setBestSolution(options.start.data(),
                          static_cast<int>(options.start.size()),
                          cost_of(x, options.start), true);
  auto strategy = asking_strategy{asked};
  strategy.setupPreProcessing(0);
  model.setStrategy(strategy);
}

} // namespace

result<mip_found>
solve_whole(const linear_programme& x, std::span<const std::uint32_t> whole,
            const mip_options& options, const stop_request& stop) {
  if (auto ok = check(x); !ok)
    return ok.error();
  for (auto i : whole)
    if (i >= x.columns.size())
      return failure{ec::invalid_argument, "integer programme: no column "
                                             + std::to_string(i)
                                             + " to be whole"};
  if (!options.start.empty() && options.start.size() != x.columns.size())
    return failure{ec::invalid_argument,
                   "integer programme: the start is not a value a column"};
  auto asked = stopping{stop};
  auto out = mip_found{};
  if (asked.ask())
    return out;
  auto silence = mute{};
  auto solver = OsiClpSolverInterface{};
  solver.passInMessageHandler(&silence);
  solver.getModelPtr()->passInMessageHandler(&silence);
  solver.setHintParam(OsiDoReducePrint, true, OsiHintTry);
  load(solver, x, whole);
  auto within = iteration_listener{asked};
  solver.getModelPtr()->passInEventHandler(&within);
  if (asked.ask())
    return out;
  solver.initialSolve();
  // The model is a copy of all of it.
  if (asked.ask())
    return out;
  if (!solver.isProvenOptimal()) {
    out.proved = solver.isProvenPrimalInfeasible();
    return out;
  }
  auto model = CbcModel{solver};
  model.passInMessageHandler(&silence);
  model.setLogLevel(0);
  auto between = search_listener{asked};
  model.passInEventHandler(&between);
  set_up(model, x, options, asked);
  model.branchAndBound();
  out.nodes = static_cast<std::uint64_t>(model.getNodeCount());
  out.proved = !asked.said() && model.isProvenOptimal();
  if (!asked.said() && model.isProvenInfeasible())
    out.proved = true;
  if (const auto* best = model.bestSolution())
    if (auto values = checked(x, whole, best)) {
      out.cost = cost_of(x, *values);
      out.values = std::move(*values);
    }
  return out;
}

} // namespace nightfloat::domain::solve
