// SPDX-License-Identifier: Apache-2.0
#pragma once

// Events as an iCalendar file (RFC 5545): times on the clock of the site with
// the VTIMEZONE that explains it, texts escaped, lines folded.

#include "exchange/roster_calendar.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::exchange {

/// A calendar of at most this size is read.
constexpr std::size_t ics_bytes_max = 64u << 20;
/// Times of this year or a later one are neither written nor read: libical
/// writes them as none.
constexpr int ics_year_max = 3'000;

/// The file. `name` is what a calendar program calls it. The same events give
/// the same bytes. A time that the site's clocks show twice is written in UTC.
/// Fails with `not_found` for an unknown zone, `invalid_argument` for a text
/// that is no calendar_text and for a time that no calendar holds.
[[nodiscard]] result<std::string>
write_ics(const std::vector<calendar_event>& events, const std::string& name);

/// The events of a file that `write_ics` wrote; the zone of one that is in
/// UTC there is UTC. Fails with `malformed` where
/// it is no calendar or a part of it cannot be read, `oversize`, or
/// `invalid_argument` where another program wrote it; the sentence begins
/// with `source`.
[[nodiscard]] result<std::vector<calendar_event>>
read_ics(std::string_view text, const std::string& source);

} // namespace nightfloat::exchange
