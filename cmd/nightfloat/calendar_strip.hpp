// SPDX-License-Identifier: Apache-2.0
#pragma once

// A person's days in one line, one character each, so that a run of nights or
// a missing free day is seen before it is read.

#include "cmd/nightfloat/people.hpp"
#include "domain/roster.hpp"
#include "domain/rules/finding.hpp"
#include "domain/time.hpp"

#include <ostream>
#include <vector>

namespace nightfloat::cmd {

/// The strips of `people` over `over`, at most `strip_days_max` of its days,
/// which it says, with the first day of each week above and what the letters
/// mean below. Days within a finding about the person have its colour. Without
/// a terminal the worst of them follow the line as marks: `!` a breach, `?`
/// anything else.
void print_strips(std::ostream& out, const directory& names,
                  const domain::roster& roster,
                  const std::vector<domain::person_id>& people,
                  domain::window over,
                  const std::vector<domain::finding>& findings);

constexpr int strip_days_max = 56;

} // namespace nightfloat::cmd
