// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a rule says about a roster. `unknown` is a finding: missing data is
// never reported as compliance.

#include "domain/id.hpp"
#include "domain/time.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::domain {

enum class severity : std::uint8_t {
  violation = 1, ///< A core requirement is broken.
  warning = 2,   ///< A "should" is broken, or an early sign.
  policy = 3,    ///< A rule of the house is broken.
  notice = 4,    ///< Within the limit, but at 95 % of it or more.
  unknown = 5,   ///< Data are missing: neither kept nor broken.
};
BOOST_DESCRIBE_ENUM(severity, violation, warning, policy, notice, unknown)

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
  /// Both in `unit`: `minutes`, `days`, `calls`, `units`, `people`, `weeks`.
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
