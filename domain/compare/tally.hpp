// SPDX-License-Identifier: Apache-2.0
#pragma once

// What somebody has worked, in the four counts that people compare with each
// other: hours, nights, week-ends, holidays; and how far a group lies apart.
// A group is the residents of one PGY, or the faculty.

#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "domain/rules/context.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace nightfloat::domain {

/// Work that counts towards hours; standby at home does not.
struct work_tally {
  std::int64_t minutes = 0;
  /// Of those at work at three o'clock at the site.
  std::int64_t nights = 0;
  /// Saturdays and Sundays that belong together count once.
  std::int64_t weekends = 0;
  /// Holidays of the programme with any work, on their own day or on the one
  /// on which they are observed.
  std::int64_t holidays = 0;

  bool operator==(const work_tally&) const = default;
};
BOOST_DESCRIBE_STRUCT(work_tally, (), (minutes, nights, weekends, holidays))

/// The lowest, the mean (rounded down) and the highest of each count.
struct group_spread {
  std::string group;
  std::uint32_t people = 0;
  work_tally low;
  work_tally mean;
  work_tally high;

  bool operator==(const group_spread&) const = default;
};
BOOST_DESCRIBE_STRUCT(group_spread, (), (group, people, low, mean, high))

/// The counts of one person's duties that begin in `over`; `duties` are
/// sorted by start, `holidays` by day. O(duties + days).
[[nodiscard]] work_tally tally_of(const rule_context& context,
                                  std::span<const holiday> holidays,
                                  std::span<const duty> duties, window over);

/// `PGY-2`, `faculty`, or `PGY unknown`, as it is on `day`.
[[nodiscard]] std::string group_of(const rule_context& context,
                                   const person_facts& who, date day);

/// Of the people of one group; REQUIRES one at least.
[[nodiscard]] group_spread spread_of(std::string group,
                                     std::span<const work_tally> all);

/// How far `x` lies from `mean`, in minutes: a night weighs eight hours beside
/// its own, a week-end or a holiday twelve.
[[nodiscard]] std::int64_t distance(const work_tally& x,
                                    const work_tally& mean) noexcept;

} // namespace nightfloat::domain
