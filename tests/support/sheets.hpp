// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exchange/schedule_table.hpp"
#include "exchange/sheet.hpp"

#include <string>
#include <vector>

namespace nightfloat::test {

/// A workbook's sheet with these rows.
inline exchange::sheet
sheet_of(const std::vector<std::vector<std::string>>& rows,
         std::string name = "Sheet") {
  auto out = exchange::sheet{.file = "t.xlsx", .name = std::move(name)};
  for (auto r = std::uint32_t{0}; r < rows.size(); ++r)
    for (auto c = std::uint32_t{0}; c < rows[r].size(); ++c)
      if (!rows[r][c].empty())
        out.cells.push_back({.row = r, .column = c, .text = rows[r][c]});
  return out;
}

/// The rows of a table, dates as a reader finds them.
inline std::vector<std::vector<std::string>>
rows_of(const exchange::schedule_table& table) {
  auto out = std::vector<std::vector<std::string>>{};
  for (const auto& row : table.rows) {
    auto& to = out.emplace_back();
    for (const auto& x : row)
      to.push_back(x.day ? domain::to_string(*x.day) : x.text);
  }
  return out;
}

} // namespace nightfloat::test
