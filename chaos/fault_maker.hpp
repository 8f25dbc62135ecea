// SPDX-License-Identifier: Apache-2.0
#pragma once

// What makes faults of one family happen, and proves that they did. Only the
// nemesis calls it, on its thread.

#include "chaos/fault_record.hpp"

#include <chrono>

namespace nightfloat::chaos {

/// How long a call that makes a fault, or looks for its effect, may take.
inline constexpr auto effect_limit = std::chrono::seconds{2};

class fault_maker {
public:
  virtual ~fault_maker() = default;

  /// Begins a fault. Of one that lasts: true if `end` is to be called when its
  /// time is over. Of another, everything happens here: effect and heal are in
  /// the record on return.
  virtual bool begin(fault_record& x) = 0;

  /// Of a fault that lasts, each few ms until `end`: `so_far` is how long it
  /// has lasted.
  virtual void sustain(const fault_record& x,
                       std::chrono::milliseconds so_far) {
    static_cast<void>(x);
    static_cast<void>(so_far);
  }

  /// Ends a fault that lasts, and says whether it took effect.
  virtual void end(fault_record& x) = 0;

  /// Whether the cluster is as before the fault; asked again and again for
  /// some seconds after `end`.
  virtual bool has_healed(const fault_record& x) = 0;
};

} // namespace nightfloat::chaos
