// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <spdlog/spdlog.h>

namespace nightfloat::broker {

/// This folder's logger; spdlog's default one where the program made none.
[[nodiscard]] inline spdlog::logger& logger() {
  auto x = spdlog::get("broker");
  return x ? *x : *spdlog::default_logger_raw();
}

} // namespace nightfloat::broker
