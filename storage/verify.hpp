// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whether a store holds what its history made: every row is read and decoded,
// each programme's hash chain is computed anew from the oldest item kept, and
// the after-images of history are replayed and compared with the records. It
// decides nothing and writes nothing; what it cannot read, it goes around, so
// that it also says what can still be read.

#include "domain/store.hpp"
#include "storage/engine.hpp"

namespace nightfloat::storage {

/// Divergences that are told; all are counted.
constexpr std::size_t divergences_max = 100;

/// Reads everything once; memory grows with the keys that history names.
[[nodiscard]] domain::store_proof verify(const view& from);

} // namespace nightfloat::storage
