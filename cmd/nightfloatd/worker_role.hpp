// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cmd/nightfloatd/lifecycle.hpp"
#include "config/node.hpp"
#include "domain/error.hpp"

namespace nightfloat::cmd {

/// Serves calls and runs jobs until asked to stop; then takes no more of
/// either, finishes what it can within `worker.drain_ms`, gives the rest back
/// and returns `exit_code::drained`. Fails where the way to broker and store
/// cannot be configured, and with `bad_version`, `forbidden` or `unauthorized`
/// once one of them has refused it for good; it drains before that, too.
[[nodiscard]] result<int> run_worker(const config::node_options& options,
                                     lifecycle& life);

} // namespace nightfloat::cmd
