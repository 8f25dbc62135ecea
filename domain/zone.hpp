// SPDX-License-Identifier: Apache-2.0
#pragma once

// Local time of a site. Durations are differences of instants; only questions
// about calendar days need a zone. Zone tables are read once a process.

#include "domain/time.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace nightfloat::domain {

/// The days that zones know, the years 1900 to 5999: within 32-bit minutes in
/// every zone.
constexpr auto zone_days = window{.first = date{date::duration{-25'567}},
                                  .last = date{date::duration{1'471'926}}};

/// Which of two instants a local time names on the night when clocks go back.
/// Starts take the earlier, ends the later, so that no work is lost. A time
/// that clocks skip, for a start as for an end, is the instant at which they
/// do: recurring shifts are worked on that night too. Where a person wrote
/// such a time for one date, it is refused instead (`zone::shown`).
enum class resolve : std::uint8_t { earlier, later };

/// A time in which the clocks of a zone keep one distance from UTC.
struct clock_stretch {
  /// `[from, to)`; where the tables begin or end, a date far outside of them.
  instant from{};
  instant to{};
  /// East of UTC.
  minutes offset{};
  bool summer = false;
  /// As the tables abbreviate it: `CDT`.
  std::string name;
};

/// How often the clock on the wall shows a local time.
enum class wall_time : std::uint8_t { never, once, twice };

/// A copyable name of one IANA zone. Thread-safe.
class zone {
public:
  /// UTC.
  zone() = default;

  /// Whether both have the same table, and so always the same clock.
  bool operator==(const zone&) const = default;

  /// Fails with `not_found`: no such zone; `unavailable`: not readable now.
  [[nodiscard]] static result<zone> find(std::string_view name);

  /// The instant of `minute` (0..4319; from 1440 on it is on a later day)
  /// after local midnight of `day`, as the clock on the wall shows it. A time
  /// that clocks skip is the instant at which they skip. Fails with
  /// `invalid_argument` outside of these minutes or the years 1900..5999.
  [[nodiscard]] result<instant> to_utc(date day, int minute,
                                       resolve which) const;

  /// Whether there is such a local time at all, and only once. Fails as
  /// `to_utc` does.
  [[nodiscard]] result<wall_time> shown(date day, int minute) const;

  /// The first instant of `day`; outside of 1900..5999 the nearest day's.
  [[nodiscard]] instant midnight(date day) const noexcept;

  /// The same of the days from `first` on, one after another; asks the tables
  /// but a few times a year.
  void midnights(date first, std::span<instant> out) const noexcept;

  [[nodiscard]] date local_date(instant x) const noexcept;

  /// 0..1439.
  [[nodiscard]] int local_minute(instant x) const noexcept;

  /// The stretch that holds `x`.
  [[nodiscard]] clock_stretch stretch_at(instant x) const;

private:
  /// `minute` after midnight of `day` on the wall, if both are in bounds.
  [[nodiscard]] static result<instant> wall(date day, int minute);

  explicit zone(const void* table) noexcept : table_{table} {
  }

  /// Minutes east of UTC at `x`.
  [[nodiscard]] minutes offset(instant x) const noexcept;

  /// date::time_zone, which lives as long as the process; null is UTC.
  const void* table_ = nullptr;
};

} // namespace nightfloat::domain
