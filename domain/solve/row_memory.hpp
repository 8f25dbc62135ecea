// SPDX-License-Identifier: Apache-2.0
#pragma once

// The parts of a node of a row's automaton: what one rule must remember of the
// days before, as a small number, and how a day changes it.

#include "domain/solve/problem.hpp"

#include <limits>
#include <vector>

namespace nightfloat::domain::solve {

/// What a day makes of a rule's memory.
struct remembered {
  std::uint16_t value = 0;
  score price;
  /// A span has its first day with a task here.
  bool begun = false;
};

/// A run: its length as far as it matters, and whether it is open (it touches
/// the first day and nobody knows what was before).
class run_memory {
public:
  run_memory(const problem& x, const run_rule& rule, std::int32_t before);

  /// Whether it can cost anything at all.
  [[nodiscard]] bool matters() const noexcept {
    return minded_min_ || minded_max_;
  }

  /// Whether every length that matters is a number of a node, open or not.
  [[nodiscard]] bool fits() const noexcept {
    return cap_ <= (std::numeric_limits<std::uint16_t>::max() - 1) / 2;
  }

  [[nodiscard]] std::uint16_t start() const noexcept {
    return start_;
  }

  /// REQUIRES that it fits.
  [[nodiscard]] remembered step(std::uint16_t value, task done) const noexcept;

private:
  run_rule rule_;
  std::int32_t cap_ = 0;
  bool minded_min_ = false;
  bool minded_max_ = false;
  std::uint16_t start_ = 0;
};

/// Where a day lies in the spans of a group.
enum class span_place : std::uint8_t { outside, opens, inside, closes, whole };

[[nodiscard]] std::vector<span_place> span_places(const group_rule& rule,
                                                  std::int32_t days);

/// Whether the span so far has days with tasks: none, only such, or some.
class span_memory {
public:
  explicit span_memory(const group_rule& rule) noexcept : rule_{&rule} {
  }

  [[nodiscard]] remembered step(std::uint16_t value, task done,
                                span_place place) const noexcept;

private:
  const group_rule* rule_;
};

/// What the last days of a window weighed, as digits.
class window_memory {
public:
  explicit window_memory(const window_rule& rule);

  /// Whether the digits fit, and few of them.
  [[nodiscard]] bool fits() const noexcept {
    return fits_;
  }

  /// `whole`: the window that ends here lies within the horizon.
  [[nodiscard]] remembered step(std::uint16_t value, task done,
                                bool whole) const noexcept;

private:
  const window_rule* rule_;
  std::vector<std::int32_t> weights_;
  std::vector<std::uint16_t> digit_of_;
  std::uint32_t values_ = 1;
  bool fits_ = false;
};

} // namespace nightfloat::domain::solve
