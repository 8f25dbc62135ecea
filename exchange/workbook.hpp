// SPDX-License-Identifier: Apache-2.0
#pragma once

// A roster as the sheets of a workbook: people x days or half days, people x
// weeks, what the rules find, and what the colours mean. Pure; xlsx_write
// puts them into a file.

#include "domain/rules/finding.hpp"
#include "exchange/schedule_table.hpp"

#include <string>
#include <vector>

namespace nightfloat::exchange {

struct workbook_sheet {
  std::string name;
  schedule_table table;
};

struct workbook_choice {
  /// The days that are shown; not assigned: all of the programme.
  domain::window over{};
  /// People x half days in place of days.
  bool halves = false;
};

/// The sheets. Fails as `days_table` does.
[[nodiscard]] result<std::vector<workbook_sheet>>
workbook_of(const domain::programme& where, const domain::roster& x,
            const std::vector<domain::finding>& findings,
            const workbook_choice& choice);

} // namespace nightfloat::exchange
