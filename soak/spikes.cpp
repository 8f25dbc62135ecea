// SPDX-License-Identifier: Apache-2.0
#include "soak/spikes.hpp"

#include <algorithm>

namespace nightfloat::soak {

namespace {

constexpr auto times_min = 2.0;

/// A stage at which the target stood still.
struct level {
  double from_s = 0;
  double until_s = 0;
  double target = 0;
  /// The highest that was reached since the level before.
  double peak_before = 0;
};

std::vector<level> levels_of(const load_rule& rule, executor how) {
  auto out = std::vector<level>{};
  auto at = rule.start_s;
  auto target = is_open(how) ? rule.rate : static_cast<double>(rule.vus);
  auto peak = target;
  for (const auto& x : rule.stages) {
    if (x.target == target && x.duration_s > 0) {
      out.push_back({at, at + x.duration_s, target, peak});
      peak = target;
    }
    peak = std::max(peak, x.target);
    at += x.duration_s;
    target = x.target;
  }
  return out;
}

} // namespace

std::vector<fault_episode> spikes_of(const scenario& x) {
  auto out = std::vector<fault_episode>{};
  for (const auto& rule : x.loads) {
    auto levels = levels_of(rule, *parse_executor(rule.executor));
    for (auto before = levels.begin(); before != levels.end(); ++before) {
      auto peak = before->target;
      for (auto after = before + 1; after != levels.end(); ++after) {
        peak = std::max(peak, after->peak_before);
        if (after->target > before->target)
          continue;
        if (after->target == before->target && before->target > 0
            && peak >= times_min * before->target)
          out.push_back({.fault = "spike",
                         .target = rule.name,
                         .at_s = before->until_s,
                         .healed_s = after->from_s,
                         .until_s = after->until_s});
        break;
      }
    }
  }
  std::ranges::stable_sort(out, {}, &fault_episode::at_s);
  return out;
}

} // namespace nightfloat::soak
