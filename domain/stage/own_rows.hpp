// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/id.hpp"

#include <algorithm>
#include <span>

namespace nightfloat::domain::stage {

/// The rows of one person. REQUIRES `all` sorted by person. O(log n).
template <class Row>
[[nodiscard]] std::span<const Row>
own_rows(std::span<const Row> all, person_id who) noexcept {
  auto first = std::partition_point(
    all.begin(), all.end(), [&](const Row& x) { return x.person < who; });
  auto last = std::partition_point(
    first, all.end(), [&](const Row& x) { return x.person == who; });
  return {first, last};
}

} // namespace nightfloat::domain::stage
