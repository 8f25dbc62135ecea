// SPDX-License-Identifier: Apache-2.0
#pragma once

// A run as JUnit XML, which every CI reads: a case a check, a threshold and a
// finding, and one for the verdict itself, so that no bad run is all green.

#include "report/run_report.hpp"

#include <string>

namespace nightfloat::report {

/// An unknown check is skipped, not passed.
[[nodiscard]] std::string junit(const run_report& x);

} // namespace nightfloat::report
