// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloatd/logging.hpp"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <array>
#include <chrono>
#include <memory>

namespace nightfloat::cmd {

namespace {

constexpr auto folders = std::array{"storage", "broker", "client",
                                    "actors",  "config", "nightfloatd"};

result<spdlog::sink_ptr> open_sink(const config::log_options& options) {
  if (options.file.empty())
    return std::make_shared<spdlog::sinks::stderr_sink_mt>();
  try {
    return std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.file);
  } catch (const spdlog::spdlog_ex& x) {
    return failure{ec::configuration, "log.file: " + std::string{x.what()}
                                        + ", choose a writable path"};
  }
}

} // namespace

result<void> begin_logging(const config::node_options& options) {
  auto sink = open_sink(options.log);
  if (!sink)
    return sink.error();
  // shared_ptr: spdlog's registry and every folder hold the same logger.
  for (const auto* folder : folders) {
    auto logger = std::make_shared<spdlog::logger>(folder, *sink);
    logger->set_level(spdlog::level::from_str(options.log.level));
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %L %n: %v",
                        spdlog::pattern_time_type::utc);
    logger->flush_on(spdlog::level::info);
    spdlog::drop(folder);
    spdlog::register_logger(logger);
  }
  spdlog::set_default_logger(spdlog::get("nightfloatd"));
  return {};
}

spdlog::logger& log_of(const std::string& folder) {
  auto found = spdlog::get(folder);
  return found ? *found : *spdlog::default_logger_raw();
}

} // namespace nightfloat::cmd
