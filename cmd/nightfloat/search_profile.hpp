// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a search did, for people: moves, exact parts, time and memory.

#include "cmd/nightfloat/counted_allocations.hpp"
#include "domain/solve/profile.hpp"

#include <iosfwd>

namespace nightfloat::cmd {

void print_profile(std::ostream& out, const domain::solve::search_profile& x);
void print_allocations(std::ostream& out, const allocation_profile& x);

} // namespace nightfloat::cmd
