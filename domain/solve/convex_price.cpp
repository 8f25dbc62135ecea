// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/convex_price.hpp"

#include "domain/solve/weighed.hpp"

#include <algorithm>
#include <limits>

namespace nightfloat::domain::solve {

bool convex_price::convex() const noexcept {
  return slope_before <= slopes.front() && std::ranges::is_sorted(slopes);
}

double convex_price::least(double each) const noexcept {
  if (slope_before + each > 0 || slopes.back() + each < 0)
    return -std::numeric_limits<double>::infinity();
  auto cost = cost_at_first;
  auto out = cost + each * at.front();
  for (auto i = std::size_t{1}; i < at.size(); ++i) {
    cost += slopes[i - 1] * (at[i] - at[i - 1]);
    out = std::min(out, cost + each * at[i]);
  }
  return out;
}

convex_price convex_price_of(const demand& x, double hard_weight) {
  auto out = convex_price{};
  for (const auto& piece : x.under)
    out.at.push_back(piece.heads);
  for (const auto& piece : x.over)
    out.at.push_back(piece.heads);
  if (out.at.empty())
    out.at.push_back(0);
  std::ranges::sort(out.at);
  out.at.erase(std::unique(out.at.begin(), out.at.end()), out.at.end());
  for (const auto& piece : x.under)
    out.slope_before -= weighed(piece.each, hard_weight);
  out.cost_at_first = weighed(x.cost(out.at.front()), hard_weight);
  for (auto heads : out.at) {
    auto slope = 0.0;
    for (const auto& piece : x.under)
      slope -= piece.heads > heads ? weighed(piece.each, hard_weight) : 0;
    for (const auto& piece : x.over)
      slope += piece.heads <= heads ? weighed(piece.each, hard_weight) : 0;
    out.slopes.push_back(slope);
  }
  return out;
}

} // namespace nightfloat::domain::solve
