// SPDX-License-Identifier: Apache-2.0
#pragma once

// A failing schedule made small: faults and acts are left out, in halves,
// quarters and at last one by one, for as long as the same check still fails
// (delta debugging).

#include "chaos/simulation/run.hpp"

#include <cstdint>
#include <functional>

namespace nightfloat::simulation {

struct shrunk {
  schedule least;
  outcome last;
  std::uint32_t runs = 0;
};

using run_function = std::function<outcome(const schedule&)>;

/// REQUIRES that `failing` fails. Runs it at most `runs_max` times more.
[[nodiscard]] shrunk shrink(const schedule& failing, const run_function& run,
                            std::uint32_t runs_max);

/// The name of the check that failed first; empty if none did.
[[nodiscard]] std::string failed_check(const outcome& x);

} // namespace nightfloat::simulation
