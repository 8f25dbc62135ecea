// SPDX-License-Identifier: Apache-2.0
#pragma once

// The ways to mend an absence on a terminal.

#include "cmd/nightfloat/people.hpp"
#include "domain/repair/absence.hpp"

#include <cstddef>
#include <ostream>
#include <string>

namespace nightfloat::cmd {

/// The shifts, then each way: what passes to whom, what it does to people and
/// to what the rules say, and who is nearest where a shift stays open.
void print_absence(std::ostream& out, const directory& names,
                   const domain::absence_answer& x);

/// Eight hexadecimal digits that are the same as long as its moves are.
[[nodiscard]] std::string digest_of(const domain::absence_way& x);

/// The shifts that stay theirs whatever way is taken, and why.
void print_kept(std::ostream& out, const directory& names,
                const domain::absence_answer& x);

/// Whether the best way, or the one at `which`, leaves nothing undone.
[[nodiscard]] int verdict_of_ways(const domain::absence_answer& x,
                                  std::size_t which = 0);

} // namespace nightfloat::cmd
