// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cmd/nightfloat/terminal.hpp"
#include "domain/store.hpp"

#include <ostream>

namespace nightfloat::cmd {

/// What a store holds, as tables.
void print(std::ostream& out, const domain::store_state& x);

/// What was proven, and what diverges: the first first.
void print(std::ostream& out, const domain::store_proof& x);

} // namespace nightfloat::cmd
