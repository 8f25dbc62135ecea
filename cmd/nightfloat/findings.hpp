// SPDX-License-Identifier: Apache-2.0
#pragma once

// Findings on a terminal and as CSV.

#include "cmd/nightfloat/people.hpp"
#include "domain/rules/finding.hpp"

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

namespace nightfloat::cmd {

/// Neither a rule that is broken, ACGME's or the house's, nor something that
/// nobody could check.
[[nodiscard]] bool passes(const std::vector<domain::finding>& all);

/// The exit status that says whether they pass.
[[nodiscard]] int verdict_of(const std::vector<domain::finding>& all);

/// A table for each rule and severity, with at most `show` rows and the
/// repairs below each; then how many there are of each severity.
void print_findings(std::ostream& out, const directory& names,
                    const std::vector<domain::finding>& all, std::size_t show);

/// One row a finding, the times in UTC; shifts are separated by spaces and
/// repairs, smallest first, by ` | `. Cells are guarded as in any CSV of ours.
[[nodiscard]] std::string
csv_of_findings(const directory& names,
                const std::vector<domain::finding>& all);

} // namespace nightfloat::cmd
