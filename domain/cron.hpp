// SPDX-License-Identifier: Apache-2.0
#pragma once

// When something that recurs is due: lines of five fields as cron has had them
// since Version 7, in the local time of a zone.
//
//   minute 0-59  hour 0-23  day 1-31  month 1-12 or jan-dec  weekday 0-7 or
//   sun-sat (0 and 7 are Sunday); each `*`, a value, a range `a-b`, either
//   with a step `/n`, or several of these with commas between.
//
// A day fits if its month does and, where day and weekday are both given, one
// of the two; where one is `*`, the other.

#include "domain/zone.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace nightfloat::domain {

/// A line that fires at some time.
class cron_line {
public:
  /// Fails with `invalid_argument` for a line of other than five fields, a
  /// value outside of its field (61 minutes), and a line that never fires
  /// (31 February).
  [[nodiscard]] static result<cron_line> parse(std::string_view text);

  /// The first instant after `after` at which it is due in `where`; none once
  /// the calendar ends (year 5999).
  ///
  /// A named hour follows `resolve::earlier`: on the night when clocks go back
  /// the first of the two, and where clocks skip it the instant at which they
  /// do. So what runs once a day does so on every day. Where the hour is `*`
  /// the clock on the wall decides: a time that it shows twice is due twice,
  /// and one that it skips is not.
  [[nodiscard]] std::optional<instant> next(instant after,
                                            const zone& where) const;

  /// The last `count` in `(after, until]`, the oldest first.
  [[nodiscard]] std::vector<instant> last(instant after, instant until,
                                          const zone& where,
                                          std::size_t count) const;

private:
  [[nodiscard]] bool fits(date day) const noexcept;
  [[nodiscard]] bool ever_fires() const noexcept;
  /// The first after `after` among those of one day.
  [[nodiscard]] std::optional<instant> first_of(date day, instant after,
                                                const zone& where) const;

  std::uint64_t minutes_ = 0;
  std::uint64_t hours_ = 0;
  std::uint64_t days_ = 0;
  std::uint64_t months_ = 0;
  /// Bit 0 is Sunday.
  std::uint64_t weekdays_ = 0;
  bool any_hour_ = false;
  bool any_day_ = false;
  bool any_weekday_ = false;
};

} // namespace nightfloat::domain
