// SPDX-License-Identifier: Apache-2.0
// Of problems that have a roster without a broken rule, how many the search
// finds one for within a minute: from a ward's four weeks to 150 people's year,
// each with room, tight and very tight.

#include "bench/figure.hpp"
#include "bench/measure.hpp"
#include "domain/solve/evaluate.hpp"
#include "domain/solve/search.hpp"
#include "tests/support/made_problem.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

using namespace nightfloat;

namespace {

namespace solve = domain::solve;
using stopwatch = std::chrono::steady_clock;

constexpr double seconds_max = 60;

struct made_size {
  std::size_t people;
  std::int32_t days;
  std::size_t shifts;
};

constexpr auto sizes = {made_size{20, 28, 3}, made_size{40, 56, 4},
                        made_size{60, 84, 6}, made_size{100, 182, 8},
                        made_size{150, 364, 12}};
/// Per mille of the heads that the hidden roster has, and the slack of totals.
struct tightness {
  const char* name;
  std::uint32_t wanted;
  std::int32_t slack;
};
constexpr auto degrees = {tightness{"room", 800, 6}, tightness{"tight", 900, 3},
                          tightness{"very_tight", 970, 1}};

double seconds_since(stopwatch::time_point from) {
  return std::chrono::duration<double>(stopwatch::now() - from).count();
}

/// Seconds until a roster breaks nothing; twice the budget: not found.
double until_feasible(const solve::problem& x) {
  auto found_one = std::atomic<bool>{false};
  auto from = stopwatch::now();
  auto options = solve::search_options{};
  options.used = [&] {
    return seconds_since(from) / seconds_max;
  };
  options.cancelled = [&] {
    return found_one.load();
  };
  options.improved = [&](const solve::search_progress& p, const solve::grid&) {
    found_one = found_one || p.best.hard() == 0;
  };
  auto found = solve::search(x, options);
  auto took = seconds_since(from);
  if (!found)
    return 2 * seconds_max;
  auto left = solve::evaluate(x, found->best).total.hard();
  if (left > 0)
    std::fprintf(stderr, "made: %lld rules are broken at the end\n",
                 static_cast<long long>(left));
  return left == 0 ? took : 2 * seconds_max;
}

} // namespace

int main() {
  auto all = std::vector<double>{};
  for (const auto& size : sizes)
    for (const auto& degree : degrees) {
      auto x = test::make_problem({.seed = 1,
                                   .people = size.people,
                                   .days = size.days,
                                   .shifts = size.shifts,
                                   .wanted = degree.wanted,
                                   .slack = degree.slack});
      all.push_back(until_feasible(x.what));
      bench::context("solve.made_" + std::to_string(size.people) + "x"
                       + std::to_string(size.days) + "_" + degree.name,
                     all.back(), "s");
    }
  auto feasible = std::ranges::count_if(
    all, [](double seconds) { return seconds < 2 * seconds_max; });
  bench::figure({"solve.made", static_cast<double>(feasible), "feasible",
                 bench::target::at_least, static_cast<double>(all.size())});
}
