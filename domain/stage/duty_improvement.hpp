// SPDX-License-Identifier: Apache-2.0
#pragma once

// One stage's problem under the search: a first roster (duty_start), then
// annealing in rounds that begin at the best so far. While something is broken
// or open a round begins hot enough to move whole weeks; afterwards warm, so
// that what is good is not lost.

#include "domain/solve/leash.hpp"
#include "domain/stage/duty_problem.hpp"

#include <cstdint>
#include <memory>

namespace nightfloat::domain::stage {

/// Not thread-safe; movable. Deterministic in its seed and steps.
class duty_improvement {
public:
  /// Begins at `start`, which is of `x`'s size and allowed; what it leaves
  /// open is filled first. REQUIRES a problem that `check` takes, not empty.
  duty_improvement(duty_problem x, solve::grid start, std::uint64_t seed);
  ~duty_improvement();
  duty_improvement(duty_improvement&&) noexcept;
  duty_improvement& operator=(duty_improvement&&) noexcept;

  /// From now on nothing is further from a roster than that: the best so far
  /// is brought so near, and no first roster is made but what there is.
  void hold(solve::leash x);

  /// Cells of the best that differ from that roster; 0 where none was held.
  [[nodiscard]] std::int64_t changes() const;
  [[nodiscard]] std::int64_t changes_of(std::size_t row) const;

  /// The next round will take so many moves; rounds of even number are cooler.
  /// On a leash what gains by itself is found first, beside those moves; in a
  /// round of none only what mends something.
  void begin_round(std::uint64_t moves, std::uint32_t number);

  /// Works for about `moves` moves; false when there is nothing left of the
  /// first roster and of the round.
  bool step(std::uint64_t moves);

  [[nodiscard]] bool constructed() const noexcept;

  /// People x columns.
  [[nodiscard]] std::uint64_t cells() const noexcept;

  [[nodiscard]] std::uint64_t moves() const noexcept;
  [[nodiscard]] const solve::grid& best() const noexcept;
  [[nodiscard]] solve::score cost() const noexcept;
  [[nodiscard]] const duty_problem& problem() const noexcept;

private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

} // namespace nightfloat::domain::stage
