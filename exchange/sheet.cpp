// SPDX-License-Identifier: Apache-2.0
#include "exchange/sheet.hpp"

#include "exchange/text.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::exchange {

namespace {

/// Merged cells that are filled; those beyond stay empty.
constexpr std::uint32_t merged_cells_max = 1'000'000;

constexpr std::uint64_t key(std::uint32_t row, std::uint32_t column) {
  return std::uint64_t{row} << 32 | column;
}

} // namespace

std::string cell_name(std::uint32_t row, std::uint32_t column) {
  auto letters = std::string{};
  for (auto n = std::uint64_t{column} + 1; n > 0; n = (n - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('A' + (n - 1) % 26));
  return letters + std::to_string(std::uint64_t{row} + 1);
}

std::string sheet::where(const sheet_cell& x) const {
  if (x.place.line != 0)
    return file + ":" + std::to_string(x.place.line) + ":"
           + std::to_string(x.place.column);
  return file + ": sheet '" + name + "', cell " + cell_name(x.row, x.column);
}

failure sheet::wrong(const sheet_cell& x, std::string what) const {
  return {ec::invalid_argument, where(x) + ": " + std::move(what)};
}

result<sheet> sheet_of_csv(std::string_view text, std::string file,
                           csv_limits limits) {
  auto out = sheet{.file = file};
  auto reader = csv_reader{text, std::move(file), limits};
  auto cells = std::vector<csv_cell>{};
  for (auto row = std::uint32_t{0};; ++row) {
    auto any = reader.next(cells);
    if (!any)
      return any.error();
    if (!*any)
      return out;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      auto shown = trimmed(cells[i].text);
      if (shown.empty())
        continue;
      out.cells.push_back({.row = row,
                           .column = static_cast<std::uint32_t>(i),
                           .text = std::string{shown},
                           .place = cells[i].place});
      if (out.cells.size() > sheet_cells_max)
        return failure{ec::oversize, out.where(out.cells.back())
                                       + ": more than "
                                       + std::to_string(sheet_cells_max)
                                       + " cells, remove rows or columns"};
    }
  }
}

sheet_grid::sheet_grid(const sheet& of) {
  cells_.reserve(of.cells.size());
  for (const auto& x : of.cells) {
    cells_.emplace(key(x.row, x.column), &x);
    rows_ = std::max(rows_, x.row + 1);
    columns_ = std::max(columns_, x.column + 1);
  }
  auto left = merged_cells_max;
  for (const auto& range : of.merged) {
    const auto* first = at(range.first_row, range.first_column);
    if (first == nullptr)
      continue;
    // What reaches beyond all texts is decoration.
    auto last_row = std::min(range.last_row, rows_ - 1);
    auto last_column = std::min(range.last_column, columns_ - 1);
    for (auto row = range.first_row; row <= last_row; ++row)
      for (auto column = range.first_column; column <= last_column; ++column) {
        if (left-- == 0)
          return;
        cells_.emplace(key(row, column), first);
      }
  }
}

const sheet_cell* sheet_grid::at(std::uint32_t row,
                                 std::uint32_t column) const noexcept {
  auto found = cells_.find(key(row, column));
  return found != cells_.end() ? found->second : nullptr;
}

} // namespace nightfloat::exchange
