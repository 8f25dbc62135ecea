// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloatd/process_report.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <unistd.h>

namespace nightfloat::cmd {

namespace {

std::uint64_t resident_bytes() {
  auto in = std::ifstream{"/proc/self/statm"};
  auto total = std::uint64_t{0};
  auto resident = std::uint64_t{0};
  in >> total >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

std::uint32_t entries(const char* directory) {
  auto error = std::error_code{};
  auto at = std::filesystem::directory_iterator{directory, error};
  if (error)
    return 0;
  return static_cast<std::uint32_t>(
    std::distance(begin(at), std::filesystem::directory_iterator{}));
}

} // namespace

const char* build_version() noexcept {
  return NIGHTFLOAT_VERSION;
}

client::process_status report_process(const config::node_options& options,
                                      const lifecycle& life) {
  auto x = client::process_status{};
  x.role = options.role;
  x.instance = options.instance;
  x.pid = static_cast<std::uint64_t>(getpid());
  x.build = build_version();
  x.state = life.state();
  x.up_ms = static_cast<std::uint64_t>(life.up().count());
  x.rss_bytes = resident_bytes();
  // The listing itself holds one descriptor.
  x.descriptors = entries("/proc/self/fd");
  x.descriptors -= x.descriptors > 0 ? 1 : 0;
  x.threads = entries("/proc/self/task");
  return x;
}

} // namespace nightfloat::cmd
