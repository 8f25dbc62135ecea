// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a roster of the search costs: how many hard demands it breaks, then
// what it pays for the soft ones. Both lie in one number, so that the cost of
// a change is one sum however many rules it touches.

#include <compare>
#include <cstdint>

namespace nightfloat::domain::solve {

/// Ordered by hard first. Differences may be negative in either part.
/// REQUIRES |hard| < 2^22 and |soft| < 2^40.
class score {
public:
  constexpr score() noexcept = default;

  constexpr score(std::int64_t hard, std::int64_t soft) noexcept
    : packed_{hard * one_hard + soft} {
  }

  [[nodiscard]] constexpr std::int64_t hard() const noexcept {
    return (packed_ + one_hard / 2) >> shift;
  }

  [[nodiscard]] constexpr std::int64_t soft() const noexcept {
    return packed_ - hard() * one_hard;
  }

  /// One number for the search: a hard unit weighs as much as `weight` soft.
  [[nodiscard]] constexpr std::int64_t
  weighed(std::int64_t weight) const noexcept {
    auto h = hard();
    return packed_ + h * (weight - one_hard);
  }

  constexpr score& operator+=(score x) noexcept {
    packed_ += x.packed_;
    return *this;
  }

  constexpr score& operator-=(score x) noexcept {
    packed_ -= x.packed_;
    return *this;
  }

  friend constexpr score operator+(score a, score b) noexcept {
    return a += b;
  }

  friend constexpr score operator-(score a, score b) noexcept {
    return a -= b;
  }

  friend constexpr score operator*(score a, std::int64_t n) noexcept {
    a.packed_ *= n;
    return a;
  }

  friend constexpr auto operator<=>(score, score) noexcept = default;

private:
  static constexpr auto shift = 41;
  static constexpr auto one_hard = std::int64_t{1} << shift;

  std::int64_t packed_ = 0;
};

constexpr auto hard(std::int64_t n = 1) noexcept {
  return score{n, 0};
}

constexpr auto soft(std::int64_t n) noexcept {
  return score{0, n};
}

/// What a search may add to the soft prices of all cells together, so that a
/// score still holds the sum.
constexpr auto extra_cost_max = std::int64_t{1} << 38;

} // namespace nightfloat::domain::solve
