// SPDX-License-Identifier: Apache-2.0
#pragma once

// Thresholds in k6's grammar: `p(95)<200`, `avg<=50`, `rate<0.01`,
// `count>100`, `value==0`. Times are in ms, as they are there.
//
//   trend    avg min med max p(N)
//   counter  count rate (a second)
//   rate     rate
//   gauge    value

#include "soak/meters.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace nightfloat::soak {

enum class aggregate : std::uint8_t {
  avg,
  min,
  med,
  max,
  percentile,
  rate,
  count,
  value,
};

enum class comparison : std::uint8_t {
  less,
  at_most,
  greater,
  at_least,
  equal,
  unequal,
};

struct threshold_expression {
  aggregate what = aggregate::avg;
  /// For `percentile`: 0 to 100.
  double percent = 0;
  comparison how = comparison::less;
  double bound = 0;
};

/// Fails with `configuration`, saying what to write.
[[nodiscard]] result<threshold_expression>
parse_threshold(std::string_view text);

/// Fails with `configuration` where the metric has no such aggregate.
[[nodiscard]] result<void> check_aggregate(const threshold_expression& x,
                                           metric_kind of);

/// What the expression's left side is now. `seconds` have passed, for the
/// rate of a counter.
[[nodiscard]] double measure(const threshold_expression& x, const meter& of,
                             double seconds);

[[nodiscard]] bool holds(const threshold_expression& x, double value) noexcept;

/// Whether anything was measured at all.
[[nodiscard]] bool has_value(const meter& x) noexcept;

} // namespace nightfloat::soak
