// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace nightfloat::chaos {

/// The least of the values that `permille` of all do not exceed, of sorted
/// ones; 0 of none.
[[nodiscard]] inline std::uint64_t
nearest_rank(const std::vector<std::uint64_t>& sorted, std::size_t permille) {
  if (sorted.empty())
    return 0;
  auto i = (sorted.size() * permille + 999) / 1'000;
  return sorted[std::min(sorted.size(), std::max<std::size_t>(i, 1)) - 1];
}

} // namespace nightfloat::chaos
