// SPDX-License-Identifier: Apache-2.0
// The task queue through real sockets: a store that syncs before it answers,
// and clients with a connection each, all on this machine; quiet, and beside
// two loops that take both cores. Peers take the same turns where they are
// installed.
#include "bench/figure.hpp"
#include "bench/measure.hpp"
#include "bench/queue_load.hpp"
#include "bench/queue_parts.hpp"
#include "bench/served.hpp"
#include "chaos/cluster.hpp"

#include <array>
#include <cstdio>
#include <optional>
#include <string_view>

using namespace nightfloat;
using namespace std::chrono_literals;
using bench::figure;
using bench::target;

namespace {

constexpr auto turn = std::chrono::milliseconds{3s};

struct bounds {
  double cycles = 0;
  double p99_ms = 0;
};

void cycles(const config::network_options& network, const std::string& regime,
            std::size_t clients, const bounds& x) {
  auto load = bench::queue_load{network, clients};
  static_cast<void>(load.cycles(500ms));
  auto name = "queue.cycles_" + std::to_string(clients) + "_" + regime;
  auto rate = load.cycles(turn);
  figure({name, rate, "/s", target::at_least, x.cycles});
  if (x.p99_ms == 0)
    return;
  auto spent = load.latencies(rate / 2, turn);
  bench::context("queue.op_p50_" + regime, bench::quantile(spent, 0.5) / 1000,
                 "ms");
  figure({"queue.op_p99_" + regime, bench::quantile(spent, 0.99) / 1000, "ms",
          target::at_most, x.p99_ms});
}

void measure() {
  auto place = bench::scratch{};
  auto store = bench::store_alone{place.path()};
  cycles(store.network(), "quiet", 64, {10'000, 10});
  cycles(store.network(), "quiet", 16, {8'500, 0});
  auto hogs = bench::hogs{2};
  cycles(store.network(), "hogged", 64, {4'000, 25});
  cycles(store.network(), "hogged", 16, {2'000, 0});
}

} // namespace

int main(int count, char** words) {
  if (count > 1)
    return bench::play_part({words + 1, words + count});
  try {
    measure();
  } catch (const bench::trouble& x) {
    std::fprintf(stderr, "queue: %s\n", x.why.c_str());
    return 3;
  }
}
