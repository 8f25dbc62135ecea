// SPDX-License-Identifier: Apache-2.0
#pragma once

// The rules once more, as stupidly as possible: one cell a minute, one label a
// day. What validate says must equal what counting cells says.

#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "domain/rules/finding.hpp"
#include "domain/rules/pack.hpp"

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace nightfloat::test {

/// What a finding says, without words.
struct fact {
  std::string rule;
  domain::severity severity = domain::severity::violation;
  domain::instant from{};
  domain::instant to{};
  std::int64_t measured = 0;
  std::int64_t limit = 0;

  auto operator<=>(const fact&) const = default;

  friend std::ostream& operator<<(std::ostream& out, const fact& x) {
    return out << x.rule << ' ' << static_cast<int>(x.severity) << " ["
               << domain::to_string(x.from) << ", " << domain::to_string(x.to)
               << ") " << x.measured << " of " << x.limit;
  }
};

/// Facts about one resident by every rule that is about a person, over the
/// programme's days; sorted. The plan's rows do not overlap, no duty is empty,
/// and all start within four weeks of the programme's days.
std::vector<fact>
count_cells(const domain::programme& where, const domain::roster& what,
            const domain::rule_pack& pack, domain::person_id who);

/// Facts about units: supervision and coverage; sorted.
std::vector<fact> count_units(const domain::programme& where,
                              const domain::roster& what);

} // namespace nightfloat::test
