// SPDX-License-Identifier: Apache-2.0
#pragma once

// Why there is no roster without broken rules: the requirements that cannot
// hold together, and none of which can be left out.
//
// Looked for where it is cheap first: on one day, in the days of one person,
// in a week, then in the whole. A linear programme in which requirements may
// be broken at a price says which of them are at odds (those with a dual
// price: Farkas); one after another is then left out where the rest stays
// impossible (a deletion filter: Chinneck & Dravnieks 1991; by halves, as
// QuickXplain, Junker 2004). Where whole numbers matter, CBC answers; where it
// does not within its limits, that is told and not guessed.

#include "domain/solve/cbc_lp.hpp"
#include "domain/solve/requirement.hpp"

#include <optional>
#include <string>
#include <vector>

namespace nightfloat::domain::solve {

enum class satisfiability : std::uint8_t { possible, impossible, unknown };

[[nodiscard]] const char* to_string(satisfiability x) noexcept;

struct conflict {
  /// By kind, then person and day.
  std::vector<requirement> of;
  /// Proved: without any one of them the rest can hold together.
  bool minimal = false;
};

struct conflict_options {
  /// A roster with few broken rules: what it keeps need not be looked at.
  /// Empty: there is none.
  grid roster;
  /// A bound has proved that every roster breaks something.
  bool proved = false;
  std::size_t conflicts_max = 5;
  /// Cells from that day on are facts, which nobody decided.
  std::int32_t facts_from = any_number;
  /// The most columns of a programme that is asked.
  std::size_t columns_max = 60'000;
  std::uint64_t nodes_max = 2'000;
  /// True ends the work with what is known.
  stop_request stop;
};

struct conflict_report {
  satisfiability all = satisfiability::unknown;
  /// No two share a requirement that the roster breaks. Empty where all is
  /// possible, or where none was found.
  std::vector<conflict> conflicts;
};

/// Whether these can hold together, all else let be. `unknown` beyond the
/// limits.
[[nodiscard]] satisfiability can_hold(const requirements& of,
                                      const std::vector<requirement>& what,
                                      const conflict_options& limits = {});

/// Fails as `check` does, and where the roster is not of the problem's size.
[[nodiscard]] result<conflict_report>
find_conflicts(const problem& x, const conflict_options& options = {});

} // namespace nightfloat::domain::solve
