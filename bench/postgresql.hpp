// SPDX-License-Identifier: Apache-2.0
#pragma once

// PostgreSQL as a peer: scripts of bench/peers/ start it, run pgbench and end
// it.

#include <chrono>
#include <cstddef>
#include <string>

namespace nightfloat::bench {

/// Whether Debian's postgresql is installed.
[[nodiscard]] bool has_postgresql();

/// What `script` does a second with so many clients. Throws `trouble`.
[[nodiscard]] double postgresql_rate(const std::string& script,
                                     std::size_t clients,
                                     std::chrono::milliseconds time);

} // namespace nightfloat::bench
