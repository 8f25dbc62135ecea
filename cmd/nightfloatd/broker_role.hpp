// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cmd/nightfloatd/lifecycle.hpp"
#include "config/node.hpp"
#include "domain/error.hpp"

namespace nightfloat::cmd {

/// Serves until told to stop, then drains. Fails with `configuration` or
/// `in_use` before it has served.
[[nodiscard]] result<int> run_broker(const config::node_options& options,
                                     lifecycle& life);

} // namespace nightfloat::cmd
