// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a rule says about a roster. `unknown` is a finding: missing data is
// never reported as compliance.

#include "domain/id.hpp"
#include "domain/rules/severity.hpp"
#include "domain/time.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::domain {

/// What one step of a repair does.
enum class repair_kind : std::uint8_t {
  shorten = 1,  ///< `shift` lasts from `from` to `to` only.
  give = 2,     ///< `shift` is `person`'s.
  take_off = 3, ///< Nobody works `shift`.
  add = 4,      ///< `person` works `what` from `from` to `to` as well.
};
BOOST_DESCRIBE_ENUM(repair_kind, shorten, give, take_off, add)

struct repair_step {
  repair_kind kind = repair_kind::give;
  shift_id shift{};
  person_id person{};
  instant from{};
  instant to{};
  template_id what{};

  bool operator==(const repair_step&) const = default;
};
BOOST_DESCRIBE_STRUCT(repair_step, (), (kind, shift, person, from, to, what))

/// What ends a finding and makes nothing worse, as the rules judge it.
struct repair {
  std::vector<repair_step> steps;
  /// Of duty that passes to somebody, is left out or is new.
  std::int64_t minutes = 0;
  std::string sentence;

  bool operator==(const repair&) const = default;
};
BOOST_DESCRIBE_STRUCT(repair, (), (steps, minutes, sentence))

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
  /// Tells times by the clock at the site; `from` and `to` are exact.
  std::string sentence;
  /// Smallest first, where they were asked for (repair.hpp).
  std::vector<repair> repairs;

  bool operator==(const finding&) const = default;
};
BOOST_DESCRIBE_STRUCT(finding, (),
                      (rule, clause, severity, person, from, to, measured,
                       limit, unit, shifts, sentence, repairs))

} // namespace nightfloat::domain
