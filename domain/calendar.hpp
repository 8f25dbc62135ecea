// SPDX-License-Identifier: Apache-2.0
#pragma once

// The calendars of a programme: academic years, rotation blocks, holidays. All
// of them are views of dates; truth is duty in instants. Nothing here reads a
// clock.

#include "domain/time.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace nightfloat::domain {

enum class half : std::uint8_t { am = 1, pm = 2 };
BOOST_DESCRIBE_ENUM(half, am, pm)

/// The minute of the day with which its second half begins.
constexpr auto noon = 12 * 60;

/// From `from` until `to`, exclusive.
struct time_span {
  instant from{};
  instant to{};
};

/// The academic year (1 July to 30 June, named by its first) that holds `day`.
[[nodiscard]] std::uint16_t academic_year_of(date day) noexcept;

/// The rotation block calendar as data: blocks of `lengths` weeks each, one
/// after another from `start`. The academic year is named by its first year.
struct block_calendar {
  std::uint16_t academic_year = 0;
  date start{};
  std::vector<std::uint8_t> lengths;

  bool operator==(const block_calendar&) const = default;
};
BOOST_DESCRIBE_STRUCT(block_calendar, (), (academic_year, start, lengths))

/// A week of the block calendar, the cell of a year plan.
struct week_slot {
  date first{};
  date last{};
  /// Counts from 1; 0 outside of the calendar.
  std::uint16_t block = 0;
};

/// The weeks of `over` in order, as the calendar cuts them, clipped to `over`.
/// Fewer than seven days that are left at the end of the calendar belong to its
/// last week; outside of it weeks are counted from the first day.
[[nodiscard]] std::vector<week_slot> weeks_of(const block_calendar& x,
                                              window over);

/// A day off by the programme's rule, and the day on which it is observed; one
/// a date. Key `holiday/<date>`.
struct holiday {
  date day{};
  std::string name;

  bool operator==(const holiday&) const = default;
};
BOOST_DESCRIBE_STRUCT(holiday, (), (day, name))

/// The holiday that is on `day`, else one observed on it: of a Saturday that
/// is the Friday before, of a Sunday the Monday after. Null: an ordinary day.
/// REQUIRES `all` sorted by day. O(log n).
[[nodiscard]] const holiday* find_holiday(std::span<const holiday> all,
                                          date day) noexcept;

/// The eleven federal holidays of the United States in an academic year, by
/// their own days.
[[nodiscard]] std::vector<holiday>
federal_holidays(std::uint16_t academic_year);

} // namespace nightfloat::domain
