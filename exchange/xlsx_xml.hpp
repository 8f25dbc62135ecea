// SPDX-License-Identifier: Apache-2.0
#pragma once

// The XML inside of a workbook (ECMA-376). Document types are refused, so
// there are no entities; formulas are never computed. Every function takes any
// bytes and fails with `malformed`, `oversize` or `refused` where they are not
// what they should be; sentences begin with `where`.

#include "exchange/sheet.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::exchange {

struct xlsx_limits {
  std::size_t cell_bytes_max = 64u << 10;
  std::size_t cells_max = sheet_cells_max;
  std::size_t text_bytes_max = 64u << 20;
  std::size_t merged_max = 10'000;
  std::size_t sheets_max = 100;
};

struct xlsx_relation {
  std::string id;
  std::string type;
  std::string target;
  bool is_external = false;
};

struct xlsx_sheet_name {
  std::string name;
  /// Of its relation.
  std::string relation;
  bool is_hidden = false;
};

struct xlsx_workbook {
  std::vector<xlsx_sheet_name> sheets;
  /// Days count from 1904.
  bool is_1904 = false;
};

/// What the cells of all sheets share.
struct xlsx_shared {
  std::vector<std::string> strings;
  /// Of each cell style, whether it shows a date.
  std::vector<bool> is_date;
  bool is_1904 = false;
};

/// Refuses what declares itself to hold macros.
result<void> check_content_types(std::string_view xml,
                                 const std::string& where);

[[nodiscard]] result<std::vector<xlsx_relation>>
read_relations(std::string_view xml, const std::string& where);

[[nodiscard]] result<xlsx_workbook>
read_workbook(std::string_view xml, const std::string& where,
              const xlsx_limits& limits = {});

[[nodiscard]] result<std::vector<std::string>>
read_shared_strings(std::string_view xml, const std::string& where,
                    const xlsx_limits& limits = {});

/// Whether each cell style shows a date.
[[nodiscard]] result<std::vector<bool>> read_styles(std::string_view xml,
                                                    const std::string& where);

/// The cells of one sheet, unguarded and trimmed. Errors of a cell name it.
[[nodiscard]] result<sheet> read_worksheet(std::string_view xml,
                                           const xlsx_shared& shared,
                                           std::string file, std::string name,
                                           const xlsx_limits& limits = {});

} // namespace nightfloat::exchange
