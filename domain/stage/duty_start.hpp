// SPDX-License-Identifier: Apache-2.0
#pragma once

// A first roster of a stage: day by day every place goes to whom it costs
// least, if it breaks no rule; then everybody comes where all of a rotation
// do.

#include "domain/solve/tables.hpp"
#include "domain/stage/duty_problem.hpp"

#include <cstdint>
#include <memory>

namespace nightfloat::domain::stage {

class duty_start {
public:
  /// Begins at `start`; what it has stays. `x` and `laid` must outlive it.
  duty_start(const duty_problem& x, const solve::tables& laid,
             solve::grid start, std::uint64_t seed);
  ~duty_start();
  duty_start(duty_start&&) noexcept;
  duty_start& operator=(duty_start&&) noexcept;

  /// About so many tries; false when every day is done.
  bool step(std::uint64_t moves);

  [[nodiscard]] std::uint64_t moves() const noexcept;
  [[nodiscard]] const solve::grid& roster() const noexcept;
  [[nodiscard]] solve::score cost() const noexcept;
  /// 0 to 1.
  [[nodiscard]] double done() const noexcept;

private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

} // namespace nightfloat::domain::stage
