// SPDX-License-Identifier: Apache-2.0
// Absences of three days in a year of a hundred residents and thirty faculty:
// how long it takes to find the ways to mend one, how many cells change, and
// how many shifts stay open. Each is the worst of many people and days.

#include "bench/figure.hpp"
#include "bench/measure.hpp"
#include "domain/repair/absence.hpp"
#include "domain/sample.hpp"
#include "domain/solve/generation.hpp"

#include <algorithm>
#include <cstdio>

using namespace nightfloat;

namespace {

struct worst {
  double us = 0;
  double cells = 0;
  double open = 0;
  double asked = 0;
  double come = 0;
  double ways = 0;
  double questions = 0;
};

int complain(const failure& x) {
  std::fprintf(stderr, "repair: %s\n", x.detail.c_str());
  return 3;
}

/// Everybody is away once, each at another time of the year.
result<void> ask(const domain::programme& where, const domain::roster& what,
                 worst& out) {
  auto pack = domain::acgme_2025();
  auto day = 3;
  for (const auto& who : where.people) {
    day = (day + 53) % 360;
    auto first = where.info.first + day * domain::one_day;
    auto x = domain::absence_question{
      .person = who.id, .first = first, .last = first + 2 * domain::one_day};
    auto found = result<domain::absence_answer>{domain::absence_answer{}};
    auto spent = bench::once_us(
      [&] { found = domain::mend_absence(where, what, pack, x); });
    if (!found)
      return found.error();
    if (found->ways.empty())
      continue;
    const auto& best = found->ways.front();
    out.us = std::max(out.us, spent);
    out.cells = std::max(out.cells, static_cast<double>(best.cells));
    out.open += static_cast<double>(best.open.size());
    out.asked = std::max(out.asked, static_cast<double>(found->asked));
    out.come += static_cast<double>(
      std::ranges::count_if(best.come, [](const auto& one) {
        return domain::is_breach(one.severity);
      }));
    out.ways += static_cast<double>(found->ways.size());
    ++out.questions;
  }
  return {};
}

} // namespace

int main() {
  auto sample = domain::make_sample({.residents = 100, .seed = 1});
  if (!sample)
    return complain(sample.error());
  auto run = domain::generation::begin(*sample, {.seed = 1, .id = {1}});
  if (!run)
    return complain(run.error());
  while (run->step(10'000) == domain::generation::state::more)
    continue;
  auto found = worst{};
  if (auto ok = ask(*sample, run->best(), found); !ok)
    return complain(ok.error());
  using bench::target;
  bench::figure(
    {"repair.absence_ms", found.us / 1'000, "ms", target::at_most, 2'000});
  bench::figure(
    {"repair.absence_changes", found.cells, "cells", target::at_most, 6});
  bench::figure(
    {"repair.absence_breaches", found.come, "findings", target::at_most, 0});
  bench::context("repair.absences", found.questions, "absences");
  bench::context("repair.absence_ways", found.ways, "ways");
  bench::context("repair.absence_open", found.open, "shifts");
  bench::context("repair.absence_asked", found.asked, "questions");
}
