// SPDX-License-Identifier: Apache-2.0

// What is built on the rules: one person's yes or no for two days, the swaps
// of a shift, and every loss of one re-dispatched.

#include "bench/figure.hpp"
#include "bench/measure.hpp"
#include "bench/validate_parts.hpp"
#include "bench/validate_rosters.hpp"
#include "domain/resilience/contingency.hpp"
#include "domain/rules/legality.hpp"
#include "domain/swap/swap.hpp"

#include <cstdio>

namespace nightfloat::bench {

using namespace domain;

void measure_built_on() {
  auto x = make_rostered({.days = 364});
  auto pack = acgme_2025();
  auto rules = legality::make(x.where, pack);
  need(rules.has_value(), "no rules");
  auto legal = 0;
  auto over = window{x.where.info.first + 100 * one_day,
                     x.where.info.first + 101 * one_day};
  auto all = median_us(9, [&] {
    for (const auto& who : x.where.people)
      legal += rules->holds(who.id, duties_of(x.what, who.id),
                            plan_of(x.what, who.id), over)
                 ? 1
                 : 0;
  });
  context("validate.person_two_days",
          all / static_cast<double>(x.where.people.size()), "us");
  demand_the_least(x);
  const auto& shift = duties_of(x.what, {2})[30];
  auto swaps = std::size_t{0};
  auto find = median_us(9, [&] {
    swaps = find_swaps(x.where, x.what, pack, {2}, shift.shift, 20)->size();
  });
  context("validate.find_swaps", find / 1000, "ms");
  auto found = contingency{};
  auto lost = median_us(3, [&] { found = n1(x.where, x.what, pack, x.all()); });
  figure({"validate.n1_130x52w", lost / 1000, "ms", target::below, 500});
  auto places = std::size_t{0};
  for (const auto& one : found.people)
    places += one.lost;
  std::fprintf(stderr, "%zu swaps, %d legal, %u cells, %u missing, %zu lost\n",
               swaps, legal, found.cells, found.missing, places);
}

} // namespace nightfloat::bench
