// SPDX-License-Identifier: Apache-2.0
#pragma once

// How far a roster is from what its programme asks, in numbers that can be
// held against those of another roster of the same days.

#include "domain/programme.hpp"
#include "domain/roster.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace nightfloat::domain {

struct frame;

struct roster_measure {
  std::size_t duties = 0;
  /// Places on shifts that the programme asks for, and those that stay open.
  std::size_t places = 0;
  std::size_t open_places = 0;
  /// Bounds of rotations and requirements that are not met.
  std::size_t plan_gaps = 0;
  /// Rules that are broken.
  std::size_t breaches = 0;
  /// It has a plan, so that `plan_gaps` means something.
  bool planned = false;
  /// All of it in words, a sentence each, the worst first.
  std::vector<std::string> sentences;

  [[nodiscard]] bool feasible() const noexcept {
    return sentences.empty();
  }
};

/// Judges the days `first`..`last` (the epoch in both: the programme's).
/// REQUIRES `what` sorted. Fails as `generation::begin` does.
[[nodiscard]] result<roster_measure>
measure(const programme& where, const roster& what, date first, date last);

/// The same where the programme is compiled already.
[[nodiscard]] roster_measure measure(const frame& x, const roster& what);

/// Why `made` should not replace `in_force`: it lacks more than that, counted
/// in open places, breaches and, where both have a plan, its gaps. Empty: it
/// may.
[[nodiscard]] std::string why_worse(const roster_measure& made,
                                    const roster_measure& in_force);

/// Why `made` should not be put in force even where nothing is: it has no duty
/// although shifts ask for people. Empty: it may.
[[nodiscard]] std::string why_empty(const roster_measure& made);

} // namespace nightfloat::domain
