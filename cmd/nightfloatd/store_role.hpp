// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cmd/nightfloatd/lifecycle.hpp"
#include "config/node.hpp"
#include "domain/error.hpp"

namespace nightfloat::cmd {

/// Runs a store until it is asked to stop: opens and recovers the ledger,
/// binds, serves, drains. Returns the exit code. Fails with `configuration`,
/// `in_use`, `bad_version`, `corrupt` or `io_failed` where it cannot start.
[[nodiscard]] result<int> run_store(const config::node_options& options,
                                    lifecycle& life);

} // namespace nightfloat::cmd
