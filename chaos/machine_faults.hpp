// SPDX-License-Identifier: Apache-2.0
#pragma once

// Faults of what all processes share: CPU, memory (cgroup v1), descriptors,
// and of the store's own disk.

#include "chaos/cluster.hpp"
#include "chaos/cpu_hog.hpp"
#include "chaos/fault_maker.hpp"
#include "chaos/loop_disk.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

namespace nightfloat::chaos {

class machine_faults final : public fault_maker {
public:
  explicit machine_faults(cluster& target);

  /// Takes the limits away.
  ~machine_faults() override;

  bool begin(fault_record& x) override;
  void sustain(const fault_record& x,
               std::chrono::milliseconds so_far) override;
  void end(fault_record& x) override;
  bool has_healed(const fault_record& x) override;

private:
  struct memory_bound {
    std::string group;
    bool squeezed = false;
  };

  void end_burning(fault_record& x);
  bool limit_memory(fault_record& x);
  void end_memory(fault_record& x);
  bool free_memory(std::uint64_t pid);
  bool limit_descriptors(fault_record& x);
  void end_descriptors(fault_record& x);
  [[nodiscard]] process* running(fault_record& x);

  cluster& cluster_;
  cpu_hog hog_;
  /// By process number: the cgroup that it was put into, its old bound of
  /// descriptors.
  std::map<std::uint64_t, memory_bound> groups_;
  std::map<std::uint64_t, std::uint64_t> bounds_;
};

/// `full_disk` and `power_loss`.
class disk_faults final : public fault_maker {
public:
  disk_faults(cluster& target, loop_disk& disk);

  bool begin(fault_record& x) override;
  void end(fault_record& x) override;
  bool has_healed(const fault_record& x) override;

private:
  void lose_power(fault_record& x);

  cluster& cluster_;
  loop_disk& disk_;
};

} // namespace nightfloat::chaos
