// SPDX-License-Identifier: Apache-2.0
// What a worker computes: a year's roster for the sample of a hundred
// residents, and the judgement of four weeks of it.

#include "bench/figure.hpp"
#include "domain/rules/validate.hpp"
#include "domain/sample.hpp"
#include "domain/solve/generation.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <vector>

using namespace nightfloat;

namespace {

using stopwatch = std::chrono::steady_clock;

double seconds_since(stopwatch::time_point from) {
  return std::chrono::duration<double>(stopwatch::now() - from).count();
}

/// Milliseconds of the middle one of many runs.
double validation_ms(const domain::programme& where, const domain::roster& what,
                     domain::window over) {
  constexpr std::size_t runs = 101;
  auto pack = domain::acgme_2025();
  auto all = std::vector<double>{};
  auto findings = std::size_t{0};
  for (auto i = std::size_t{0}; i < runs; ++i) {
    auto from = stopwatch::now();
    findings += domain::validate(where, what, pack, over).size();
    all.push_back(seconds_since(from) * 1e3);
  }
  std::ranges::nth_element(all, all.begin() + runs / 2);
  bench::context("roster.validate_findings",
                 static_cast<double>(findings / runs), "findings");
  return all[runs / 2];
}

int complain(const failure& x) {
  std::fprintf(stderr, "roster: %s\n", x.detail.c_str());
  return 3;
}

/// Of this process alone, which others on the machine do not stretch.
double own_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

/// Works until `seconds`; when places and rules were first all met.
double run_until(domain::generation& x, double began, double seconds,
                 double first_feasible) {
  while (own_seconds() - began < seconds
         && x.step(10'000) == domain::generation::state::more)
    if (first_feasible < 0 && x.progress().phase == "repair"
        && x.progress().hard == 0)
      first_feasible = own_seconds() - began;
  return first_feasible;
}

/// A year of the residents and their faculty: when it is feasible, and what it
/// costs after half a minute against what `NIGHTFLOAT_ROSTER_SECONDS` reach.
void long_run(const domain::programme& x) {
  auto run = domain::generation::begin(
    x, {.seed = 1,
        .id = {1},
        .moves_max = std::numeric_limits<std::uint64_t>::max()});
  if (!run)
    return;
  auto began = own_seconds();
  auto feasible = run_until(*run, began, 30, -1);
  bench::figure({"roster.generate_feasible", feasible < 0 ? 30 : feasible, "s",
                 bench::target::at_most, 10});
  auto done = run->progress();
  bench::context("roster.generate_hard_30s", static_cast<double>(done.hard),
                 "units");
  bench::context("roster.generate_moves",
                 static_cast<double>(done.iterations) / 30, "moves/s");
  bench::context("roster.generate_cost_30s", static_cast<double>(done.soft),
                 "cost");
  if (const auto* text = std::getenv("NIGHTFLOAT_ROSTER_SECONDS")) {
    run_until(*run, began, std::strtod(text, nullptr), 0);
    auto last = static_cast<double>(run->progress().soft);
    bench::context("roster.generate_cost_long", last, "cost");
    bench::figure({"roster.generate_gap_30s",
                   (static_cast<double>(done.soft) / last - 1) * 100, "%",
                   bench::target::at_most, 5});
  }
}

} // namespace

int main() {
  auto sample = domain::make_sample({.residents = 100, .seed = 1});
  if (!sample)
    return complain(sample.error());
  auto from = stopwatch::now();
  auto run = domain::generation::begin(*sample, {.seed = 1, .id = {1}});
  if (!run)
    return complain(run.error());
  while (run->step(10'000) == domain::generation::state::more)
    continue;
  bench::figure({"roster.generate_100x365", seconds_since(from), "s",
                 bench::target::below, 30});
  bench::figure({"roster.generate_unmet",
                 run->feasible() ? 0.0
                                 : static_cast<double>(std::max<std::size_t>(
                                   1, run->unmet().size())),
                 "demands", bench::target::at_most, 0});
  bench::context("roster.generate_cost",
                 static_cast<double>(run->progress().cost), "cost");
  long_run(*sample);
  auto first = sample->info.first;
  auto over = domain::window{first, first + domain::date::duration{27}};
  bench::figure({"roster.validate_100x28",
                 validation_ms(*sample, run->best(), over), "ms",
                 bench::target::below, 5});
}
