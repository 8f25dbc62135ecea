// SPDX-License-Identifier: Apache-2.0
#pragma once

// The job that makes a roster, and what it says when it has ended.

#include "domain/job.hpp"
#include "domain/stage/constraint.hpp"
#include "domain/stage/constraint_costs.hpp"
#include "domain/stage/cost_bound.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::client {

/// Payload of a job of kind `generate`. The epoch in both dates: the whole
/// programme.
struct generate_job {
  static constexpr std::string_view kind = "generate";

  domain::date first{};
  domain::date last{};
  std::uint64_t seed = 1;
  std::uint32_t budget_ms = 30'000;
  /// Publishes whatever was made, even in place of a better one.
  bool publish_worse = false;
  /// What is made, as a domain::stage::part_set; the rest is taken from the
  /// roster in force as it is. 0: all.
  std::uint8_t stages = 0;
  /// Publishes nothing: the roster is kept as a draft, to be looked at and
  /// published by hand, for so many days.
  bool draft = false;
  std::uint32_t keep_days = 7;
  /// How often the best so far is put by, if it became better. 0: every five
  /// seconds.
  std::uint32_t checkpoint_ms = 0;
  /// What the programme wants of it beside the rules of the field.
  domain::stage::constraint_set constraints;
  /// What each cell costs, of a week or of duty, that is another than in the
  /// roster in force. 0: nothing.
  std::uint32_t keep_price = 0;
  /// The roster in force stays as it is up to this day. The epoch: nothing of
  /// it does.
  domain::date frozen_to{};
  /// So many days of people at most have other duty than in the roster in
  /// force, of all and of each person; the plan then stays. None: as many as
  /// it likes.
  std::optional<std::uint32_t> changes_max;
  std::optional<std::uint32_t> changes_max_each;
};
BOOST_DESCRIBE_STRUCT(generate_job, (),
                      (first, last, seed, budget_ms, publish_worse, stages,
                       draft, keep_days, checkpoint_ms, constraints, keep_price,
                       frozen_to, changes_max, changes_max_each))

/// Its result.
struct generate_result {
  domain::roster_id roster{};
  std::uint64_t version = 0;
  std::uint64_t duties = 0;
  std::uint64_t seed = 0;
  bool feasible = false;
  std::int64_t cost = 0;
  std::uint64_t iterations = 0;
  std::uint64_t spent_ms = 0;
  /// Demands and requirements that are not met, a sentence each.
  std::vector<std::string> unmet;
  /// False: it lacks more than the roster in force, or is empty. Everything
  /// above is about the roster that was made, which is gone.
  bool published = true;
  /// Why it was not, a sentence.
  std::string kept_why;
  /// It lies there as a draft, until this ledger time.
  bool draft = false;
  std::int64_t keep_until_ms = 0;
  /// Of the duties, as the search saw them; `resumed_from` is that of the
  /// checkpoint where this attempt began, if it went on from one.
  domain::job_cost search_cost{};
  bool resumed = false;
  domain::job_cost resumed_from{};
  std::uint32_t restarts = 0;
  std::uint32_t checkpoints = 0;
  /// What the roster costs by constraint, and those that were left out, a
  /// sentence each.
  std::vector<domain::stage::constraint_cost> constraint_costs;
  std::vector<std::string> left_out;
  /// Duties that it has and the roster in force has not, or the other way
  /// round; 0 where none was in force.
  std::uint64_t changes = 0;
  /// Days of people with other duty than in the roster in force, of all and
  /// of whoever has most.
  std::uint64_t changed_days = 0;
  std::uint64_t changed_days_each = 0;
  /// Where changes had a cap and something is unmet: whether that is because
  /// of the cap, proved or not, a sentence.
  std::string cap_told;
  /// What no roster can do better, or that this was not computed, a sentence.
  std::string bound_told;
  /// What no duties under this plan cost less than, at as many hard units as
  /// `search_cost`, where it is known of each stage of them; and each stage
  /// with its own, the plan among them.
  domain::job_cost search_bound{};
  std::vector<domain::stage::stage_cost> stages;
};
BOOST_DESCRIBE_STRUCT(generate_result, (),
                      (roster, version, duties, seed, feasible, cost,
                       iterations, spent_ms, unmet, published, kept_why, draft,
                       keep_until_ms, search_cost, resumed, resumed_from,
                       restarts, checkpoints, constraint_costs, left_out,
                       changes, changed_days, changed_days_each, cap_told,
                       bound_told, search_bound, stages))

} // namespace nightfloat::client
