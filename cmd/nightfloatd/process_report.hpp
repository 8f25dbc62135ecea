// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/operations.hpp"
#include "cmd/nightfloatd/lifecycle.hpp"
#include "config/node.hpp"

#include <string>

namespace nightfloat::cmd {

/// What this build is called, e.g. `0.1.0`.
[[nodiscard]] const char* build_version() noexcept;

/// This process as `status` shows it: role, pid, state, memory, descriptors,
/// threads; `actors` and `notes` are the role's to add.
[[nodiscard]] client::process_status
report_process(const config::node_options& options, const lifecycle& life);

/// All metrics of this process as Prometheus text, labelled with its role and
/// instance, the process's own memory, descriptors and threads among them.
[[nodiscard]] std::string report_metrics(const config::node_options& options);

} // namespace nightfloat::cmd
