// SPDX-License-Identifier: Apache-2.0
#pragma once

// A sheet of a spreadsheet as texts in places, whatever file it came from.
// Dates are texts too (2026-07-06): what a cell means is decided by those who
// know what the sheet is about.

#include "exchange/csv.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace nightfloat::exchange {

/// Bounds of a sheet with a schedule; more are refused.
constexpr std::uint32_t sheet_rows_max = 20'000;
constexpr std::size_t sheet_cells_max = 1'000'000;

/// Rows and columns count from 0.
struct sheet_cell {
  std::uint32_t row = 0;
  std::uint32_t column = 0;
  std::string text;
  /// Where it is in a CSV file; line 0: in a workbook.
  csv_place place{.line = 0, .column = 0};
};

/// Cells that are shown as one; only the first has a text.
struct merged_cells {
  std::uint32_t first_row = 0;
  std::uint32_t first_column = 0;
  std::uint32_t last_row = 0;
  std::uint32_t last_column = 0;
};

struct sheet {
  std::string file;
  /// Empty: the only one of a CSV file.
  std::string name;
  /// By row, then column; none is empty.
  std::vector<sheet_cell> cells;
  std::vector<merged_cells> merged;
  /// Cells whose value a formula had made; the value is what is read.
  std::uint32_t formulas = 0;

  /// `plan.xlsx: sheet 'Weeks', cell C7`, or `plan.csv:7:3`.
  [[nodiscard]] std::string where(const sheet_cell& x) const;

  /// `what` at that place, with `invalid_argument`.
  [[nodiscard]] failure wrong(const sheet_cell& x, std::string what) const;
};

/// `C7` of row 6 and column 2.
[[nodiscard]] std::string cell_name(std::uint32_t row, std::uint32_t column);

/// The sheet that a CSV text is. Rows may differ in length. Fails as
/// csv_reader does, and with `oversize` for more than `sheet_cells_max` cells
/// that are not empty.
[[nodiscard]] result<sheet>
sheet_of_csv(std::string_view text, std::string file, csv_limits limits = {});

/// The cells of a sheet by place, merged ones filled: each of them has the
/// text of the first. The sheet must outlive it.
class sheet_grid {
public:
  explicit sheet_grid(const sheet& of);

  /// One more than the largest row and column of a cell that has a text.
  [[nodiscard]] std::uint32_t rows() const noexcept {
    return rows_;
  }

  [[nodiscard]] std::uint32_t columns() const noexcept {
    return columns_;
  }

  /// The cell of that place, or null where it is empty.
  [[nodiscard]] const sheet_cell* at(std::uint32_t row,
                                     std::uint32_t column) const noexcept;

private:
  std::unordered_map<std::uint64_t, const sheet_cell*> cells_;
  std::uint32_t rows_ = 0;
  std::uint32_t columns_ = 0;
};

} // namespace nightfloat::exchange
