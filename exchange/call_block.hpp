// SPDX-License-Identifier: Apache-2.0
#pragma once

// Residents' in-house call at two hospitals over one block, in the GMPL data
// format of kgalway/Resident_Scheduling. docs/solving.md has the format.
//
// Residents are numbered from 1: off-site first, then those of VGH, then those
// of SPH; in each group juniors first. Three on call at each hospital, two on
// Friday to Sunday, at most one of them junior; no two calls of one person
// within three days. Each call has a price: seniors cost most.

#include "exchange/instance.hpp"

#include <string>
#include <string_view>

namespace nightfloat::exchange {

/// Fails with `invalid_argument` naming `source` and the line, `malformed` for
/// what is no text, `oversize` beyond the bounds of `instance.hpp`.
[[nodiscard]] result<instance> read_call_block(std::string_view text,
                                               const std::string& source);

/// A line a day: `SPH 40 44 35 | VGH 21 28 29`.
[[nodiscard]] std::string write_call_block(const domain::solve::problem& x,
                                           const domain::solve::grid& roster);

/// The same read back. Fails with `invalid_argument`, naming the line.
[[nodiscard]] result<domain::solve::grid>
read_call_roster(std::string_view text, const std::string& source,
                 const domain::solve::problem& x);

} // namespace nightfloat::exchange
