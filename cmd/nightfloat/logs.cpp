// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/terminal.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <utility>

namespace nightfloat::cmd {

void quieten_logs(const std::string& level) {
  auto logger = spdlog::stderr_logger_mt("nightfloat");
  logger->set_level(spdlog::level::from_str(level));
  spdlog::set_default_logger(std::move(logger));
}

} // namespace nightfloat::cmd
