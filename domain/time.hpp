// SPDX-License-Identifier: Apache-2.0
#pragma once

// Time as rosters know it: whole minutes in UTC, and civil dates. Nothing
// here reads a clock; zones are in `domain/zone.hpp`.

#include "domain/error.hpp"

#include <boost/describe/class.hpp>

#include <chrono>
#include <cstdint>
#include <ratio>
#include <string>
#include <string_view>

namespace nightfloat::domain {

/// A span in whole minutes; 32 bits reach four thousand years.
using minutes = std::chrono::duration<std::int32_t, std::ratio<60>>;

/// A point in time in UTC, to the minute.
using instant = std::chrono::time_point<std::chrono::system_clock, minutes>;

/// A civil date (no zone), counted in days since 1970-01-01.
using date = std::chrono::time_point<
  std::chrono::system_clock,
  std::chrono::duration<std::int32_t, std::ratio<86'400>>>;

constexpr auto one_day = date::duration{1};

/// Days from `first` to `last`, both included.
struct window {
  date first{};
  date last{};

  bool operator==(const window&) const = default;
};
BOOST_DESCRIBE_STRUCT(window, (), (first, last))

/// ISO weekday: Monday = 1 ... Sunday = 7. One type, because tables that
/// number weekdays differently have cost others a night without a doctor.
enum class weekday : std::uint8_t {
  monday = 1,
  tuesday,
  wednesday,
  thursday,
  friday,
  saturday,
  sunday,
};

[[nodiscard]] weekday weekday_of(date x) noexcept;

/// Reads `2026-07-01`. Fails with `invalid_argument` for any other form and
/// for dates that do not exist (2026-02-30).
[[nodiscard]] result<date> parse_date(std::string_view text);

/// Reads `2026-07-01T19:00Z`. Fails with `invalid_argument`.
[[nodiscard]] result<instant> parse_instant(std::string_view text);

/// `2026-07-01`
[[nodiscard]] std::string to_string(date x);

/// `2026-07-01T19:00Z`
[[nodiscard]] std::string to_string(instant x);

/// `YYYYMM` of the UTC month that holds `x`, e.g. 202607: the key under which
/// a person's duty is filed.
[[nodiscard]] std::uint32_t month_of(instant x) noexcept;

/// The first instant of the month `YYYYMM`.
[[nodiscard]] instant month_start(std::uint32_t month) noexcept;

/// The month after `YYYYMM`.
[[nodiscard]] std::uint32_t next_month(std::uint32_t month) noexcept;

} // namespace nightfloat::domain
