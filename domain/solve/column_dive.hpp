// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whole rosters out of a fractional programme: takes the column with the
// largest share for good, looks for columns that fit it better, and so on
// until everybody has a row ("diving", Sadykov et al. 2019). Each dive leaves
// its columns in the pool.

#include "domain/solve/column_generation.hpp"
#include "domain/solve/random.hpp"

namespace nightfloat::domain::solve {

struct dive_options {
  std::uint64_t seed = 1;
  /// Rounds of pricing after each column taken.
  std::uint64_t rounds = 5;
  /// Shares are taken for up to that much more than they are, by chance.
  double noise = 0;
  /// All columns with at least that share are taken at once, and so are those
  /// of that part of the people who are left, if only one.
  double sure = 0.95;
  double part = 0;
  /// A programme that costs as much is given up.
  double cutoff = unbounded;
};

/// Keeps a reference to the generation, in which it fixes columns; frees all
/// when it ends. People who are fixed before it begins stay as they are.
class column_dive {
public:
  explicit column_dive(column_generation& of, const dive_options& options = {});
  ~column_dive();

  column_dive(const column_dive&) = delete;
  column_dive& operator=(const column_dive&) = delete;

  /// One step of the generation, or takes columns; false when it is at its
  /// end, or `stop` said so.
  bool step(const stop_request& stop = {});

  /// Empty: not at its end, or given up.
  [[nodiscard]] const grid& roster() const noexcept {
    return roster_;
  }

  /// By cells, rules of people and demands.
  [[nodiscard]] double cost() const noexcept {
    return cost_;
  }

  /// Rows that it took for their people so far.
  [[nodiscard]] std::uint64_t rows_taken() const noexcept {
    return rows_taken_;
  }

private:
  void take();

  column_generation& of_;
  dive_options options_;
  random_source random_;
  /// By person.
  std::vector<bool> taken_;
  std::size_t left_ = 0;
  std::uint64_t round_ = 0;
  std::uint64_t rows_taken_ = 0;
  grid roster_;
  double cost_ = unbounded;
};

} // namespace nightfloat::domain::solve
