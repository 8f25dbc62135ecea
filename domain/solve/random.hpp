// SPDX-License-Identifier: Apache-2.0
#pragma once

// A random engine whose numbers are the same on every machine and with every
// standard library; std's distributions promise neither.

#include <cstddef>
#include <cstdint>
#include <utility>

namespace nightfloat::domain {

/// The finalizer of SplitMix64: spreads what is nearly the same.
constexpr std::uint64_t mixed(std::uint64_t x) noexcept {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

/// SplitMix64 (Steele, Lea & Flood 2014).
class random_source {
public:
  explicit random_source(std::uint64_t seed) noexcept : state_{seed} {
  }

  std::uint64_t next() noexcept {
    return mixed(state_ += 0x9e3779b97f4a7c15u);
  }

  /// 0..n-1; REQUIRES 0 < n < 2^32. Its bias is below n / 2^32.
  std::uint32_t below(std::size_t n) noexcept {
    return static_cast<std::uint32_t>(((next() >> 32) * n) >> 32);
  }

  /// True in `permille` of a thousand cases.
  bool chance(std::uint32_t permille) noexcept {
    return below(1'000) < permille;
  }

  /// 0 (included) to 1 (not).
  double unit() noexcept {
    return static_cast<double>(next() >> 11) * 0x1p-53;
  }

  template <class Range>
  void shuffle(Range& x) noexcept {
    for (auto i = x.size(); i > 1; --i)
      std::swap(x[i - 1], x[below(i)]);
  }

private:
  std::uint64_t state_;
};

} // namespace nightfloat::domain
