// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a soak leaves in its directory beside the forms of the report
// (`report/written.hpp`), and the head of that report.

#include "report/run_report.hpp"
#include "soak/meters.hpp"
#include "soak/runner.hpp"

#include <string>

namespace nightfloat::soak {

/// Makes it, unless it is there and empty. Fails with `io_failed`.
[[nodiscard]] result<void> make_directory(const std::string& path);

/// A report that says what is run, and nothing of what came of it.
[[nodiscard]] report::run_report report_head(const run_options& options);

/// A `.hgrm` file for each trend. Fails with `io_failed` or `no_space`.
[[nodiscard]] result<void> write_spectra(const meter_table& seen,
                                         const std::string& directory);

} // namespace nightfloat::soak
