// SPDX-License-Identifier: Apache-2.0
#pragma once

// Surgeons' on-call, one person a day, in the MiniZinc data format (`.dzn`) of
// the MiniZinc challenges of 2013 and 2018. docs/solving.md has the format.
//
// A Friday to Sunday is one day, so a week has five. Hard: days fixed and days
// away, never three days running, no week-end beside another day or another
// week-end; what was fixed so is let be. Soft: two days running, the Wednesday
// before one's week-end, and how far people are apart in days for what they
// are there for.

#include "exchange/instance.hpp"

#include <string>
#include <string_view>

namespace nightfloat::exchange {

/// Fails with `invalid_argument` naming `source` and the line, `malformed` for
/// what is no text, `oversize` beyond the bounds of `instance.hpp`.
[[nodiscard]] result<instance> read_on_call(std::string_view text,
                                            const std::string& source);

/// The number of who is on call, a word a day; 0 where nobody is. Where
/// several are, the first.
[[nodiscard]] std::string write_on_call(const domain::solve::problem& x,
                                        const domain::solve::grid& roster);

/// The same read back; brackets and commas are let be. Fails with
/// `invalid_argument`, naming the line.
[[nodiscard]] result<domain::solve::grid>
read_on_call_roster(std::string_view text, const std::string& source,
                    const domain::solve::problem& x);

} // namespace nightfloat::exchange
