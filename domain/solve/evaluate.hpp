// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a whole roster costs, and where. Plain and slow on purpose: what the
// search believes of its changes is held against this.

#include "domain/solve/problem.hpp"

#include <array>
#include <span>
#include <string>
#include <vector>

namespace nightfloat::domain::solve {

enum class rule_kind : std::uint8_t {
  cell,
  next,
  run,
  total,
  group,
  window,
  clash,
  order,
  demand,
  spread,
  pair,
};
constexpr std::size_t rule_kinds = 11;

[[nodiscard]] const char* to_string(rule_kind x) noexcept;

/// One thing that costs.
struct fault {
  rule_kind kind{};
  /// Which rule of its contract, or which demand, spread or pair.
  std::uint32_t rule = 0;
  /// `nobody` for a demand or a spread.
  std::uint32_t who = nobody;
  /// The first day that it is about; -1: the whole horizon.
  std::int32_t day = -1;
  score price;

  static constexpr auto nobody = std::numeric_limits<std::uint32_t>::max();
};

struct evaluation {
  score total;
  std::array<score, rule_kinds> parts{};
};

/// O(people x days x rules + demands x people). REQUIRES that `check(x)` holds,
/// and that `roster` has its size.
[[nodiscard]] evaluation evaluate(const problem& x, const grid& roster);

/// What the days of one person cost by the rules of the contract; cells are not
/// in it. REQUIRES that `check(x)` holds, and a task for every day.
[[nodiscard]] score evaluate_rules(const problem& x, std::uint32_t who,
                                   std::span<const task> row);

/// Everything that costs, the hard first, then by person and day.
[[nodiscard]] std::vector<fault> faults(const problem& x, const grid& roster);

} // namespace nightfloat::domain::solve
