// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/cost_bound.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::domain::stage {

stage_cost stage_cost_of(std::string stage, solve::score cost,
                         const std::optional<solve::weighed_bound>& least) {
  auto out = stage_cost{std::move(stage), cost.hard(), cost.soft()};
  // What costs nothing cannot cost less.
  out.bounded = least || cost == solve::score{};
  if (least)
    out.bound = std::max<std::int64_t>(0, least->soft_at(cost.hard()));
  return out;
}

} // namespace nightfloat::domain::stage
