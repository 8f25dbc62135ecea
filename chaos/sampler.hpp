// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the processes of a cluster hold, once a second, in figures of one form
// whoever gives them: /proc of this machine, and what the processes say of
// themselves through the public protocol (metrics, store stats, queue).
//
//   rss heap heap_free (bytes)   descriptors threads actors sessions
//   cpu (s, since its start)     switches voluntary_switches (since its start)
//   of a worker: mailboxes (messages that wait for its actors)
//     mailbox_deepest (those for actors of one name)
//   of the store: queue_ready queue_leased queue_delayed queue_waiting
//     queue_age (s)              store_files store_bytes store_memory
//     store_cache store_kept snapshots iterators pool_in_use watches
//   of the broker: calls_running calls_waiting
//
// `heap` is what the allocator has given out (glibc's mallinfo2, through the
// process's own metrics): a better sign of a leak than resident memory.

#include "chaos/cluster.hpp"
#include "client/connection.hpp"
#include "client/ledger_operations.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nightfloat::chaos {

/// One process at one moment.
struct process_sample {
  std::string member;
  std::uint64_t pid = 0;
  std::vector<std::pair<std::string, double>> figures;

  /// Null where it was not given.
  [[nodiscard]] const double* find(std::string_view name) const noexcept;
};

/// Figures of /proc/PID/stat (cpu, threads) and /proc/PID/status (rss,
/// switches); what a text does not hold is left out.
void read_stat(std::string_view text, double ticks_per_s, process_sample& to);
void read_status(std::string_view text, process_sample& to);

/// Figures of a Prometheus text, given to the process that `role` and
/// `instance` name, of several samples their sum, and of mailboxes the deepest
/// too; of others it reads nothing.
void read_metrics(std::string_view text, std::vector<process_sample>& to);

/// The age in seconds of the oldest job that is ready; 0: none is.
[[nodiscard]] double oldest_ready_s(const std::vector<domain::job_view>& jobs,
                                    std::int64_t now_ms);

/// The same of what the store listed, of whose jobs `ready` were ready; nothing
/// where the list was cut before all of those.
[[nodiscard]] std::optional<double>
ready_age_s(const client::job_list& seen, double ready, std::int64_t now_ms);

/// REQUIRES one thread at a time. A process that does not answer costs one
/// `limit`, and is sampled from /proc alone.
class sampler {
public:
  using member_list = std::function<std::vector<member>()>;

  sampler(client::connection& link, member_list members,
          std::chrono::milliseconds limit);

  [[nodiscard]] std::vector<process_sample> sample();

private:
  void ask_metrics(std::vector<process_sample>& to);
  void ask_store(std::vector<process_sample>& to);
  [[nodiscard]] std::optional<double> ask_ready();

  client::connection& link_;
  member_list members_;
  std::chrono::milliseconds limit_;
};

} // namespace nightfloat::chaos
