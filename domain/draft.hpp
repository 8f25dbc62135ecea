// SPDX-License-Identifier: Apache-2.0
#pragma once

// What is known of a roster that no head names: what a running generation has
// put by (a checkpoint), or what it left to be looked at and published by hand.
// Key `draft/<roster>/head`, beside the duties and plans of that roster.

#include "domain/job.hpp"
#include "domain/keys.hpp"
#include "domain/roster.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::domain {

struct draft_head {
  roster_id roster{};
  /// What it was made on: the data, the version, and the roster in force.
  data_id data{};
  std::uint64_t version = 0;
  roster_id in_force{};
  /// The days that it is of; the epoch in both: the programme's.
  date first{};
  date last{};
  std::uint64_t seed = 0;
  /// Ledger time.
  std::int64_t made_ms = 0;
  /// Until then no purge takes it. 0: it is a checkpoint, gone with its job.
  std::int64_t keep_until_ms = 0;
  /// False: it was being written, so its records are of two rosters.
  bool whole = false;
  /// Of the duties, and of the plan that they are under.
  job_cost cost{};
  std::int64_t plan_cost = 0;
  /// Of the job's budget.
  std::uint64_t spent_ms = 0;
  std::uint64_t iterations = 0;
  std::uint64_t duties = 0;
  bool feasible = false;
  std::uint64_t unmet = 0;

  [[nodiscard]] bool is_kept() const noexcept {
    return keep_until_ms != 0;
  }

  bool operator==(const draft_head&) const = default;
};
BOOST_DESCRIBE_STRUCT(draft_head, (),
                      (roster, data, version, in_force, first, last, seed,
                       made_ms, keep_until_ms, whole, cost, plan_cost, spent_ms,
                       iterations, duties, feasible, unmet))

} // namespace nightfloat::domain
