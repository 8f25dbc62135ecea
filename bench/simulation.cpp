// SPDX-License-Identifier: Apache-2.0
// How fast simulated clusters are: seeds a minute, and how much of their time
// passes in a second of ours, on one core. None may break a promise: what fails
// ends early.
#include "bench/figure.hpp"
#include "chaos/simulation/run.hpp"

#include <chrono>
#include <cstdio>

using namespace nightfloat;

int main() {
  constexpr auto seeds = std::uint64_t{300};
  auto simulated_s = 0.0;
  const auto began = std::chrono::steady_clock::now();
  for (auto seed = std::uint64_t{1}; seed <= seeds; ++seed) {
    auto got = simulation::run(simulation::draw(seed, {}));
    if (!got.passed) {
      std::fprintf(stderr, "simulation: seed %llu: %s\n",
                   static_cast<unsigned long long>(seed), got.why.c_str());
      return 3;
    }
    simulated_s += static_cast<double>(got.simulated_ms) / 1'000;
  }
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now()
                                              - began;
  using bench::target;
  bench::figure({"simulation.seeds",
                 static_cast<double>(seeds) * 60 / spent.count(), "1/min",
                 target::at_least, 1'000});
  bench::figure({"simulation.speed", simulated_s / spent.count(), "s/s",
                 target::at_least, 100});
}
