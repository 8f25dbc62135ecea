// SPDX-License-Identifier: Apache-2.0
#pragma once

// The year of weekly rotations of block_year.hpp as a problem to solve, and a
// year plan as CSV. Requirements and numbers of residents are hard. Residents
// for whose track there is no file have that of `standard` of their year; of
// those beyond the last year nothing is asked, so that they fill what is left.

#include "exchange/instance.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::exchange {

struct year_instance {
  instance what;
  /// What was read otherwise than it is written, and which demands cannot hold
  /// together; a sentence each.
  std::vector<std::string> notes;
};

/// Whether the directory has the weeks and rotations of such a year.
[[nodiscard]] bool is_block_year(const std::filesystem::path& directory);

/// Fails as `read_block_year` does; with `invalid_argument` where there is
/// nobody or nowhere to go, with `oversize` beyond the bounds of the search.
[[nodiscard]] result<year_instance>
read_year_instance(const std::filesystem::path& directory);

/// A line a resident: their id and the rotation of each week.
[[nodiscard]] std::string write_year_plan(const domain::solve::problem& x,
                                          const domain::solve::grid& roster);

/// The same read back. Rotations are found by name: where one is several tasks,
/// that which the cell allows. Fails as csv_reader does and with
/// `invalid_argument`, naming line and column.
[[nodiscard]] result<domain::solve::grid>
read_year_plan(std::string_view text, const std::string& source,
               const domain::solve::problem& x);

} // namespace nightfloat::exchange
