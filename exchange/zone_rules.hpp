// SPDX-License-Identifier: Apache-2.0
#pragma once

// When the clocks of a zone change, as a calendar file says it (RFC 5545,
// 3.6.5): single changes, and rules for those that come every year. They are
// derived from the zone's own changes, so that a calendar program computes
// what we computed.

#include "domain/zone.hpp"

#include <string>
#include <vector>

namespace nightfloat::exchange {

/// One observance: the clocks go from `before` to `after`.
struct clock_rule {
  /// The wall clock's time just before the (first) change.
  domain::instant onset{};
  domain::minutes before{};
  domain::minutes after{};
  bool summer = false;
  std::string name;
  /// `FREQ=YEARLY;BYMONTH=3;BYDAY=2SU`; empty: once.
  std::string recurrence;

  bool operator==(const clock_rule&) const = default;
};

/// The rules in force from `from` to `to`, by onset; at least one, and the
/// first begins at or before `from`. What repeats beyond `to` for ten years
/// more (or until 2037, where the tables end) has no end.
[[nodiscard]] std::vector<clock_rule>
clock_rules(const domain::zone& of, domain::instant from, domain::instant to);

} // namespace nightfloat::exchange
