// SPDX-License-Identifier: Apache-2.0
#pragma once

// A lower bound of a problem with a long horizon, piece by piece: the bound of
// column_generation for each slice of horizon_slices, first of short ones, then
// of longer ones that take two of those before. It can be stopped after any
// step, and what is known by then is a bound.
//
// It covers rosters that break hard rules too: a hard unit weighs
// `hard_weight`. What it leaves out makes it lower, never wrong.

#include "domain/solve/problem.hpp"

#include <cstdint>
#include <memory>
#include <optional>

namespace nightfloat::domain::solve {

/// A multiple of whatever soft prices are likely to have in common.
constexpr std::int64_t bound_hard_weight = 27'720;

/// No roster's hard units at `bound_hard_weight` each and its soft price are
/// together less than `value`.
struct weighed_bound {
  std::int64_t value = 0;

  /// No roster that breaks `hard` units, or fewer, has a soft price below.
  [[nodiscard]] std::int64_t soft_at(std::int64_t hard) const noexcept {
    return value - hard * bound_hard_weight;
  }

  bool operator==(const weighed_bound&) const = default;
};

struct sliced_options {
  /// Columns of the first slices, and of the last ones at most.
  std::int32_t days = 7;
  std::int32_t days_max = 28;
  /// People and demands of one slice; more are left to the shorter ones.
  std::size_t rows_max = 1'200;
};

/// Not thread-safe; movable. Keeps a reference to the problem. Deterministic.
class sliced_bound {
public:
  /// `near` is a roster near the best: the nearer, the better the bound. Fails
  /// with `invalid_argument` where a price between people is negative. REQUIRES
  /// `check(x)` and a roster of its size.
  [[nodiscard]] static result<sliced_bound>
  make(const problem& x, const grid& near, const sliced_options& options = {});

  sliced_bound(sliced_bound&&) noexcept;
  sliced_bound& operator=(sliced_bound&&) noexcept;
  ~sliced_bound();

  /// Works for about as long as so many moves of a search take, and a piece of
  /// a twentieth of a second at most beyond; false when there is nothing more
  /// to gain.
  bool step(std::uint64_t moves);

  /// Absent until each slice was looked at once.
  [[nodiscard]] std::optional<weighed_bound> bound() const noexcept;

private:
  struct parts;
  explicit sliced_bound(std::unique_ptr<parts> x);

  std::unique_ptr<parts> parts_;
};

} // namespace nightfloat::domain::solve
