// SPDX-License-Identifier: Apache-2.0
#pragma once

// The door to CBC, the integer solver of COIN-OR: one programme, solved once
// within limits. What it says is checked against the programme, so that a
// search cut short or a tolerance cannot make up a solution; it prints nothing
// and takes no signal.

#include "domain/solve/cbc_lp.hpp"

#include <optional>

namespace nightfloat::domain::solve {

struct mip_options {
  /// Only what costs less is wanted.
  double cutoff = unbounded;
  /// A known solution to begin with; empty: none.
  std::vector<double> start;
  std::uint64_t nodes_max = 1'000'000;
  /// Costs differ by whole multiples of that; 0: by anything.
  double step = 0;
  std::uint32_t seed = 1;
};

struct mip_found {
  /// Values of the columns; empty: nothing under the cutoff was found.
  std::vector<double> values;
  double cost = unbounded;
  /// Nothing better exists (where `values` is empty: nothing at all).
  bool proved = false;
  std::uint64_t nodes = 0;
};

/// Minimizes; `whole` are the columns that must be whole numbers. Fails as
/// `check` does. Asks `stop` often.
[[nodiscard]] result<mip_found>
solve_whole(const linear_programme& x, std::span<const std::uint32_t> whole,
            const mip_options& options, const stop_request& stop = {});

} // namespace nightfloat::domain::solve
