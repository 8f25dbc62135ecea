// SPDX-License-Identifier: Apache-2.0
#pragma once

// The page of a run: one file that opens from disk without a network. Its
// tables need no script; charts are drawn where the build found uPlot.

#include "report/run_report.hpp"

#include <string>
#include <string_view>

namespace nightfloat::report {

/// `x` with the five characters that mean something in HTML replaced.
[[nodiscard]] std::string escaped(std::string_view x);

/// The page; every text is escaped.
[[nodiscard]] std::string html(const run_report& x);

} // namespace nightfloat::report
