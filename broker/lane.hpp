// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which calls never wait for credit: those that end work instead of starting
// it, so that a worker whose credit is used up still keeps its leases, gives
// them back and completes its jobs. And a claim: while it waits the store does
// nothing for it, and with a credit of 1 nothing else would ever be served.

#include "broker/envelope.hpp"

#include <cstddef>
#include <string_view>

namespace nightfloat::broker {

/// A peer sends no more of them than this without an answer; those beyond it
/// wait at the peer.
constexpr auto free_calls_max = std::size_t{64};

/// A claim, a renewal, a release, or a completion, which alone of all commits
/// has no key.
[[nodiscard]] inline bool is_free(const envelope& x) noexcept {
  return x.operation == "queue.claim" || x.operation == "queue.renew"
         || x.operation == "queue.release"
         || (x.operation == "ledger.commit" && x.key.empty());
}

} // namespace nightfloat::broker
