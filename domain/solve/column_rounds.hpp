// SPDX-License-Identifier: Apache-2.0
#pragma once

// What column_generation is made of: the rounds of prices, rows and programmes.
// For its two sources alone.

#include "domain/solve/column_generation.hpp"
#include "domain/solve/price_gcd.hpp"
#include "domain/solve/weighed.hpp"

#include <algorithm>
#include <cmath>

namespace nightfloat::domain::solve {

constexpr auto in_no_programme = ~std::uint32_t{0};

/// Rounding errors grow with the sizes of what is summed, not with the sum.
struct rough_sum {
  double value = 0;
  /// The sizes of all that was added.
  double size = 0;

  void add(double x) noexcept {
    value += x;
    size += std::abs(x);
  }

  /// Surely no more than what it stands for.
  [[nodiscard]] double least() const noexcept {
    return value - slack();
  }
  [[nodiscard]] double slack() const noexcept {
    return 1e-5 + 1e-12 * size;
  }
};

struct column_generation::parts {
  parts(const problem& x, const generation_options& o, column_shape s,
        cbc_lp programme)
    : options{o}, shape{std::move(s)}, pool{x}, rows{x, o.rows},
      lp{std::move(programme)}, gcd{price_gcd(x)} {
    auto n = x.people.size();
    fixed.assign(n, false);
    strict.assign(n, !o.any_row);
    duals.assign(shape.demands().size(), 0);
    for (const auto& d : shape.demands())
      center.push_back(-std::clamp(0.0, d.slope_before, d.slopes.back()));
    near = asked = center;
    in_lp = lp.columns();
  }

  [[nodiscard]] const problem& x() const noexcept {
    return shape.of();
  }

  [[nodiscard]] rough_sum lagrangian(std::span<const double> at) const;
  void ask();
  void price(std::uint32_t who, const stop_request& stop);
  void end_round();
  bool solve(const stop_request& stop);
  void enter(std::span<const std::uint32_t> columns);
  void shrink();
  [[nodiscard]] double cost_at(std::uint32_t column,
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
  /// How many are proved to have none.
  std::int64_t without_strict = 0;
  /// As the round of `bound` counted them: an older sum was of stricter rows.
  std::int64_t bound_without_strict = 0;

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
  rough_sum sum;
  std::size_t found = 0;
  rough_sum bound{.value = -unbounded};
  rough_sum lower{.value = -unbounded};
  double value = unbounded;
  std::uint64_t rounds = 0;
  std::uint64_t priced = 0;
  std::uint64_t programmes = 0;
  std::vector<double> prices;
};

} // namespace nightfloat::domain::solve
