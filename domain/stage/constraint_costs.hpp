// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a roster costs by constraint, whoever made it: each stage's problem is
// built round it, as a generation would that began there.

#include "domain/roster.hpp"
#include "domain/stage/constraint_use.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::domain::stage {

struct constraint_cost {
  /// Its label, else its name.
  std::string name;
  std::int64_t hard = 0;
  std::int64_t soft = 0;

  bool operator==(const constraint_cost&) const = default;
};
BOOST_DESCRIBE_STRUCT(constraint_cost, (), (name, hard, soft))

/// Of those stages, the dearest first; what costs nothing is left out. Work
/// that the rules do not allow where it is counts for nothing. Fails as a
/// generation does that is given the set. REQUIRES a sorted roster.
[[nodiscard]] result<std::vector<constraint_cost>>
constraint_costs(const frame& x, const roster& of, part_set parts,
                 const constraint_set& set);

} // namespace nightfloat::domain::stage
