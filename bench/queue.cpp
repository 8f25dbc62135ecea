// SPDX-License-Identifier: Apache-2.0
// The task queue through real sockets: a store that syncs before it answers,
// and clients with a connection each, all on this machine; quiet, and beside
// two loops that take both cores. Peers take the same turns where they are
// installed.
#include "bench/figure.hpp"
#include "bench/measure.hpp"
#include "bench/queue_load.hpp"
#include "bench/parts.hpp"
#include "bench/queue_peers.hpp"
#include "bench/queue_waits.hpp"
#include "bench/served.hpp"
#include "chaos/cluster.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

using namespace nightfloat;
using namespace std::chrono_literals;
using bench::figure;
using bench::target;

namespace {

constexpr auto turn = std::chrono::milliseconds{2s};

struct bounds {
  double cycles_64 = 0;
  double cycles_16 = 0;
  double p99_ms = 0;
};

using peers = std::vector<std::unique_ptr<bench::queue_peer>>;

double cycles(const config::network_options& network, std::size_t clients,
              const std::string& regime, double bound) {
  auto load = bench::queue_load{network, clients};
  static_cast<void>(load.cycles(500ms));
  auto rate = load.cycles(turn);
  figure({"queue.cycles_" + std::to_string(clients) + "_" + regime, rate, "/s",
          target::at_least, bound});
  return rate;
}

void latencies(const config::network_options& network,
               const std::string& regime, double rate, double bound) {
  auto load = bench::queue_load{network, 64};
  static_cast<void>(load.cycles(500ms));
  auto spent = load.latencies(rate, turn);
  bench::context("queue.op_p50_" + regime, bench::quantile(spent, 0.5) / 1000,
                 "ms");
  figure({"queue.op_p99_" + regime, bench::quantile(spent, 0.99) / 1000, "ms",
          target::at_most, bound});
}

/// At the number of clients at which it does best.
void compare(bench::queue_peer& with, const std::string& regime, double ours_64,
             double ours_16) {
  auto name = with.name() + "_" + regime;
  auto many = with.cycles(64, turn);
  auto few = with.cycles(16, turn);
  bench::context("queue.cycles_64_" + name, many, "/s");
  bench::context("queue.cycles_16_" + name, few, "/s");
  auto least = with.name() == "beanstalkd"   ? 3.0
               : with.name() == "postgresql" ? 2.0
                                             : 1.0;
  figure({"queue.over_" + name,
          std::max(ours_64, ours_16) / std::max(many, few), "x",
          target::at_least, least});
}

void measure_regime(const config::network_options& network, const peers& others,
                    const std::string& regime, const bounds& x) {
  auto many = cycles(network, 64, regime, x.cycles_64);
  auto few = cycles(network, 16, regime, x.cycles_16);
  latencies(network, regime, x.cycles_64 / 2, x.p99_ms);
  for (const auto& one : others)
    compare(*one, regime, many, few);
}

void measure_reclaim(const config::network_options& network,
                     const std::string& dir) {
  auto spent = bench::reclaims(network, dir, 100);
  figure({"queue.reclaim_p50", bench::quantile(spent, 0.5), "ms",
          target::at_most, 5});
  figure({"queue.reclaim_p99", bench::quantile(spent, 0.99), "ms",
          target::at_most, 50});
}

void measure_starvation(const config::network_options& network) {
  auto x = bench::starve(network, 10'000, 50);
  auto idle = bench::quantile(x.idle, 0.5);
  auto flooded = bench::quantile(x.flooded, 0.5);
  bench::context("queue.wait_idle", idle, "ms");
  bench::context("queue.wait_flooded", flooded, "ms");
  bench::context("queue.wait_flooded_worst", bench::quantile(x.flooded, 1),
                 "ms");
  figure({"queue.starvation", flooded / (2 * idle + x.job_ms), "x",
          target::at_most, 1});
}

void measure() {
  auto place = bench::scratch{};
  auto store = bench::store_alone{place.path()};
  auto network = store.network();
  measure_reclaim(network, place.path());
  measure_starvation(network);
  auto others = bench::start_queue_peers(place.path());
  measure_regime(network, others, "quiet", {10'000, 8'500, 10});
  auto loops = bench::hogs{2};
  measure_regime(network, others, "hogged", {4'000, 2'000, 25});
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
