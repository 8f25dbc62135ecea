// SPDX-License-Identifier: Apache-2.0
#pragma once

// Some days of a problem, everybody's, against what all others do: a problem
// of its own, with what lies before and after as history and locked days.

#include "domain/solve/problem.hpp"

namespace nightfloat::domain::solve {

/// Days [first, last) are free; [from, to) are all that the smaller problem
/// has, those that are not free locked to what they are.
struct day_window {
  std::int32_t first = 0;
  std::int32_t last = 0;
  std::int32_t from = 0;
  std::int32_t to = 0;
};

/// The window around the free days [first, last) that has enough locked days
/// on either side for every rule of runs and windows that is not endless.
[[nodiscard]] day_window window_around(const problem& x, std::int32_t first,
                                       std::int32_t last);

/// The problem of that window; totals and groups begin with what all other
/// days have. Spreads, windows and runs that reach beyond it, and what later
/// days need to come before them, are left out: what comes of it is to be
/// evaluated in the whole.
[[nodiscard]] problem window_problem(const problem& x, const grid& roster,
                                     const day_window& at);

/// That part of the roster.
[[nodiscard]] grid window_part(const problem& x, const grid& roster,
                               const day_window& at);

/// The roster with the free days of the window as in `part`.
[[nodiscard]] grid with_window(const problem& x, grid roster,
                               const day_window& at, const grid& part);

} // namespace nightfloat::domain::solve
