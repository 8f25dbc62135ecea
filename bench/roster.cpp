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
  auto took = seconds_since(from);
  bench::figure(
    {"roster.generate_100x365", took, "s", bench::target::below, 30});
  bench::figure({"roster.generate_unmet",
                 run->feasible() ? 0.0
                                 : static_cast<double>(std::max<std::size_t>(
                                   1, run->unmet().size())),
                 "demands", bench::target::at_most, 0});
  auto done = run->progress();
  bench::context("roster.generate_moves",
                 static_cast<double>(done.iterations) / took, "moves/s");
  bench::context("roster.generate_cost", static_cast<double>(done.cost),
                 "cost");
  auto first = sample->info.first;
  auto over = domain::window{first, first + domain::date::duration{27}};
  bench::figure({"roster.validate_100x28",
                 validation_ms(*sample, run->best(), over), "ms",
                 bench::target::below, 5});
}
