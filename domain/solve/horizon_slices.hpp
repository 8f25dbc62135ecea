// SPDX-License-Identifier: Apache-2.0
#pragma once

// A long horizon cut into slices of days, each a problem of its own, so that
// no roster costs less than the cheapest rosters of all slices and `base`
// together. A rule that lies within a slice stays as it is, and one that
// reaches over its border counts there for what is inside, or not at all. In
// the place of a rule that looks at the whole horizon (a total, a group whose
// spans lie far apart) comes a line that is nowhere over its price and touches
// it at a roster near the best, so that each day pays its share (Lagrange;
// Fisher 1981). Clashes, orders, spreads and pairs are left out.

#include "domain/solve/problem.hpp"

#include <span>
#include <vector>

namespace nightfloat::domain::solve {

/// Hard and soft apart, for sums beyond what a score holds.
struct wide_score {
  std::int64_t hard = 0;
  std::int64_t soft = 0;
};

/// Not thread-safe to make, safe to read. Keeps a reference to the problem.
class horizon_slices {
public:
  /// Slices will be of `days_most` days at most. REQUIRES `check(x)`, prices
  /// between people that are not negative, and a roster of its size.
  horizon_slices(const problem& x, const grid& near, std::int32_t days_most);

  /// What every roster costs beside its slices; may be negative.
  [[nodiscard]] const wide_score& base() const noexcept {
    return base_;
  }

  /// The days [first, last) alone. REQUIRES 0 <= first < last <= days, and no
  /// more than `days_most` of them.
  [[nodiscard]] problem cut(std::int32_t first, std::int32_t last) const;

  /// Where to cut, from 0 to the end, about `days` apart and never within a
  /// span that costs where it is held in part.
  [[nodiscard]] std::vector<std::int32_t> borders(std::int32_t days) const;

private:
  /// Of one person: what a day with each task pays, and each span of each
  /// group that is held, for the lines.
  struct lines {
    std::vector<score> by_task;
    std::vector<score> by_group;
  };

  void draw(std::uint32_t who, std::span<const task> row);
  void add(score each, std::int64_t n) noexcept;
  [[nodiscard]] contract rules(std::uint32_t who, const day_span& at,
                               person& one) const;
  void add_groups(std::uint32_t who, const day_span& at, contract& to,
                  person& one) const;

  const problem& x_;
  std::int32_t days_most_;
  std::vector<lines> lines_;
  wide_score base_;
};

} // namespace nightfloat::domain::solve
