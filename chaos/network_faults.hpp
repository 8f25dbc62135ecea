// SPDX-License-Identifier: Apache-2.0
#pragma once

// Faults of the network between the processes, made by the proxy and proved by
// its counts.

#include "chaos/fault_maker.hpp"
#include "chaos/proxy.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace nightfloat::chaos {

class network_faults final : public fault_maker {
public:
  /// `workers`: how many there are.
  network_faults(proxy& through, std::uint32_t workers);

  bool begin(fault_record& x) override;
  void end(fault_record& x) override;
  bool has_healed(const fault_record& x) override;

private:
  [[nodiscard]] std::vector<std::string>
  links_of(const scheduled_fault& x) const;
  [[nodiscard]] std::uint64_t effect_of(const scheduled_fault& x) const;
  [[nodiscard]] std::uint64_t passed(const scheduled_fault& x) const;
  void reset(fault_record& x);

  proxy& proxy_;
  std::uint32_t workers_;
  /// By the record's time: effects counted before, messages passed at the end.
  std::map<std::uint64_t, std::uint64_t> before_;
  std::map<std::uint64_t, std::uint64_t> passed_;
};

/// How a link behaves under a fault that lasts.
[[nodiscard]] impairment impairment_of(const scheduled_fault& x);

} // namespace nightfloat::chaos
