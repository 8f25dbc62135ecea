// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a rule says about a roster. `unknown` is a finding: missing data is
// never reported as compliance.

#include "domain/id.hpp"
#include "domain/rules/severity.hpp"
#include "domain/time.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::domain {

struct finding {
  /// E.g. `work_hours_80`.
  std::string rule;
  /// E.g. `CPR VI.F.1 (6.20)`.
  std::string clause;
  enum severity severity = severity::violation;
  /// Not assigned where the finding is of a unit, not of a person.
  person_id person{};
  /// The window that was measured, `[from, to)`.
  instant from{};
  instant to{};
  /// Both in `unit`: `minutes`, `days`, `calls`, `nights`, `units`, `people`,
  /// `pgy`.
  std::int64_t measured = 0;
  std::int64_t limit = 0;
  std::string unit;
  /// Shifts that cause it; the first is where to begin repairing.
  std::vector<shift_id> shifts;
  std::string sentence;

  bool operator==(const finding&) const = default;
};
BOOST_DESCRIBE_STRUCT(finding, (),
                      (rule, clause, severity, person, from, to, measured,
                       limit, unit, shifts, sentence))

} // namespace nightfloat::domain
