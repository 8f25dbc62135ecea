// SPDX-License-Identifier: Apache-2.0
#pragma once

// The text format of the second international nurse rostering competition
// (INRC-II): a scenario, what was before, and a file a week. All weeks are
// solved together, as the static problem has it. docs/solving.md has the
// format.
//
// A task is a shift with a skill. Hard: skills, the least cover, successions.
// Soft: the better cover, runs, week-ends, totals and wishes.

#include "exchange/instance.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::exchange {

/// A file: what it says and what it is called in errors.
struct named_text {
  std::string source;
  std::string text;
};

struct inrc2_files {
  named_text scenario;
  named_text history;
  /// In order; one may be there twice.
  std::vector<named_text> weeks;
};

/// Fails with `invalid_argument` naming file and line, `malformed` for what is
/// no text, `oversize` beyond the bounds of `instance.hpp`.
[[nodiscard]] result<instance> read_inrc2(const inrc2_files& x);

/// The solution of one week, counted from 0; `scenario` is its name.
[[nodiscard]] std::string write_inrc2_week(const domain::solve::problem& x,
                                           const domain::solve::grid& roster,
                                           std::int32_t week,
                                           const std::string& scenario);

/// The solutions of all weeks read back. Fails with `invalid_argument`.
[[nodiscard]] result<domain::solve::grid>
read_inrc2_weeks(const std::vector<named_text>& weeks,
                 const domain::solve::problem& x);

} // namespace nightfloat::exchange
