// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <spdlog/spdlog.h>

#include <memory>

namespace nightfloat::storage {

/// The folder's logger; spdlog's default one where the process made none.
/// Shared, as spdlog's registry shares it.
inline std::shared_ptr<spdlog::logger> logger() {
  auto own = spdlog::get("storage");
  return own ? own : spdlog::default_logger();
}

} // namespace nightfloat::storage
