// SPDX-License-Identifier: Apache-2.0
#pragma once

// The parts of bench/validate, each with figures of its own.

#include "bench/served.hpp"

namespace nightfloat::bench {

/// Without it a figure would not be worth its name.
inline void need(bool holds, const char* otherwise) {
  if (!holds)
    throw trouble{otherwise};
}

/// Whole rosters.
void measure_full();

/// Who can take a shift.
void measure_who();

/// The repairs of the worst findings.
void measure_repairs();

/// Single edits.
void measure_edits();

/// Through a worker of a real cluster.
void measure_worker();

/// What is built on the rules: one person's yes or no, swaps, N-1.
void measure_built_on();

} // namespace nightfloat::bench
