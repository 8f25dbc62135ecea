// SPDX-License-Identifier: Apache-2.0
#pragma once

// Times of day as people write and read them.

#include "domain/time.hpp"
#include "domain/zone.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace nightfloat::domain {

/// `07:05` of a minute of the day, 0 or more; past midnight it goes on: 1 470
/// is `24:30`.
[[nodiscard]] std::string clock_text(int minute);

/// The minute of the day that `7:05` or `07:05` is. Nothing for any other text
/// and for more than `hour_max` hours, which is at most 9 999.
[[nodiscard]] std::optional<int> parse_clock(std::string_view text,
                                             int hour_max = 23);

/// `2026-07-01 07:05`; `minute` as in `clock_text`.
[[nodiscard]] std::string local_text(date day, int minute);

/// The same, as the clock at the site shows `x`.
[[nodiscard]] std::string local_text(const zone& site, instant x);

} // namespace nightfloat::domain
