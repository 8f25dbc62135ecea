// SPDX-License-Identifier: Apache-2.0
#pragma once

// A run's report on a terminal, shared by the commands that make one and
// those that look at one.

#include "cmd/nightfloat/terminal.hpp"
#include "report/run_report.hpp"

#include <string>
#include <string_view>

namespace nightfloat::cmd {

/// The colour of a verdict: valid, passed, ...
[[nodiscard]] tone tone_of(std::string_view verdict);

/// `0.366 s`: three digits and the unit.
[[nodiscard]] std::string measured(double x, std::string_view unit);

/// valid or passed, and not cut.
[[nodiscard]] bool is_good(const report::run_report& x);

/// Keeps a run of which the report was printed in `folder`, for `report
/// history`; an empty one: nowhere. Returns whether it could; what failed was
/// said on stderr, in whatever form the report was.
[[nodiscard]] bool keep_history(const report::run_report& x,
                                const std::string& folder);

/// Findings, checks, thresholds, recovery, facts and, last, the verdict.
void print_report(const report::run_report& x);

} // namespace nightfloat::cmd
