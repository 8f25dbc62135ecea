// SPDX-License-Identifier: Apache-2.0
#pragma once

// Supervision in one unit, kept under edits: who asks and who gives is added
// up by minute, and only the time that an edit touches is walked again.

#include "domain/rules/supervision.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace nightfloat::domain {

class live_unit {
public:
  /// Looks at `[from, to)` and at nothing else.
  live_unit(std::uint16_t unit, instant from, instant to);

  /// Adds, or with `times` -1 takes away, what `x` asks and gives.
  void add(const presence& x, instant from, instant to, int times);

  /// Finds the shortfalls again that `[from, to)` touches. What there were
  /// goes to `gone`, what there are to `come`, equal ones to neither unless
  /// `residents` came or went: they name other shifts now.
  void judge(instant from, instant to, bool residents,
             std::vector<shortfall>& gone, std::vector<shortfall>& come);

  /// In order of time; without shifts.
  [[nodiscard]] const std::vector<shortfall>& shortfalls() const noexcept {
    return short_;
  }

  [[nodiscard]] std::size_t bytes() const noexcept;

private:
  /// From `when` on so much more is asked and given.
  struct step {
    instant when{};
    std::int32_t asks = 0;
    std::int32_t gives = 0;
  };

  struct day {
    /// In order of time, no two at once, none of nothing.
    std::vector<step> steps;
    /// The sums of all days before.
    std::int32_t asked = 0;
    std::int32_t given = 0;
  };

  [[nodiscard]] std::size_t day_of(instant when) const noexcept;
  [[nodiscard]] instant start_of(std::size_t which) const noexcept;
  void add_step(const step& x);
  void walk(instant from, instant to, std::vector<shortfall>& out) const;

  std::uint16_t unit_;
  instant from_;
  instant to_;
  std::vector<day> days_;
  std::vector<shortfall> short_;
  std::vector<shortfall> found_;
};

} // namespace nightfloat::domain
