// SPDX-License-Identifier: Apache-2.0
#pragma once

// Workbooks that somebody sent. Nothing in them is computed or followed; those
// that bring macros, other files, or links to such are refused whole.

#include "exchange/sheet.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::exchange {

struct workbook_read {
  std::vector<sheet> sheets;
  /// What was passed over, a sentence each.
  std::vector<std::string> notes;
};

/// Reads all sheets but hidden ones. Fails with `malformed`, `oversize` or
/// `refused`; sentences begin with `source`.
[[nodiscard]] result<workbook_read> read_xlsx(std::string_view bytes,
                                              const std::string& source);

/// The same from a file; fails with `not_found` and `io_failed`, too.
[[nodiscard]] result<workbook_read>
read_xlsx_file(const std::filesystem::path& file);

} // namespace nightfloat::exchange
