// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a cycle of annealing cost while it cooled, so that a longer one leaves
// out the heat in which nothing is decided yet.

#include <array>
#include <cstddef>
#include <cstdint>

namespace nightfloat::domain::solve {

/// Not thread-safe. Nothing of rosters is known here.
class cooling {
public:
  /// `part` is how much of the cycle is over, 0 to 1; `cost` is of the roster
  /// that it then has.
  void sample(double part, double cost) noexcept;

  /// The part of the cycle, 0 to 1, from which on no more than `share` of all
  /// that it gained was left to gain; 0: it gained nothing, or is not known.
  [[nodiscard]] double until_left(double share) const noexcept;

private:
  static constexpr std::size_t bins = 32;

  std::array<double, bins> sums_{};
  std::array<std::uint32_t, bins> counts_{};
};

} // namespace nightfloat::domain::solve
