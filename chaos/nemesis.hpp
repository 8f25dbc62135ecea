// SPDX-License-Identifier: Apache-2.0
#pragma once

// Carries out a schedule on real processes. Each fault is verified to have
// taken effect and to have healed: a fault that never happened must not count
// as survived.

#include "chaos/cluster.hpp"
#include "chaos/fault_maker.hpp"
#include "chaos/loop_disk.hpp"
#include "chaos/namespaces.hpp"
#include "chaos/proxy.hpp"
#include "client/connection.hpp"
#include "metrics/clock.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace nightfloat::chaos {

/// What a nemesis reaches; all of it REQUIRED to outlive it.
struct nemesis_reach {
  cluster* target = nullptr;
  /// Faults and figures go through it, and no fault reaches it.
  client::connection* operator_link = nullptr;
  /// None: network faults are skipped.
  proxy* network = nullptr;
  /// None: power loss and a full disk are skipped.
  loop_disk* disk = nullptr;
  /// None: faults of packets are skipped, `no_packets` says why.
  const namespaces* packets = nullptr;
  std::string no_packets;
  std::uint32_t workers = 0;
};

/// Not thread-safe, but for `done`; REQUIRES the thread that started the
/// cluster, because members end with the thread that spawned them.
class nemesis {
public:
  using time_point = std::chrono::steady_clock::time_point;

  /// `start` is the start of the load, `first` the offset of the schedule's
  /// zero from it.
  nemesis(const nemesis_reach& reach, const metrics::clock& clock,
          time_point start, std::chrono::milliseconds first);

  ~nemesis();

  /// Runs the whole schedule, or until `stop` says so; then heals everything.
  /// `stop` is asked each few ms.
  void run(const schedule& x, const std::function<bool()>& stop);

  [[nodiscard]] std::vector<fault_record> done() const;

private:
  struct pending {
    time_point due;
    std::size_t record;
  };

  void begin(const scheduled_fault& x);
  void end(std::size_t record);
  void look_after(time_point now);
  void end_all(const std::function<bool()>& stop);
  void wait_for_room(const scheduled_fault& x,
                     const std::function<bool()>& stop);
  void sleep_until(time_point when, const std::function<bool()>& stop);
  void file(std::size_t record, fault_record x);
  [[nodiscard]] fault_maker* maker_of(const scheduled_fault& x);
  [[nodiscard]] std::string why_skipped(fault_kind x) const;
  [[nodiscard]] std::uint64_t since_start() const;

  const metrics::clock& clock_;
  time_point start_;
  std::chrono::milliseconds first_;
  std::map<fault_family, std::unique_ptr<fault_maker>> makers_;
  std::unique_ptr<fault_maker> disk_;
  std::unique_ptr<fault_maker> packets_;
  std::string no_packets_;
  mutable std::mutex mutex_;
  std::vector<fault_record> done_;
  std::vector<pending> ends_;
  std::vector<pending> heals_;
};

} // namespace nightfloat::chaos
