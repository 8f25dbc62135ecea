// SPDX-License-Identifier: Apache-2.0
#pragma once

// The calendars of a programme: half-day slots, academic years and their
// periods, rotation blocks, holidays. All of them are views of dates; truth
// is duty in instants. Nothing here reads a clock.

#include "domain/time.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace nightfloat::domain {

class zone;

enum class half : std::uint8_t { am = 1, pm = 2 };
BOOST_DESCRIBE_ENUM(half, am, pm)

/// The minute of the day with which its second half begins.
constexpr auto noon = 12 * 60;

/// Half a day: until noon, or from noon on, on the clock of a site.
struct slot {
  date day{};
  half part = half::am;

  auto operator<=>(const slot&) const = default;
};
BOOST_DESCRIBE_STRUCT(slot, (), (day, part))

[[nodiscard]] slot next(slot x) noexcept;

/// The slot that holds `x`.
[[nodiscard]] slot slot_of(const zone& site, instant x) noexcept;

/// From `from` until `to`, exclusive.
struct time_span {
  instant from{};
  instant to{};
};

/// Midnight to noon or noon to midnight. On the days on which clocks change
/// one of them is longer or shorter than twelve hours.
[[nodiscard]] time_span span_of(const zone& site, slot x) noexcept;

/// The academic year (1 July to 30 June, named by its first) that holds `day`.
[[nodiscard]] std::uint16_t academic_year_of(date day) noexcept;

/// 1 July to 30 June.
[[nodiscard]] window academic_year_days(std::uint16_t year) noexcept;

/// A period of four weeks, where a programme counts by periods: 1 to 12 run
/// from Thursday to Wednesday for 28 days. What lies before the first Thursday
/// of July is period 0, which has no day where 1 July is a Thursday (2027);
/// what is left until 30 June is period 13, of 23 to 30 days.
struct academic_period {
  std::uint16_t academic_year = 0;
  std::uint8_t number = 0;
  window days{};

  bool operator==(const academic_period&) const = default;
};

/// In order; a period 0 without days is not among them.
[[nodiscard]] std::vector<academic_period>
academic_periods(std::uint16_t academic_year);

[[nodiscard]] academic_period academic_period_of(date day) noexcept;

/// 1 for the first fourteen days of its period, else 2.
[[nodiscard]] std::uint8_t period_half_of(date day) noexcept;

/// The rotation block calendar as data: blocks of `lengths` weeks each, one
/// after another from `start`. The academic year is named by its first year.
struct block_calendar {
  std::uint16_t academic_year = 0;
  date start{};
  std::vector<std::uint8_t> lengths;

  bool operator==(const block_calendar&) const = default;
};
BOOST_DESCRIBE_STRUCT(block_calendar, (), (academic_year, start, lengths))

/// One block of a calendar; numbers count from 1.
struct rotation_block {
  std::uint16_t number = 0;
  window days{};

  bool operator==(const rotation_block&) const = default;
};

/// The blocks in order. Fewer than seven days that are left between the last
/// one and `last`, the programme's last day, belong to the last block.
[[nodiscard]] std::vector<rotation_block> blocks_of(const block_calendar& x,
                                                    date last);

/// The block that holds `day`, or null. REQUIRES what `blocks_of` gave.
[[nodiscard]] const rotation_block*
block_on(std::span<const rotation_block> all, date day) noexcept;

/// A day off by the programme's rule; one a date. Key `holiday/<date>`.
struct holiday {
  date day{};
  std::string name;

  bool operator==(const holiday&) const = default;
};
BOOST_DESCRIBE_STRUCT(holiday, (), (day, name))

/// The day on which a holiday is observed: of a Saturday the Friday before,
/// of a Sunday the Monday after, else its own.
[[nodiscard]] date observed(date day) noexcept;

struct holiday_on {
  /// Null: an ordinary day.
  const holiday* what = nullptr;
  /// Not the day itself, but the one on which it is observed.
  bool observed = false;
};

/// The holiday that is on `day`, else one observed on it; REQUIRES `all`
/// sorted by day. O(log n).
[[nodiscard]] holiday_on find_holiday(std::span<const holiday> all,
                                      date day) noexcept;

/// The eleven federal holidays of the United States in an academic year, by
/// their own days.
[[nodiscard]] std::vector<holiday>
federal_holidays(std::uint16_t academic_year);

} // namespace nightfloat::domain
