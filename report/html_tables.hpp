// SPDX-License-Identifier: Apache-2.0
#pragma once

// The parts of the page that need no script, as HTML; empty where the run
// has nothing of the kind.

#include "report/run_report.hpp"

#include <string>

namespace nightfloat::report {

/// Verdict, why, facts, phases, build, seed and the command to run it again.
[[nodiscard]] std::string heading(const run_report& x);
[[nodiscard]] std::string finding_list(const run_report& x);
[[nodiscard]] std::string check_table(const run_report& x);
[[nodiscard]] std::string threshold_table(const run_report& x);
[[nodiscard]] std::string recovery_table(const run_report& x);
[[nodiscard]] std::string spread_table(const run_report& x);

/// Each series in one line: a small drawing, least, median, most, last.
[[nodiscard]] std::string series_table(const run_report& x);

/// By kind and target, and each fault in a fold.
[[nodiscard]] std::string fault_table(const run_report& x);

} // namespace nightfloat::report
