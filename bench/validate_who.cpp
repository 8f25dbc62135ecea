// SPDX-License-Identifier: Apache-2.0

// Who of a thousand residents can take a shift: the slowest of four kinds.

#include "bench/figure.hpp"
#include "bench/measure.hpp"
#include "bench/validate_parts.hpp"
#include "bench/validate_rosters.hpp"
#include "domain/rules/who_can.hpp"

#include <algorithm>
#include <vector>

namespace nightfloat::bench {

using namespace domain;

void measure_who() {
  auto x = make_rostered({.residents = 1000, .faculty = 300, .days = 365});
  auto pack = acgme_2025();
  auto rules = what_if::make(x.where, x.what, pack);
  need(rules.has_value(), "no rules");
  auto slowest = 0.0;
  auto legal = std::ptrdiff_t{0};
  auto said = std::vector<finding>{};
  // A ward's morning, a call of 24 hours, a clinic and an ICU's morning.
  for (auto which : {10U, 60U, 100U, 200U}) {
    auto parts = parts_of(x.what, duties_of(x.what, {5})[which].shift);
    auto all = std::vector<candidate>{};
    auto spent = median_us(51, [&] { all = who_can(*rules, *parts); });
    slowest = std::max(slowest, spent);
    legal += std::ranges::count(all, fitness::legal, &candidate::fitness);
    for (const auto& one : all)
      for (auto some : {&one.against, &one.cautions})
        said.insert(said.end(), some->begin(), some->end());
  }
  context("validate.who_can_legal", static_cast<double>(legal), "people");
  context("validate.who_can_digest", digest_of(said), "digest");
  // Of 1300 people, faculty are refused at once.
  figure({"validate.who_can_1000", slowest / 1000, "ms", target::at_most, 2});
}

} // namespace nightfloat::bench
