// SPDX-License-Identifier: Apache-2.0
#pragma once

// CSV as RFC 4180 has it, in UTF-8: quotes, doubled quotes, line breaks in
// quotes, CRLF or LF, a byte order mark if there is one. Every error names
// file, line and column. A cell that a spreadsheet would take for a formula
// is written with an apostrophe before it, which reading takes away again.

#include "domain/error.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::exchange {

/// Bounds of one file.
struct csv_limits {
  std::size_t bytes_max = 256u << 20;
  std::size_t cell_bytes_max = 64u << 10;
  std::size_t columns_max = 256;
  std::size_t rows_max = 1'000'000;
};

/// A place in a file; both count from 1, columns in bytes.
struct csv_place {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

struct csv_cell {
  std::string text;
  csv_place place;
};

/// Reads one row after another. `text` must outlive it.
class csv_reader {
public:
  csv_reader(std::string_view text, std::string source, csv_limits limits = {});

  /// Reads the next row that is not empty into `cells`, each unguarded, in
  /// place of what they hold; false at the end, without any.
  /// Fails with `malformed` (a stray or missing quote, a NUL, bytes that are
  /// not UTF-8) or `oversize`; after a failure it stays at the end.
  result<bool> next(std::vector<csv_cell>& cells);

  [[nodiscard]] const std::string& source() const noexcept {
    return source_;
  }

private:
  result<void> quoted(csv_cell& cell);
  result<void> plain(csv_cell& cell);
  result<void> take(csv_cell& cell, std::size_t count);
  void advance(std::size_t count) noexcept;
  [[nodiscard]] bool at_break() const noexcept;
  failure wrong(csv_place where, ec code, std::string what);

  std::string_view text_;
  std::string source_;
  csv_limits limits_;
  std::size_t at_ = 0;
  std::size_t rows_ = 0;
  csv_place place_;
};

/// What a table's columns are called. `required` ones must be there, others
/// are refused unless in `optional`; the order is free.
struct csv_columns {
  std::vector<std::string_view> required;
  std::vector<std::string_view> optional;
};

/// A table with a header row, in memory: its text once, and 16 bytes a cell.
class csv_table {
public:
  /// Reads all of `text`. Fails as csv_reader does, and with
  /// `invalid_argument` for a missing, unknown or repeated column or a row
  /// with another number of cells than the header. A file of too many lines
  /// is refused before a row of it is read.
  static result<csv_table> parse(std::string_view text, std::string source,
                                 const csv_columns& columns,
                                 csv_limits limits = {});

  [[nodiscard]] std::size_t rows() const noexcept {
    return header_.empty() ? 0 : cells_.size() / header_.size();
  }

  [[nodiscard]] bool has(std::string_view column) const noexcept;

  /// The cell of that row and column; empty where the column is absent.
  [[nodiscard]] std::string text(std::size_t row,
                                 std::string_view column) const;

  /// `file:line:column` of a cell, or of the row where the column is absent.
  [[nodiscard]] std::string where(std::size_t row,
                                  std::string_view column) const;

  /// `what` at the cell's place, with `invalid_argument`.
  [[nodiscard]] failure wrong(std::size_t row, std::string_view column,
                              std::string what) const;

  /// A whole number within the bounds. Fails with `invalid_argument`.
  [[nodiscard]] result<std::uint64_t>
  number(std::size_t row, std::string_view column, std::uint64_t min,
         std::uint64_t max) const;

private:
  /// A cell's place in `texts_` and in its file.
  struct stored_cell {
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
    csv_place place;
  };

  result<void> take_header(const std::vector<csv_cell>& cells,
                           const csv_columns& columns);
  void store(const std::vector<csv_cell>& cells);
  [[nodiscard]] std::size_t index(std::string_view column) const noexcept;

  std::string source_;
  std::vector<std::string> header_;
  std::string texts_;
  /// Row by row, as many each as the header has.
  std::vector<stored_cell> cells_;
};

/// Appends one row to `out`, each cell guarded, CRLF at its end.
void append_row(std::string& out, std::span<const std::string> cells);
void append_row(std::string& out, std::initializer_list<std::string> cells);

/// `text` with an apostrophe before it where a spreadsheet would take it for
/// a formula, or where `unguarded` would otherwise not give it back.
[[nodiscard]] std::string guarded(std::string_view text);

/// The inverse: `unguarded(guarded(x)) == x` for every x.
[[nodiscard]] std::string unguarded(std::string_view text);

} // namespace nightfloat::exchange
