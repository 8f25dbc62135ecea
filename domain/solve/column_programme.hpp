// SPDX-License-Identifier: Apache-2.0
#pragma once

// The linear programme over columns: of each person's columns one in all, and
// for each demand the heads that they give it, priced piece by piece.

#include "domain/solve/cbc_lp.hpp"
#include "domain/solve/column_pool.hpp"
#include "domain/solve/convex_price.hpp"

#include <vector>

namespace nightfloat::domain::solve {

/// How columns become columns of a programme. Rows: people, then demands.
class column_shape {
public:
  /// Fails with `invalid_argument` where a demand's price is not convex.
  [[nodiscard]] static result<column_shape> make(const problem& x,
                                                 double hard_weight);

  [[nodiscard]] const problem& of() const noexcept {
    return *x_;
  }

  [[nodiscard]] double hard_weight() const noexcept {
    return hard_weight_;
  }

  [[nodiscard]] std::span<const convex_price> demands() const noexcept {
    return demands_;
  }

  /// The demands that a task of that person's on a day is for.
  [[nodiscard]] std::span<const std::uint32_t>
  demands_of(std::size_t who, std::size_t day, task done) const noexcept;

  [[nodiscard]] std::vector<lp_bounds> rows() const;

  /// What every roster costs beside the programme.
  [[nodiscard]] double base() const noexcept;

  /// The heads of each demand, piece by piece.
  [[nodiscard]] std::vector<lp_column> pieces() const;

  [[nodiscard]] lp_column column(const column_pool& pool, std::size_t at) const;

  /// What a column holds at most while CBC works on a programme of its own.
  [[nodiscard]] std::size_t bytes_combined() const noexcept {
    return bytes_combined_;
  }

private:
  void weigh() noexcept;

  const problem* x_ = nullptr;
  double hard_weight_ = 0;
  std::vector<convex_price> demands_;
  std::size_t classes_ = 1;
  /// By day, class and task, at [first, next first).
  std::vector<std::uint32_t> first_;
  std::vector<std::uint32_t> served_;
  std::size_t bytes_combined_ = 0;
};

} // namespace nightfloat::domain::solve
