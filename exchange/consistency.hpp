// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a programme must keep to be one, where no reader of rows has seen to it:
// ids and codes are unique, what is named is there, spans end after they begin,
// numbers are within the bounds that the CSV tables have.

#include "domain/programme.hpp"
#include "domain/roster.hpp"

namespace nightfloat::exchange {

/// Fails with `invalid_argument`; the sentence begins with the row's path,
/// e.g. `templates[3].rotation`.
[[nodiscard]] result<void> check_consistent(const domain::programme& x,
                                            const domain::roster* roster);

} // namespace nightfloat::exchange
