// SPDX-License-Identifier: Apache-2.0

// The repairs of the worst ten findings, as `nightfloat validate` asks for.

#include "bench/figure.hpp"
#include "bench/measure.hpp"
#include "bench/validate_parts.hpp"
#include "bench/validate_rosters.hpp"
#include "domain/rules/repair.hpp"
#include "domain/rules/validate.hpp"

#include <vector>

namespace nightfloat::bench {

using namespace domain;

void measure_repairs() {
  auto x = make_rostered({.days = 365});
  auto pack = acgme_2025();
  auto rules = what_if::make(x.where, x.what, pack);
  need(rules.has_value(), "no rules");
  auto found = validate(x.where, x.what, pack, x.all());
  auto spent = median_us(5, [&] { add_repairs(*rules, found, 10); });
  auto repairs = std::size_t{0};
  for (const auto& one : found)
    repairs += one.repairs.size();
  context("validate.repairs", static_cast<double>(repairs), "repairs");
  context("validate.repairs_of_ten", spent / 1000, "ms");
}

} // namespace nightfloat::bench
