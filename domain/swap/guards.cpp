// SPDX-License-Identifier: Apache-2.0
#include "domain/swap/guards.hpp"

#include "domain/keys.hpp"

#include <algorithm>

namespace nightfloat::domain {

void add_unit_guards(std::string_view unit, const duty& work,
                     std::set<std::string>& out) {
  constexpr auto week = minutes{7 * 1440};
  for (auto now = work.start; now < work.end; now += week)
    out.insert(keys::unit_guard(unit, now));
  out.insert(
    keys::unit_guard(unit, std::max(work.start, work.end - minutes{1})));
}

} // namespace nightfloat::domain
