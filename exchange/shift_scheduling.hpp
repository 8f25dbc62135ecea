// SPDX-License-Identifier: Apache-2.0
#pragma once

// The shift scheduling format of Curtois & Qu (2014), in which the instances
// of schedulingbenchmarks.org/nrp are written. docs/solving.md has the format.
// A roster of it is a line a person (`instance.hpp`, `write_rows`).
//
// Hard: successions, the most shifts of a kind, minutes, runs, week-ends and
// days off. A run that touches the first or the last day has no minimum. Soft:
// wishes, and people missing or too many.

#include "exchange/instance.hpp"

#include <string>
#include <string_view>

namespace nightfloat::exchange {

/// Fails with `invalid_argument` naming `source` and the line, `malformed` for
/// what is no text, `oversize` beyond the bounds of `instance.hpp`.
[[nodiscard]] result<instance> read_shift_scheduling(std::string_view text,
                                                     const std::string& source);

} // namespace nightfloat::exchange
