// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where things are in a sheet of people x weeks, days or half days that went
// through many hands: found by what stands there, not by where it used to
// stand. Columns may have moved, rows been put above or between, cells merged.

#include "exchange/date_text.hpp"
#include "exchange/names.hpp"
#include "exchange/sheet.hpp"

#include <optional>
#include <vector>

namespace nightfloat::exchange {

enum class schedule_kind : std::uint8_t { weeks, days, slots };

struct schedule_column {
  std::uint32_t column = 0;
  /// The days that it is about; one but for weeks.
  domain::window days;
  /// Of `slots`.
  half_day half = half_day::am;
  /// `days` as its header says, before the programme's bounds cut them.
  domain::window written;
};

struct schedule_layout {
  schedule_kind kind = schedule_kind::weeks;
  /// By days, then half.
  std::vector<schedule_column> columns;
  /// Rows from here on may be people.
  std::uint32_t first_row = 0;
  /// Columns that say who; one of them is there.
  std::optional<std::uint32_t> code_column;
  std::optional<std::uint32_t> name_column;
};

/// Whom and what a sheet may name.
struct name_books {
  const name_book& people;
  const name_book& rotations;
  const name_book& shifts;
};

/// The layout of `x`, or nothing where the sheet is no schedule: it has no row
/// of dates above other things, or names nobody below. `span`: the days of the
/// programme; `names`: to find the column that names people, and to tell weeks
/// from days and shifts from halves where dates do not. Fails with
/// `invalid_argument` at the cell: a date that does not exist or is there
/// twice; `oversize` for too many rows.
[[nodiscard]] result<std::optional<schedule_layout>>
find_layout(const sheet& x, const sheet_grid& grid, domain::window span,
            const name_books& names);

/// Whether most of the schedule's cells of that row are dates or halves, and
/// no rotations or shifts that are called like them: a header that is
/// repeated.
[[nodiscard]] bool is_header(const schedule_layout& x, const sheet_grid& grid,
                             std::uint32_t row, domain::window span,
                             const name_books& names);

} // namespace nightfloat::exchange
