// SPDX-License-Identifier: Apache-2.0
// The search beside an integer solver that has the machine to itself: CBC, by
// its own command and with all that it does by default, on the whole problem
// as a flow (bench/flow_model.hpp), for the same time and on as many threads.
// NIGHTFLOAT_SOLVE_SECONDS is that time (60). Needs the command cbc.

#include "bench/figure.hpp"
#include "bench/flow_model.hpp"
#include "bench/published.hpp"
#include "domain/solve/evaluate.hpp"
#include "domain/solve/search.hpp"
#include "tests/support/scratch_folder.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

using namespace nightfloat;

namespace {

namespace solve = domain::solve;
using stopwatch = std::chrono::steady_clock;

constexpr auto instances = {1, 2, 3, 4, 5, 7};
constexpr auto columns_max = std::size_t{60'000};
/// The cost of a roster that breaks a rule, or of none.
constexpr auto infeasible = std::int64_t{1'000'000'000};

double seconds_max() {
  const auto* named = std::getenv("NIGHTFLOAT_SOLVE_SECONDS");
  return named != nullptr ? std::strtod(named, nullptr) : 60;
}

std::int64_t judged(const solve::problem& x, const solve::grid& roster) {
  auto total = solve::evaluate(x, roster).total;
  return total.hard() > 0 ? infeasible : total.soft();
}

std::int64_t ours(const solve::problem& x) {
  auto from = stopwatch::now();
  auto options = solve::search_options{};
  options.used = [&] {
    return std::chrono::duration<double>(stopwatch::now() - from).count()
           / seconds_max();
  };
  auto found = solve::search(x, options);
  return found ? judged(x, found->best) : infeasible;
}

/// What the peer's roster costs by our evaluation, not by its word; nothing
/// where its command failed.
std::optional<std::int64_t> of_cbc(const solve::problem& x,
                                   const bench::flow_model& model) {
  auto folder = test::scratch_folder{};
  auto from = (folder.path() / "model.lp").string();
  auto to = (folder.path() / "solution").string();
  std::ofstream{from} << model.text;
  auto command = "cbc " + from + " -timeMode elapsed -threads 2 -sec "
                 + std::to_string(seconds_max()) + " -solve -solu " + to
                 + " -quit > /dev/null 2>&1";
  if (std::system(command.c_str()) != 0)
    return std::nullopt;
  auto in = std::ifstream{to};
  auto text = std::string{std::istreambuf_iterator<char>{in}, {}};
  return judged(x, bench::roster_of_solution(x, text));
}

} // namespace

int main() {
  if (std::system("cbc -quit > /dev/null 2>&1") != 0) {
    std::fputs("cbc_alone: skipped, there is no command cbc (coinor-cbc)\n",
               stderr);
    return 0;
  }
  auto worse = 0;
  auto compared = 0;
  for (auto number : instances) {
    auto x = bench::published_instance(number);
    if (!x)
      continue;
    auto model = bench::flow_model_of(*x, columns_max);
    if (!model) {
      std::fprintf(stderr, "cbc_alone: instance %d is too large\n", number);
      continue;
    }
    auto peer = of_cbc(*x, *model);
    if (!peer) {
      std::fprintf(stderr, "cbc_alone: cbc failed on instance %d\n", number);
      return 3;
    }
    auto own = ours(*x);
    auto name = "solve.cbc_alone_" + std::to_string(number);
    bench::context(name + "_peer", static_cast<double>(*peer), "cost");
    bench::context(name, static_cast<double>(own), "cost");
    worse += own > *peer ? 1 : 0;
    ++compared;
  }
  if (compared > 0)
    bench::figure({"solve.cbc_alone", static_cast<double>(worse), "worse",
                   bench::target::at_most, 0});
}
