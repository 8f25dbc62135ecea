// SPDX-License-Identifier: Apache-2.0
// How fast simulated clusters are: seeds a minute, and how much of their time
// passes in a second of ours, on one core.
#include "bench/figure.hpp"
#include "chaos/simulation/run.hpp"

#include <chrono>

using namespace nightfloat;

int main() {
  constexpr auto seeds = std::uint64_t{300};
  auto simulated_s = 0.0;
  const auto began = std::chrono::steady_clock::now();
  for (auto seed = std::uint64_t{1}; seed <= seeds; ++seed)
    simulated_s += static_cast<double>(
                     simulation::run(simulation::draw(seed, {})).simulated_ms)
                   / 1'000;
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now()
                                              - began;
  using bench::target;
  bench::figure({"simulation.seeds",
                 static_cast<double>(seeds) * 60 / spent.count(), "1/min",
                 target::at_least, 1'000});
  bench::figure({"simulation.speed", simulated_s / spent.count(), "s/s",
                 target::at_least, 100});
}
