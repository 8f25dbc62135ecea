// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which columns of a schedule say who a row is about. Internal to the readers
// of schedules.

#include "exchange/names.hpp"
#include "exchange/sheet.hpp"

#include <cstdint>
#include <optional>
#include <set>

namespace nightfloat::exchange {

/// So many rows tell whether a column names people, or what stands above them
/// is a header; and so many cells in all, for guessing at names is dear.
constexpr std::uint32_t rows_tried_max = 200;
constexpr std::uint32_t cells_tried_max = 2'000;

struct label_columns {
  std::optional<std::uint32_t> code;
  std::optional<std::uint32_t> name;
};

/// Whether it stands above codes or names of people.
[[nodiscard]] bool is_heading(std::string_view text);

/// Those that are called code, name or the like in the rows from `top` to
/// before `end`; `dated` columns are none.
[[nodiscard]] label_columns headed_labels(const sheet_grid& grid,
                                          std::uint32_t top, std::uint32_t end,
                                          const std::set<std::uint32_t>& dated);

/// Those that know most people from `first_row` on, as far as their first
/// cells tell.
[[nodiscard]] label_columns
likely_labels(const sheet& x, std::uint32_t first_row,
              const std::set<std::uint32_t>& dated, const name_book& people);

} // namespace nightfloat::exchange
