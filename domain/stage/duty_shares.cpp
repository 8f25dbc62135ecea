// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/duty_builder.hpp"

#include <algorithm>
#include <cmath>

namespace nightfloat::domain::stage {

namespace {

/// Shares of the way from what is possible to what is expected.
constexpr auto steps = 32;

bool holds(const free_window& x) {
  return std::ranges::all_of(x.bounds, [&](const window_bound& bound) {
    auto sum = std::int64_t{0};
    for (auto [i, factor] : bound.factors)
      sum += factor * x.counts[i].most;
    return sum <= bound.most;
  });
}

/// What no bound lets any count alone be.
void cut_possible(free_window& x) {
  for (auto& c : x.counts)
    c.most = static_cast<std::int32_t>(c.possible);
  for (const auto& bound : x.bounds)
    for (auto [i, factor] : bound.factors)
      x.counts[i].most = static_cast<std::int32_t>(
        std::min<std::int64_t>(x.counts[i].most, bound.most / factor));
}

} // namespace

void share_out(free_window& x) {
  cut_possible(x);
  auto all = std::vector<double>{};
  for (const auto& c : x.counts)
    all.push_back(c.most);
  auto give = [&](double share, double scale) {
    for (auto i = std::size_t{0}; i < all.size(); ++i) {
      auto wanted = std::min(x.counts[i].expected, all[i]);
      x.counts[i].most = static_cast<std::int32_t>(
        std::floor(scale * (wanted + share * (all[i] - wanted)) + 1e-9));
    }
    return holds(x);
  };
  for (auto i = steps; i >= 0; --i)
    if (give(static_cast<double>(i) / steps, 1))
      break;
  for (auto i = steps; i-- > 0 && !holds(x);)
    give(0, static_cast<double>(i) / steps);
  // What rounding down left.
  for (auto i = std::size_t{0}; i < all.size(); ++i) {
    auto& most = x.counts[i].most;
    while (most < static_cast<std::int32_t>(all[i])) {
      ++most;
      if (holds(x))
        continue;
      --most;
      break;
    }
  }
}

} // namespace nightfloat::domain::stage
