// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/column_roster.hpp"

#include "domain/solve/price_gcd.hpp"

#include <algorithm>

namespace nightfloat::domain::solve {

namespace {

linear_programme programme_of(const column_shape& shape,
                              const column_pool& pool,
                              std::span<const std::uint32_t> columns) {
  auto out = linear_programme{shape.rows(), {}};
  for (auto at : columns) {
    out.columns.push_back(shape.column(pool, at));
    out.columns.back().bounds.high = 1;
  }
  for (auto& piece : shape.pieces())
    out.columns.push_back(std::move(piece));
  return out;
}

} // namespace

result<combined> combine(const column_shape& shape, const column_pool& pool,
                         std::span<const std::uint32_t> columns,
                         const combine_options& options,
                         const stop_request& stop) {
  auto programme = programme_of(shape, pool, columns);
  auto whole = std::vector<std::uint32_t>(columns.size());
  for (auto i = std::uint32_t{0}; i < whole.size(); ++i)
    whole[i] = i;
  auto asked = mip_options{};
  asked.cutoff = options.cutoff - shape.base();
  asked.nodes_max = options.nodes_max;
  asked.step = static_cast<double>(price_gcd(shape.of()));
  asked.seed = options.seed;
  auto found = solve_whole(programme, whole, asked, stop);
  if (!found)
    return found.error();
  auto out = combined{};
  out.proved = found->proved;
  out.nodes = found->nodes;
  if (found->values.empty())
    return out;
  auto days = static_cast<std::size_t>(shape.of().days);
  out.roster.resize(shape.of().people.size() * days);
  for (auto i = std::size_t{0}; i < columns.size(); ++i)
    if (found->values[i] > 0.5)
      std::ranges::copy(pool.row(columns[i]), out.roster.begin()
                                                + static_cast<std::ptrdiff_t>(
                                                  pool.who(columns[i]) * days));
  out.cost = found->cost + shape.base();
  return out;
}

} // namespace nightfloat::domain::solve
