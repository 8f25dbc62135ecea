// SPDX-License-Identifier: Apache-2.0
#include "actors/log.hpp"

#include <spdlog/spdlog.h>

namespace nightfloat::actors {

spdlog::logger& log() {
  auto found = spdlog::get("actors");
  return found ? *found : *spdlog::default_logger_raw();
}

} // namespace nightfloat::actors
