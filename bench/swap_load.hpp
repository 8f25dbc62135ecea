// SPDX-License-Identifier: Apache-2.0
#pragma once

// Swaps by the thousand: pairs of residents with a month of 4 KiB each, who
// swap there and back.

#include "bench/served.hpp"
#include "bench/validate_rosters.hpp"

#include <cstddef>

namespace nightfloat::bench {

constexpr auto swapping_pairs = 64U;

/// Pairs of residents on units of their own, each at work an hour now and then.
[[nodiscard]] rostered paired();

/// Bytes of the month of one of them, as it is stored.
[[nodiscard]] std::size_t month_bytes(const rostered& x);

/// Swaps a second through broker, worker and store, all pairs at once, each
/// its swaps one after another. Leaves the roster as it was. REQUIRES a cluster
/// with `paired()`. Throws `trouble`.
[[nodiscard]] double swaps(served& at);

/// The same transactions a second without a worker: what sockets and store
/// can. Throws `trouble`.
[[nodiscard]] double commits(served& at);

} // namespace nightfloat::bench
