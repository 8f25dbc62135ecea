// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloatd/process_report.hpp"

#include "metrics/registry.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <malloc.h>
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

std::string report_metrics(const config::node_options& options) {
  auto& all = metrics::process_registry();
  all.gauge_of("process_resident_memory_bytes", "Resident memory in bytes.")
    .set(static_cast<std::int64_t>(resident_bytes()));
  all.gauge_of("process_open_fds", "Open file descriptors.")
    .set(entries("/proc/self/fd"));
  all.gauge_of("process_threads", "Threads of the process.")
    .set(entries("/proc/self/task"));
  // Of glibc: what it has given out, and what it holds for later.
  auto heap = mallinfo2();
  all.gauge_of("process_heap_bytes", "Bytes given out by the allocator.")
    .set(static_cast<std::int64_t>(heap.uordblks + heap.hblkhd));
  all
    .gauge_of("process_heap_free_bytes",
              "Bytes that the allocator holds and has not given out.")
    .set(static_cast<std::int64_t>(heap.fordblks));
  return all.prometheus(
    {{"role", options.role}, {"instance", options.instance}});
}

} // namespace nightfloat::cmd
