// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a roster hands on to the one after it: for each constraint that takes a
// `history`, what everybody has of it, counted by the constraint's own rule.
// Given to the same constraint of next year it is fairness from year to year.

#include "domain/roster.hpp"
#include "domain/solve/frame.hpp"
#include "domain/stage/constraint.hpp"

#include <boost/describe/class.hpp>

#include <string>
#include <vector>

namespace nightfloat::domain::stage {

struct carried_history {
  /// Its label, else its name.
  std::string constraint;
  /// Where it was counted, never `any`: one constraint may count weeks of the
  /// plan and days of call, and the one is no history of the other.
  stage_kind stage = stage_kind::year;
  /// By code, then by task; nobody who has nothing.
  std::vector<past_count> history;

  bool operator==(const carried_history&) const = default;
};
BOOST_DESCRIBE_STRUCT(carried_history, (), (constraint, stage, history))

/// One for each constraint that is enabled, takes a `history` and can be said,
/// and each stage in which it can, in the order of the set: what the roster has
/// within the days of the frame, and what the set itself has of before, save
/// where the template looks back on the last time only. A stage may be several
/// problems, each of which takes what the others have as fixed work: it counts
/// once, in the problem whose template it is, and work of no template of the
/// stage in the first that plans for the person. What was worked counts where
/// the rules would not allow it too.
///
/// Fails as constraint_use, make_duty_problem and make_year_problem do; with
/// `not_found` where no constraint takes a history, or none can be said; with
/// `oversize` where a count is more than a history takes. REQUIRES a sorted
/// roster of the frame's programme.
[[nodiscard]] result<std::vector<carried_history>>
carried(const frame& x, const roster& of, const constraint_set& set);

} // namespace nightfloat::domain::stage
