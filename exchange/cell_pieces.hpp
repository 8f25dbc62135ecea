// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a cell of a schedule says, as text:
//
//   WARD1                        the rotation of the week, the shift of the day
//   ICU@2026-07-06..2026-07-08   a rotation for a part of the week
//   DAY@07:30-19:00              a shift at other times than its own
//   CALL@07:00-11:00+1           until the next day, more than 24 hours
//   clinical@08:00-12:00         work that is of no shift
//   A | B                        two of them
//   (vacation)                   a remark, which means nothing
//
// A sheet has one clock, that of its programme: days begin and times are read
// by it, but a shift that is named alone is worked when its own site says. A
// backslash takes the meaning from `|`, `@`, `(` and itself. A time that the
// clock shows twice is in UTC: DAY@2026-11-01T06:30Z..2026-11-01T15:00Z.

#include "domain/roster.hpp"
#include "domain/zone.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::exchange {

/// `name` without escapes; `part` is what stands behind the `@`, if anything.
struct cell_piece {
  std::string name;
  std::string part;

  bool operator==(const cell_piece&) const = default;
};

/// Without remarks and empty pieces. Line breaks separate as `|` does.
[[nodiscard]] std::vector<cell_piece> pieces_of(std::string_view cell);

/// The cell that `pieces_of` reads as these.
[[nodiscard]] std::string cell_of(const std::vector<cell_piece>& pieces);

/// `2026-07-06..2026-07-08`, or one day. Fails with `invalid_argument`.
[[nodiscard]] result<domain::window> parse_days(std::string_view part);
[[nodiscard]] std::string days_text(domain::window x);

/// `[start, end)` of a duty.
struct work_time {
  domain::instant start{};
  domain::instant end{};

  bool operator==(const work_time&) const = default;
};

/// When the shift is worked that starts on `day` of `clock`, the programme's;
/// at a site of another zone it may be another day. Fails with
/// `invalid_argument` where it starts on no such day, and `not_found` for an
/// unknown zone.
[[nodiscard]] result<work_time>
time_of(const domain::programme& where, const domain::shift_template& x,
        domain::date day, const domain::zone& clock);

/// `07:30-19:00` on `day`: of a time that comes twice, the start is the first
/// and the end the last. Fails with `invalid_argument`, also for a time that
/// the clock skips.
[[nodiscard]] result<work_time>
parse_time(std::string_view part, domain::date day, const domain::zone& clock);

/// The text that `parse_time` reads as `x`.
[[nodiscard]] std::string time_text(work_time x, const domain::zone& clock);

/// What a duty is called in a cell of the day on which it starts: by its
/// shift's code, with its times where they are not the shift's own.
[[nodiscard]] cell_piece piece_of(const domain::programme& where,
                                  const domain::duty& x,
                                  const domain::zone& clock);

} // namespace nightfloat::exchange
