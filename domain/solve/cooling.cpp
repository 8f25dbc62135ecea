// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/cooling.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::domain::solve {

void cooling::sample(double part, double cost) noexcept {
  auto at = static_cast<std::size_t>(std::clamp(part, 0.0, 1.0) * bins);
  at = std::min(at, bins - 1);
  sums_[at] += cost;
  ++counts_[at];
}

double cooling::until_left(double share) const noexcept {
  // Where the mean cost was what, in the order of cooling.
  auto means = std::array<std::pair<double, double>, bins>{};
  auto known = std::size_t{0};
  for (auto i = std::size_t{0}; i < bins; ++i)
    if (counts_[i] > 0)
      means[known++] = {static_cast<double>(i) / bins, sums_[i] / counts_[i]};
  if (known < 2)
    return 0;
  auto end = means[known - 1].second;
  auto all = means[0].second - end;
  if (all <= 0)
    return 0;
  for (auto i = std::size_t{0}; i < known; ++i)
    if (means[i].second - end <= share * all)
      return means[i].first;
  return 0;
}

} // namespace nightfloat::domain::solve
