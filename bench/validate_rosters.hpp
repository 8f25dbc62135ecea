// SPDX-License-Identifier: Apache-2.0
#pragma once

// The rosters that validation is measured on: days in halves, nights, calls of
// 24 hours, leave of a week each, over both changes of clocks, supervised in
// four units. One resident in 25 works every day, so that there is something
// to find.

#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "domain/rules/finding.hpp"

#include <cstdint>
#include <vector>

namespace nightfloat::bench {

struct roster_shape {
  int residents = 100;
  int faculty = 30;
  int days = 28;
  /// Only one in so many of the duties is kept; sparse rosters.
  int one_in = 1;
};

struct rostered {
  domain::programme where;
  domain::roster what;

  [[nodiscard]] domain::window all() const noexcept {
    return {where.info.first, where.info.last};
  }
};

[[nodiscard]] rostered make_rostered(const roster_shape& x);

/// Demands what the thinnest day has, so that many days have no slack.
void demand_the_least(rostered& x);

/// Six digits of all that the findings say, in their order.
[[nodiscard]] std::uint32_t
digest_of(const std::vector<domain::finding>& all) noexcept;

} // namespace nightfloat::bench
