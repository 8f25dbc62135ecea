// SPDX-License-Identifier: Apache-2.0
#pragma once

// The smallest changes that end a finding: a shift ended earlier or begun
// later, given to somebody, taken off, or somebody added. Each was judged by
// the rules: the finding is gone and nothing is worse than before. Where no
// single step is enough, a few are taken one after another.
//
// Work is bounded: of the finding's shifts the first eight are tried, everybody
// is asked once for each, and the three that fit best are judged in full.

#include "domain/rules/finding.hpp"
#include "domain/rules/what_if.hpp"

#include <cstddef>
#include <vector>

namespace nightfloat::domain {

struct repair_bounds {
  std::size_t repairs_max = 3;
  std::size_t shifts_max = 8;
  std::size_t people_max = 3;
  std::size_t steps_max = 4;
};

/// Smallest first; equal questions have equal answers. Empty where no such
/// change was found, and for what is unknown or only a notice.
[[nodiscard]] std::vector<repair> repairs_of(const what_if& rules,
                                             const finding& x,
                                             const repair_bounds& most = {});

/// Looks for the repairs of at most `findings_max` findings: violations first,
/// then the house's, then warnings, each in their order.
void add_repairs(const what_if& rules, std::vector<finding>& all,
                 std::size_t findings_max);

} // namespace nightfloat::domain
