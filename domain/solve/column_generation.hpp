// SPDX-License-Identifier: Apache-2.0
#pragma once

// The lower bound, and the rows that good rosters are made of: a linear
// programme over whole rows of people (Dantzig & Wolfe 1960), whose columns
// are found as they are needed by row_optimizer at the programme's prices.
//
// Every round also gives a bound: what the cheapest rows cost at any prices,
// with each demand at its cheapest, is no more than what any roster costs
// (Lagrange; Geoffrion 1974). Prices are smoothed towards those of the best
// bound so far (Wentges 1997; Pessoa et al. 2018). Windows and totals that
// row_optimizer leaves out, clashes, orders, spreads and pairs are left out of
// the bound as well: it stays true, but weaker, while their prices are not
// negative.

#include "domain/solve/column_programme.hpp"
#include "domain/solve/profile.hpp"
#include "domain/solve/row_optimizer.hpp"

#include <optional>

namespace nightfloat::domain::solve {

/// Columns of the pool that are priced between two looks at whether to stop.
constexpr std::uint32_t columns_between = 1'000;

struct generation_options {
  /// What a hard unit weighs in the programme.
  double hard_weight = 10'000;
  /// Rows may break hard rules at that price, whoever's they are: the bound is
  /// then of all rosters. Otherwise only rows of people who have no other may,
  /// and it is of rosters that break no more.
  bool any_row = false;
  /// Share of the best bound's prices in those of the next round.
  double smoothing = 0.7;
  /// Columns above that are dropped from the programme where they are dear;
  /// the pool keeps them.
  std::size_t columns_max = 20'000;
  row_limits rows;
};

/// Not thread-safe; movable. Keeps a reference to the problem. Deterministic.
class column_generation {
public:
  /// Fails as column_shape does. REQUIRES that `check(x)` holds.
  [[nodiscard]] static result<column_generation>
  make(const problem& x, const generation_options& options = {});

  column_generation(column_generation&&) noexcept;
  column_generation& operator=(column_generation&&) noexcept;
  ~column_generation();

  /// Solves the programme, or prices one person more; false when there is
  /// nothing more to gain, or `stop` said so.
  bool step(const stop_request& stop = {});

  /// No roster costs less, while no price of a cell or demand has a negative
  /// hard part; absent: not computed yet. Its hard part is how many people are
  /// proved to have no row that breaks nothing; what demands break has
  /// `hard_weight` in its soft part.
  [[nodiscard]] std::optional<score> bound() const;

  /// What the programme costs now.
  [[nodiscard]] double programme_value() const noexcept;

  /// No roster with the people as they are fixed now costs less; known at the
  /// end of each round.
  [[nodiscard]] double lower_value() const noexcept;

  /// A row from elsewhere; its number in the pool.
  std::uint32_t add(std::uint32_t who, std::span<const task> row);

  [[nodiscard]] const column_pool& columns() const noexcept;
  [[nodiscard]] const column_shape& shape() const noexcept;

  /// What a column of the pool costs beyond what it is worth to the programme.
  /// REQUIRES `solved()`.
  [[nodiscard]] double reduced_cost(std::uint32_t column) const;

  /// By column of the pool: its share in the programme's last solution.
  [[nodiscard]] std::vector<double> shares() const;

  /// Takes those columns of the pool for their people, until all are freed. The
  /// bound stays that of all rosters. REQUIRES that no person has two.
  void fix(std::span<const std::uint32_t> columns);
  void free_all();
  [[nodiscard]] std::span<const std::uint32_t> fixed() const noexcept;

  /// Shares and duals are of the columns and people as they are fixed now.
  [[nodiscard]] bool solved() const noexcept;

  [[nodiscard]] std::uint64_t rounds() const noexcept;

  /// What it did, and what it holds, part by part.
  [[nodiscard]] column_profile profile() const;
  [[nodiscard]] row_profile walked() const noexcept;
  [[nodiscard]] std::size_t pool_bytes() const noexcept;
  [[nodiscard]] std::size_t row_bytes() const noexcept;
  [[nodiscard]] std::size_t programme_bytes() const noexcept;
  [[nodiscard]] std::size_t bytes() const noexcept {
    return pool_bytes() + row_bytes() + programme_bytes();
  }

  /// How many columns a combination may have beside all that, within that many
  /// bytes.
  [[nodiscard]] std::size_t columns_within(std::size_t memory_max) const;

private:
  struct parts;
  explicit column_generation(std::unique_ptr<parts> x);

  std::unique_ptr<parts> parts_;
};

} // namespace nightfloat::domain::solve
