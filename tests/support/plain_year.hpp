// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a year plan lacks, told by reading it and nothing else: no table, no
// engine. A plan is a line a resident, `R05,Ward,Ward,Clinic`.

#include "domain/programme.hpp"

#include <string>
#include <vector>

namespace nightfloat::test {

/// A sentence for each thing that is wrong; none: all requirements are met.
/// REQUIRES names without commas or quotes.
[[nodiscard]] std::vector<std::string>
year_complaints(const domain::programme& where, const std::string& plan);

} // namespace nightfloat::test
