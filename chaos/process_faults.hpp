// SPDX-License-Identifier: Apache-2.0
#pragma once

// Faults of processes: killed, terminated, stopped, made slow, made to die at
// a step. What dies is started again at once.

#include "chaos/cluster.hpp"
#include "chaos/fault_maker.hpp"
#include "chaos/stutter.hpp"
#include "client/connection.hpp"

#include <cstdint>
#include <map>
#include <memory>

namespace nightfloat::chaos {

class process_faults final : public fault_maker {
public:
  /// REQUIRES the thread that started the cluster, because members end with
  /// the thread that spawned them.
  process_faults(cluster& target, client::connection& operator_link);

  bool begin(fault_record& x) override;
  void end(fault_record& x) override;
  bool has_healed(const fault_record& x) override;

private:
  void kill(fault_record& x, int signal);
  void crash(fault_record& x);
  bool pause(fault_record& x);
  bool slow(fault_record& x);
  void end_slow(fault_record& x);
  void go_on(fault_record& x);

  cluster& cluster_;
  client::connection& link_;
  std::map<std::uint64_t, std::unique_ptr<stutter>> stutters_;
};

/// Starts the target of a fault again, unless it runs; fills `healed` and
/// `pid_after`.
void revive(cluster& target, fault_record& x);

/// The state letter of /proc/PID/stat, e.g. T for stopped; 0: it has ended.
[[nodiscard]] char state_of(std::uint64_t pid);

} // namespace nightfloat::chaos
