// SPDX-License-Identifier: Apache-2.0
#pragma once

// Workbooks as XLSX files. Every text is written as text, never as a formula,
// and guarded as in CSV for those who copy it elsewhere.

#include "exchange/workbook.hpp"

#include <filesystem>
#include <vector>

namespace nightfloat::exchange {

/// Writes the file whole or not at all. `stamp` is when it was made: the same
/// sheets and stamp give the same bytes. Fails with `io_failed`, `no_space`,
/// `oversize` for a text longer than a cell holds, or `invalid_argument` for
/// one that is not UTF-8.
[[nodiscard]] result<void> write_xlsx(const std::filesystem::path& file,
                                      const std::vector<workbook_sheet>& sheets,
                                      domain::instant stamp);

} // namespace nightfloat::exchange
