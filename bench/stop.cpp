// SPDX-License-Identifier: Apache-2.0
// How long a search takes to return once it is asked to stop: at instants by
// chance over the first seconds of published instances of four weeks to half a
// year, while one thread anneals and the other prices rows, solves programmes
// or combines columns.

#include "bench/figure.hpp"
#include "bench/measure.hpp"
#include "bench/published.hpp"
#include "domain/solve/random.hpp"
#include "domain/solve/search.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <future>
#include <vector>

using namespace nightfloat;

namespace {

namespace solve = domain::solve;
using stopwatch = std::chrono::steady_clock;

constexpr auto instances = {7, 9, 10, 14, 16, 20};
/// The last instant; a combination begins after one to three seconds.
constexpr double seconds_max = 10;

double seconds_since(stopwatch::time_point from) {
  return std::chrono::duration<double>(stopwatch::now() - from).count();
}

/// Milliseconds from the wish to the return.
double returned_ms(const solve::problem& x, std::uint64_t seed, double after) {
  auto stop = std::atomic<bool>{false};
  auto from = stopwatch::now();
  auto options = solve::search_options{};
  options.seed = seed;
  options.used = [&] {
    return seconds_since(from) / 60;
  };
  options.cancelled = [&] {
    return stop.load();
  };
  auto ended = std::async(std::launch::async, [&] {
    auto found = solve::search(x, options);
    return stopwatch::now();
  });
  // One that proves its roster before is at the end already.
  ended.wait_for(std::chrono::duration<double>{after});
  auto asked = stopwatch::now();
  stop = true;
  return std::max(
    0.0,
    std::chrono::duration<double, std::milli>(ended.get() - asked).count());
}

/// Of each instance; NIGHTFLOAT_BENCH_STOPS names another number.
std::uint64_t stops_each() {
  const auto* named = std::getenv("NIGHTFLOAT_BENCH_STOPS");
  return named != nullptr ? std::strtoull(named, nullptr, 10) : 20;
}

} // namespace

int main() {
  auto random = domain::random_source{1};
  auto all = std::vector<double>{};
  for (auto number : instances) {
    auto x = bench::published_instance(number);
    if (!x)
      continue;
    auto seed = std::uint64_t{1};
    for (; seed <= stops_each(); ++seed)
      all.push_back(returned_ms(*x, seed, seconds_max * random.unit()));
  }
  if (all.empty())
    return 0;
  bench::context("stop.p50", bench::quantile(all, 0.5), "ms");
  bench::context("stop.p99", bench::quantile(all, 0.99), "ms");
  bench::figure({"stop.slowest", bench::quantile(all, 1), "ms",
                 bench::target::at_most, 100});
  bench::context("stop.count", static_cast<double>(all.size()), "stops");
}
