// SPDX-License-Identifier: Apache-2.0
#pragma once

// What one count of one rule costs. Said once, for the evaluation of a whole
// roster and for that of a change.

#include "domain/solve/problem.hpp"

#include <algorithm>

namespace nightfloat::domain::solve {

/// A run of `length` days within the horizon; `before` days of it lie before.
inline score run_price(const run_rule& rule, std::int32_t length,
                       std::int32_t before, bool at_start,
                       bool at_end) noexcept {
  auto whole = length + before;
  auto out = score{};
  if (whole > rule.max)
    out += rule.longer * (whole - std::max(rule.max, before));
  if (whole < rule.min && !at_end && !(at_start && rule.open_start))
    out += rule.shorter * (rule.min - whole);
  return out;
}

inline std::int64_t units(std::int64_t excess, std::int32_t unit) noexcept {
  return (excess + unit - 1) / unit;
}

inline score total_price(const total_rule& rule, std::int64_t sum) noexcept {
  auto out = score{};
  if (sum < rule.min)
    out += rule.under * units(rule.min - sum, rule.unit);
  if (sum > rule.max)
    out += rule.over * units(sum - rule.max, rule.unit);
  auto away = sum - rule.target;
  return out + rule.square * (away * away);
}

inline score groups_price(const group_rule& rule, std::int32_t count,
                          std::int32_t partial) noexcept {
  return rule.over * std::max(0, count - rule.max) + rule.partial * partial;
}

inline score window_price(const window_rule& rule, std::int64_t sum) noexcept {
  return sum > rule.max ? rule.over * units(sum - rule.max, rule.unit)
                        : score{};
}

} // namespace nightfloat::domain::solve
