// SPDX-License-Identifier: Apache-2.0
#pragma once

// A scenario: a small roster and every finding that the rules must have about
// it, in a text file that a programme coordinator can read and write without
// any C++. tests/scenarios/README.md is its grammar. What is expected is
// written from the clause, never from what the code said.

#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "domain/rules/freeze.hpp"
#include "domain/rules/validate.hpp"
#include "domain/zone.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::test {

/// One line after `expect`.
struct expectation {
  /// Person's code, or empty where the finding is of a unit.
  std::string who;
  domain::finding what;
  /// When the first of its shifts begins.
  std::optional<domain::instant> begin_with;
  /// Words of its sentence.
  std::string says;
  std::size_t line = 0;
};

/// Somebody wants to change what a person works on a day.
struct proposed_change {
  domain::person_id who{};
  domain::date day{};
  domain::change_code code = domain::change_code::none;
  std::string reason;
};

struct scenario {
  std::string title;
  /// The rule that it is about, and what that rule's findings must cite.
  std::string rule;
  std::string clause;
  /// What the original system answered, where the scenario is one that it got
  /// wrong.
  std::string original;
  domain::zone site;
  domain::programme where;
  domain::roster what;
  domain::rule_pack pack;
  domain::window over;
  domain::date today{};
  std::vector<proposed_change> changes;
  std::vector<expectation> expected;
};

/// Reads a scenario's text; rule packs are files in the folder `packs`. Fails
/// with `invalid_argument` and `source:line: what is wrong`.
[[nodiscard]] result<scenario> read_scenario(std::string_view text,
                                             const std::string& source,
                                             const std::string& packs);

/// Reads `violation R1 rest 13 h 59 min, limit 14 h, <days or hours>`.
/// Fails with `invalid_argument`.
[[nodiscard]] result<expectation> read_expectation(std::string_view line,
                                                   const scenario& in);

/// What the rules find about its roster and its changes.
[[nodiscard]] std::vector<domain::finding> findings_of(const scenario& in);

/// The finding as a scenario writes it.
[[nodiscard]] std::string show(const scenario& in, const domain::finding& x);

/// What is missing, not expected or otherwise than expected, a line each;
/// empty if the findings are those.
[[nodiscard]] std::string
differences(const scenario& in, const std::vector<domain::finding>& found);

} // namespace nightfloat::test
