// SPDX-License-Identifier: Apache-2.0
#pragma once

// One logger a folder, `event: key=value`, to stderr (the journal under
// systemd) or to one file. Other folders ask spdlog for theirs by name.

#include "config/node.hpp"
#include "domain/error.hpp"

#include <spdlog/logger.h>

#include <string>

namespace nightfloat::cmd {

/// Makes the loggers of all folders, for options that were checked. Fails with
/// `configuration` for a file that cannot be opened.
[[nodiscard]] result<void> begin_logging(const config::node_options& options);

/// The logger of `folder`; before `begin_logging`, spdlog's default one.
[[nodiscard]] spdlog::logger& log_of(const std::string& folder);

} // namespace nightfloat::cmd
