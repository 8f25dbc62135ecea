// SPDX-License-Identifier: Apache-2.0
#pragma once

// A way to mend an absence as what one transaction writes: the absence itself,
// the months of everybody whose duty changes, and the guards that say whether
// what was judged still holds.

#include "domain/programme.hpp"
#include "domain/repair/absence.hpp"
#include "domain/roster.hpp"
#include "domain/swap/swap.hpp"

#include <optional>
#include <string>
#include <vector>

namespace nightfloat::domain {

/// Who is away from when to when, and what passes to whom.
struct absence_mend {
  person_id person{};
  date first{};
  date last{};
  std::vector<shift_move> moves;
};

struct mend_plan {
  /// Not there: approved leave covers it already.
  std::optional<absence> leave;
  std::vector<rewritten_month> rewritten;
  /// Keys to expect unchanged and to touch, sorted: the guards of all people,
  /// and of the units in all weeks, whose duty changes.
  std::vector<std::string> guards;

  bool operator==(const mend_plan&) const = default;
};

/// REQUIRES both sorted. Fails with `conflict` where somebody no longer has
/// the shift that they are to give, or has another one of its times.
[[nodiscard]] result<mend_plan>
plan_mend(const programme& where, const roster& what, const absence_mend& x);

/// The roster after `plan`; sorted again.
[[nodiscard]] roster apply(const roster& what, const mend_plan& plan);

} // namespace nightfloat::domain
