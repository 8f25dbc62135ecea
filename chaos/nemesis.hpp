// SPDX-License-Identifier: Apache-2.0
#pragma once

// Carries out a schedule on real processes. Each fault is verified to have
// taken effect and to have healed: a fault that never happened must not count
// as survived.

#include "chaos/cluster.hpp"
#include "chaos/fault_record.hpp"
#include "chaos/plan.hpp"
#include "client/connection.hpp"
#include "metrics/clock.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::chaos {

/// Not thread-safe; REQUIRES the thread that started the cluster, because
/// members end with the thread that spawned them.
class nemesis {
public:
  using time_point = std::chrono::steady_clock::time_point;

  /// `start` is the start of the load, `first` the offset of the schedule's
  /// zero from it.
  nemesis(cluster& target, client::connection& operator_link,
          const metrics::clock& clock, time_point start,
          std::chrono::milliseconds first);

  /// Runs the whole schedule, or until `stop`; then heals everything.
  void run(const schedule& x, const std::atomic<bool>& stop);

  [[nodiscard]] const std::vector<fault_record>& done() const noexcept {
    return done_;
  }

private:
  struct pending_heal {
    time_point due;
    std::size_t record;
  };

  void begin(const scheduled_fault& x);
  void kill(fault_record& x, int signal);
  void pause(fault_record& x);
  void slow_storage(fault_record& x);
  void lose_unsynced(fault_record& x);
  [[nodiscard]] std::int64_t recoveries();
  void end(fault_record& x);
  void end_due(time_point now);
  void end_all();
  void revive(fault_record& x);
  void sleep_until(time_point when, const std::atomic<bool>& stop);
  [[nodiscard]] std::uint64_t since_start() const;

  cluster& cluster_;
  client::connection& link_;
  const metrics::clock& clock_;
  time_point start_;
  std::chrono::milliseconds first_;
  std::vector<fault_record> done_;
  std::vector<pending_heal> heals_;
};

} // namespace nightfloat::chaos
