// SPDX-License-Identifier: Apache-2.0
// How long until every requirement of the public block year is met, by
// generate and by the generic search: the middle one of three seeds. The year
// is read from the folder that NIGHTFLOAT_ROSTERING names, else from
// shared/rostering beside the tree; without it there is nothing to measure.

#include "bench/figure.hpp"
#include "domain/solve/generation.hpp"
#include "domain/solve/search.hpp"
#include "exchange/block_year.hpp"
#include "exchange/year_instance.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

using namespace nightfloat;

namespace {

namespace fs = std::filesystem;
namespace solve = domain::solve;
using stopwatch = std::chrono::steady_clock;

/// The budget; what is not met by then counts as twice that.
constexpr double seconds_max = 10;

struct reached {
  double seconds = 2 * seconds_max;
  std::int64_t broken = 0;
};

fs::path rostering() {
  const auto* named = std::getenv("NIGHTFLOAT_ROSTERING");
  return named != nullptr
           ? fs::path{named}
           : fs::path{NIGHTFLOAT_ROOT}.parent_path() / "shared/rostering";
}

double seconds_since(stopwatch::time_point from) {
  return std::chrono::duration<double>(stopwatch::now() - from).count();
}

/// How long until nothing hard is broken, and what still is at the end.
reached until_met(const solve::problem& x, std::uint64_t seed) {
  auto met = std::atomic<bool>{false};
  auto from = stopwatch::now();
  auto options = solve::search_options{};
  options.seed = seed;
  options.used = [&] { return seconds_since(from) / seconds_max; };
  options.cancelled = [&] { return met.load(); };
  options.improved = [&](const solve::search_progress& p, const solve::grid&) {
    met = met || p.best.hard() == 0;
  };
  auto found = solve::search(x, options);
  auto out = reached{};
  if (found && met)
    out.seconds = seconds_since(from);
  if (found)
    out.broken = found->last.best.hard();
  return out;
}

/// The same by generate, in its own time.
reached until_generated(const domain::programme& x, std::uint64_t seed) {
  constexpr auto moves = std::uint64_t{10'000};
  auto from = stopwatch::now();
  auto begun = domain::generation::begin(x, {.seed = seed});
  if (!begun)
    return {};
  while (begun->step(moves) == domain::generation::state::more
         && seconds_since(from) < seconds_max) {
  }
  auto out = reached{};
  if (begun->feasible())
    out.seconds = seconds_since(from);
  out.broken = static_cast<std::int64_t>(begun->unmet().size());
  return out;
}

/// The figures of three seeds, of which the middle one counts.
template <class Run>
void measure(const std::string& name, Run run) {
  auto all = std::array<reached, 3>{};
  for (auto seed = std::size_t{0}; seed < all.size(); ++seed)
    all[seed] = run(seed + 1);
  std::ranges::sort(all, {}, &reached::seconds);
  bench::figure({name, all[1].seconds, "s", bench::target::at_most, 10});
  bench::context(name + "_slowest", all[2].seconds, "s");
  bench::context(name + "_broken", static_cast<double>(all[2].broken), "rules");
}

} // namespace

int main() {
  auto folder = rostering() / "resident/im-block-2026";
  if (!fs::exists(folder)) {
    std::fprintf(stderr, "year_plan: skipped, there is no %s\n",
                 folder.c_str());
    return 0;
  }
  auto year = exchange::read_block_year(folder);
  auto x = exchange::read_year_instance(folder);
  if (!x || !year) {
    std::fprintf(stderr, "year_plan: %s\n",
                 (x ? year.error() : x.error()).detail.c_str());
    return 3;
  }
  measure("generate.im_block_2026", [&](std::uint64_t seed) {
    return until_generated(year->programme, seed);
  });
  measure("solve.im_block_2026", [&](std::uint64_t seed) {
    return until_met(x->what.problem, seed);
  });
}
