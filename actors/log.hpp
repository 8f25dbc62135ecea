// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <spdlog/logger.h>

namespace nightfloat::actors {

/// This folder's logger; the default one in a process that set up none.
[[nodiscard]] spdlog::logger& log();

} // namespace nightfloat::actors
