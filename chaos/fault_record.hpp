// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "chaos/schedule.hpp"

#include <cstdint>
#include <string>

namespace nightfloat::chaos {

/// A fault as it happened.
struct fault_record {
  scheduled_fault planned;
  /// Steady time since the start of the load, in us.
  std::uint64_t at_us = 0;
  std::uint64_t until_us = 0;
  bool took_effect = false;
  bool healed = false;
  /// This machine cannot do it, `detail` says why; it proves nothing.
  bool skipped = false;
  /// The store ended of SIGABRT by it, which is no defect then.
  bool aborted = false;
  /// Of the process that was started in place of a killed one.
  std::uint64_t pid_after = 0;
  std::string detail;
};

} // namespace nightfloat::chaos
