// SPDX-License-Identifier: Apache-2.0
#pragma once

// Chance, from a seed: the same on every machine, unlike the distributions of
// the standard library.

#include <cstdint>

namespace nightfloat::simulation {

/// Two numbers as one that looks random (SplitMix64's finish).
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t a,
                                          std::uint64_t b) noexcept {
  auto x = a * 0x9e37'79b9'7f4a'7c15U + b + 0x9e37'79b9'7f4a'7c15U;
  x = (x ^ (x >> 30)) * 0xbf58'476d'1ce4'e5b9U;
  x = (x ^ (x >> 27)) * 0x94d0'49bb'1331'11ebU;
  return x ^ (x >> 31);
}

class dice {
public:
  explicit dice(std::uint64_t seed) noexcept : seed_{seed} {
  }

  [[nodiscard]] std::uint64_t next() noexcept {
    return mix(seed_, ++drawn_);
  }

  /// 0 to `n` - 1; 0 for `n` = 0.
  [[nodiscard]] std::uint64_t below(std::uint64_t n) noexcept {
    return n == 0 ? 0 : next() % n;
  }

  /// Both ends included. REQUIRES least <= most.
  [[nodiscard]] std::uint64_t between(std::uint64_t least,
                                      std::uint64_t most) noexcept {
    return least + below(most - least + 1);
  }

  [[nodiscard]] bool chance(std::uint32_t permille) noexcept {
    return below(1'000) < permille;
  }

private:
  std::uint64_t seed_;
  std::uint64_t drawn_ = 0;
};

} // namespace nightfloat::simulation
