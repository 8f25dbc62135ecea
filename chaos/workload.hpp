// SPDX-License-Identifier: Apache-2.0
#pragma once

// Closed loops of clients on one programme: each draws what to do from its
// own seed, waits for the answer, files it in the history, thinks, goes on.
// Everything goes through the public doors.

#include "chaos/history.hpp"
#include "chaos/plan.hpp"
#include "client/connection.hpp"
#include "metrics/clock.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace nightfloat::chaos {

struct workload_options {
  std::string programme;
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

private:
  struct self;

  void run(self x);
  void swap_once(self& x);
  void revert_once(self& x, const operation& done);
  void generate_once(self& x);
  void validate_once(self& x);
  [[nodiscard]] operation begin(self& x, operation_kind kind) const;
  void call(self& x, operation& op);
  /// Files it; `why.code` is `none` for ok.
  void end(operation& op, failure why);
  [[nodiscard]] std::uint64_t since_start() const;
  void think(std::uint32_t ms) const;

  client::connection& link_;
  const metrics::clock& clock_;
  workload_options options_;
  history& history_;
  time_point start_{};
  std::atomic<bool> stop_ = false;
  std::vector<std::thread> clients_;
};

/// Submits a job of kind `generate` with a reservation under the operation's
/// key, so that a repeat finds the first. The job's number comes of the key.
[[nodiscard]] domain::transaction
generate_submission(const std::string& programme, const operation& op,
                    const client::generate_job& work);

} // namespace nightfloat::chaos
