// SPDX-License-Identifier: Apache-2.0

// How long the rules take: whole rosters, single edits, what-ifs, through a
// worker, and what is built on them. Where two ways must find the same, they
// are compared first, and a difference ends the run.

#include "bench/validate_parts.hpp"

#include <cstdio>

int main() {
  using namespace nightfloat::bench;
  try {
    measure_full();
    measure_edits();
    measure_who();
    measure_repairs();
    measure_built_on();
    measure_worker();
  } catch (const trouble& x) {
    std::fprintf(stderr, "validate: %s\n", x.why.c_str());
    return 3;
  }
}
