// SPDX-License-Identifier: Apache-2.0
#pragma once

// Closed loops of clients on one programme: each draws what to do from its
// own seed, waits for the answer, files it in the history, thinks, goes on.
// Everything goes through the public doors.

#include "chaos/checkers.hpp"
#include "chaos/history.hpp"
#include "chaos/plan.hpp"
#include "client/connection.hpp"
#include "metrics/clock.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace nightfloat::chaos {

/// Where a plan's schedule fires: nothing else submits there, so that a look
/// at its jobs is one at few.
constexpr std::string_view scheduled_programme = "scheduled";

struct workload_options {
  std::string programme;
  /// Of its own jobs and of those that flood the queue.
  std::string control = "control";
  std::string flood = "flood";
  load_plan load;
  std::uint64_t seed = 1;
  std::uint32_t people = 0;
  /// Months (YYYYMM) that the roster covers.
  std::vector<std::uint32_t> months;
};

class workload {
public:
  using time_point = std::chrono::steady_clock::time_point;

  workload(client::connection& link, const metrics::clock& clock,
           workload_options options, history& out);

  /// Stops and joins.
  ~workload();

  workload(const workload&) = delete;
  workload& operator=(const workload&) = delete;

  /// Starts every client. `start` is the history's zero.
  void start(time_point start);

  /// Lets every client finish its operation, and joins.
  void stop();

  /// What it saw besides its history, and what its plan demands. REQUIRES that
  /// it was stopped.
  void add_to(evidence& x) const;

private:
  struct self;
  struct watcher;
  using step = void (workload::*)(self&);

  void add(step what, std::uint32_t count, std::uint32_t think_ms);
  void run(self x);
  std::optional<std::string> record_bytes(const std::string& key);
  std::optional<client::swap_find_request> draw_shift(self& x);
  void swap_once(self& x);
  void revert_once(self& x, const operation& done);
  void generate_once(self& x);
  void validate_once(self& x);

  // workload_records.cpp
  void read_once(self& x);
  void write_once(self& x);
  bool read_record(self& x, const std::string& record);
  void submit_once(self& x);
  void flood_once(self& x);
  void put_schedule();
  void look_once(self& x);
  void look_at_schedule();
  void submit(operation& op, std::uint32_t count);
  /// Whether it ended while it was waited for.
  bool wait_ended(const operation& op, std::uint32_t look_ms,
                  std::uint32_t limit_ms);
  /// Sends it, files it, and says whether it is done for good.
  bool commit(operation& op, const domain::transaction& change);
  void watch(const std::shared_ptr<watcher>& x, std::uint64_t since);

  [[nodiscard]] operation begin(self& x, operation_kind kind) const;
  void call(self& x, operation& op);
  /// How it ended; `why.code` is `none` for ok.
  void end(std::uint64_t number, operation& op, failure why);
  [[nodiscard]] std::uint64_t since_start() const;
  void think(std::uint32_t ms) const;

  client::connection& link_;
  const metrics::clock& clock_;
  workload_options options_;
  history& history_;
  time_point start_{};
  std::atomic<bool> stop_ = false;
  std::vector<std::thread> clients_;
  std::uint32_t clients_last_ = 0;
  std::vector<std::shared_ptr<watcher>> watchers_;
  mutable std::mutex seen_mutex_;
  std::map<std::string, std::uint64_t> highest_;
  std::vector<job_wait> waits_;
  /// Of the client that looks alone, until all have stopped.
  std::vector<scheduled_job> scheduled_;
  time_point next_schedule_look_{};
};

/// The number of the n-th job that an operation submits.
[[nodiscard]] domain::job_id submitted_job(const operation& op,
                                           std::uint32_t n = 0);

/// Submits a job of kind `generate` with a reservation under the operation's
/// key, so that a repeat finds the first. The job's number comes of the key.
[[nodiscard]] domain::transaction
generate_submission(const std::string& programme, const operation& op,
                    const client::generate_job& work);

} // namespace nightfloat::chaos
