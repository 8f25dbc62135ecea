// SPDX-License-Identifier: Apache-2.0
#pragma once

// What cannot be judged of a person because nobody recorded it. Missing data
// is a finding, never compliance.

#include "domain/rules/context.hpp"
#include "domain/rules/finding.hpp"

#include <vector>

namespace nightfloat::domain {

/// Adds what is unknown about a resident in the window asked for.
void add_unknowns(const person_view& x, std::vector<finding>& out);

} // namespace nightfloat::domain
