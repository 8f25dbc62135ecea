// SPDX-License-Identifier: Apache-2.0
#pragma once

// Dates as people write them above the columns of a schedule.

#include "domain/time.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace nightfloat::exchange {

enum class half_day : std::uint8_t { am, pm };

struct date_text {
  enum class kind : std::uint8_t {
    none,      ///< This is no date.
    date,      ///< `day` is meant.
    no_such,   ///< It is written as a date, but there is no such day.
    ambiguous, ///< Without its year it is several days of the span.
  };

  kind is = kind::none;
  domain::date day{};
  /// `AM` or `PM` stood behind it.
  std::optional<half_day> half;
};

/// Reads `2026-07-06`, `6 Jul 2026`, `Jul 6, 2026`, `6-Jul`, `7/6/2026` (month
/// first), `7/6/26`, with or without a weekday before it, the time or AM or PM
/// behind; and a day's number of a spreadsheet. Where the year is missing, it
/// is the one that brings the day into `span` (or the nearest before it); it is
/// ambiguous where two do.
[[nodiscard]] date_text read_date(std::string_view text, domain::window span);

/// `AM`, `pm`, `morning`...; nothing else.
[[nodiscard]] std::optional<half_day> read_half(std::string_view text);

/// `Mon`, `monday`...
[[nodiscard]] bool is_weekday(std::string_view text);

/// The day that a spreadsheet numbers so; nothing where it has none.
[[nodiscard]] std::optional<domain::date> date_of_serial(std::int64_t number);

} // namespace nightfloat::exchange
