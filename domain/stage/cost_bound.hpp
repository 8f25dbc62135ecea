// SPDX-License-Identifier: Apache-2.0
#pragma once

// What each stage of a generation costs, and what no roster of it costs less
// than, for those who want to know how good a roster is.

#include "domain/solve/sliced_bound.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace nightfloat::domain::stage {

struct stage_cost {
  /// `plan`, or the parts of a problem of duties: `nights,days`.
  std::string stage;
  std::int64_t hard = 0;
  std::int64_t soft = 0;
  /// False: nobody has computed the bound, which then means nothing.
  bool bounded = false;
  /// No roster that breaks as little costs less soft.
  std::int64_t bound = 0;

  bool operator==(const stage_cost&) const = default;
};
BOOST_DESCRIBE_STRUCT(stage_cost, (), (stage, hard, soft, bounded, bound))

/// `least`, where there is one, at as many hard units as the cost. No price of
/// a stage is negative, so that no bound is.
[[nodiscard]] stage_cost
stage_cost_of(std::string stage, solve::score cost,
              const std::optional<solve::weighed_bound>& least);

} // namespace nightfloat::domain::stage
