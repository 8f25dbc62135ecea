// SPDX-License-Identifier: Apache-2.0
#pragma once

// The forms of a report in its directory, each made of the same run_report.

#include "domain/error.hpp"
#include "report/run_report.hpp"

#include <string>

namespace nightfloat::report {

/// Writes `report.json`, `report.html`, `report.xml` (JUnit) and `report.csv`
/// (Apache Otava's form) into `directory`, each whole or not at all, so that a
/// reader never sees a piece. Fails with `io_failed` or `no_space`.
[[nodiscard]] result<void> write(const run_report& x,
                                 const std::string& directory);

/// Reads `report.json` back. Fails with `not_found`, `io_failed`, or
/// `malformed` and `invalid_argument` where it is no report.
[[nodiscard]] result<run_report> read(const std::string& directory);

} // namespace nightfloat::report
