// SPDX-License-Identifier: Apache-2.0
#pragma once

// What those share who change what is in force. Internal.

#include "client/ledger_port.hpp"
#include "client/load.hpp"
#include "codec/bytes.hpp"
#include "domain/programme.hpp"
#include "domain/roster.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace nightfloat::client {

/// That both heads are as they were when `now` was read.
[[nodiscard]] std::vector<domain::expectation> heads_of(const loaded& now);

/// Commits `x` under a key of its own; returns the version. Fails with
/// `conflict`, `unknown_outcome` or the store's refusal.
[[nodiscard]] result<std::uint64_t> commit(ledger_port& ledger,
                                           domain::transaction x,
                                           std::string scope, std::string key);

/// Erases every record under `prefix`. What cannot be erased now is a draft
/// that nothing names, so a failure here is nobody's business.
void discard(ledger_port& ledger, const std::string& programme,
             const std::string& prefix, std::uint64_t number);

/// Why `kept` cannot stay in force beside `x`; empty: it can.
[[nodiscard]] std::string misfit(const domain::programme& x,
                                 const domain::roster& kept);

/// Which code of a person, rotation, shift template or site would have another
/// number than before, and by that take over what a kept roster says of
/// another; empty: none.
[[nodiscard]] std::string renumbered(const domain::programme& before,
                                     const domain::programme& after);

template <class T>
void put(std::vector<domain::write>& out, std::string key, const T& x) {
  out.push_back({.key = std::move(key), .bytes = codec::encode(x)});
}

} // namespace nightfloat::client
