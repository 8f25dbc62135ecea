// SPDX-License-Identifier: Apache-2.0
#pragma once

// A roster as the sheets that coordinators live with: people down, weeks, days
// or half days across, a colour for each kind of work. Still pure: csv and
// xlsx only write down what stands here, and schedule_layout finds it again.

#include "domain/programme.hpp"
#include "domain/roster.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::exchange {

/// 0xRRGGBB; 0: none.
using colour = std::uint32_t;

/// Of the cells that say what stands below or beside them.
constexpr colour head_colour = 0xd9e1f2;

struct table_cell {
  std::string text;
  /// Shown as a date in place of the text.
  std::optional<domain::date> day;
  colour fill = 0;
  bool strong = false;
  /// Takes in so many cells to the right, which are empty.
  std::uint16_t spans = 1;
};

struct schedule_table {
  std::vector<std::vector<table_cell>> rows;
  /// Rows and columns that stay in sight.
  std::uint32_t head_rows = 0;
  std::uint32_t head_columns = 0;
  /// Whether people may want to filter the rows.
  bool is_list = false;
};

/// What a colour means.
struct colour_meaning {
  std::string_view name;
  colour fill = 0;
};

[[nodiscard]] const std::vector<colour_meaning>& colours() noexcept;

/// The weeks of the programme, counted from the start of its blocks; the first
/// and the last may be shorter. At most 10 years of them.
[[nodiscard]] std::vector<domain::window>
weeks_of(const domain::programme_info& x);

/// People x weeks: `code, name, pgy` and the first day of each week; a cell
/// holds the rotations of the plan (cell_pieces.hpp). `decorated`: with a row
/// of blocks above, and leave as remarks.
[[nodiscard]] schedule_table weeks_table(const domain::programme& where,
                                         const domain::roster& x,
                                         bool decorated);

/// People x days of `over`: the duties that start on that day. `halves`: each
/// day has two columns, AM and PM, and a duty that begins in the morning and
/// reaches into the afternoon is there a remark. Fails with `not_found` for
/// an unknown zone, `oversize` for more than 400 days.
[[nodiscard]] result<schedule_table>
days_table(const domain::programme& where, const domain::roster& x,
           domain::window over, bool halves);

} // namespace nightfloat::exchange
