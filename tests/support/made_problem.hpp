// SPDX-License-Identifier: Apache-2.0
#pragma once

// Problems that have a roster without a broken rule, because the roster was
// made first and the rules were taken from it: as many heads as it has, totals
// around its own, days off where it is off. They come in any size, and as
// tight as wanted.

#include "domain/solve/problem.hpp"

namespace nightfloat::test {

struct made_options {
  std::uint64_t seed = 1;
  std::size_t people = 20;
  std::int32_t days = 28;
  /// Beside being off; 1 to 12.
  std::size_t shifts = 3;
  /// Of the heads that the roster has on a day and shift, per mille, rounded
  /// down: so many must be there.
  std::uint32_t wanted = 900;
  /// By how many days a person's totals may differ from the roster's.
  std::int32_t slack = 2;
};

struct made_problem {
  domain::solve::problem what;
  /// Breaks nothing.
  domain::solve::grid roster;
};

/// REQUIRES people, days and shifts.
[[nodiscard]] made_problem make_problem(const made_options& options);

} // namespace nightfloat::test
