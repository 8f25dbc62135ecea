// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which constraint asks for what a fault or a requirement is about, in words.
// Internal.

#include "domain/stage/applied.hpp"

#include <string>

namespace nightfloat::domain::stage {

/// `constraint house`; empty where none has put the rule there, and of cells
/// and steps, which several may share.
[[nodiscard]] std::string origin(const applied& from, const solve::problem& in,
                                 const solve::fault& x);

/// The same, and of a cell with a hard price the first that has put one there.
[[nodiscard]] std::string asking(const applied& from, const solve::problem& in,
                                 const solve::fault& x);

/// Hard units that constraints ask for in vain.
[[nodiscard]] std::uint64_t broken_units(const applied& from,
                                         const solve::problem& in,
                                         const solve::grid& roster);

} // namespace nightfloat::domain::stage
