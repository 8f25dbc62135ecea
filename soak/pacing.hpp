// SPDX-License-Identifier: Apache-2.0
#pragma once

// How many virtual users there are at a time, and when the n-th arrival is
// due: pure functions of a load rule, linear between the stages as in k6.

#include "soak/scenario.hpp"

#include <cstdint>
#include <vector>

namespace nightfloat::soak {

class pacing {
public:
  /// `first` holds at the start; without stages it is constant for
  /// `duration_s`.
  pacing(double first, const std::vector<stage>& stages, double duration_s);

  [[nodiscard]] double length_s() const noexcept {
    return length_s_;
  }

  /// The value at `at_s`; after the end that of the end.
  [[nodiscard]] double value(double at_s) const;

  /// Its integral from 0: arrivals due until `at_s`.
  [[nodiscard]] double total(double at_s) const;

  /// When the integral reaches `n`; negative: it never does.
  [[nodiscard]] double reached(double n) const;

private:
  struct piece {
    double from_s = 0;
    double length_s = 0;
    double first = 0;
    double last = 0;
    /// The integral before it.
    double before = 0;
  };

  [[nodiscard]] const piece* find(double at_s) const;

  std::vector<piece> pieces_;
  double length_s_ = 0;
  double last_ = 0;
  double all_ = 0;
};

} // namespace nightfloat::soak
