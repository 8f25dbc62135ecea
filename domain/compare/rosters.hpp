// SPDX-License-Identifier: Apache-2.0
#pragma once

// Two rosters side by side: what differs, how much of it, and whether that is
// for the better. People, shifts and rotations are matched by their codes, so
// that files of different origin can be held against each other; numbers of
// shifts do not count.
//
// A cell is one person on one day with work in either roster, or in one week
// with a rotation in either year plan. Churn is the share of cells that differ;
// a coordinator is warned of more than a fifth of all, or of a person with more
// than three in ten, and of more than half of a person's a roster should not be
// replaced without asking them.

#include "domain/compare/tally.hpp"
#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "domain/rules/finding.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nightfloat::domain {

/// In thousandths of cells.
constexpr std::uint32_t churn_all_max = 200;
constexpr std::uint32_t churn_person_warned = 300;
constexpr std::uint32_t churn_person_max = 500;

struct cell_change {
  std::string person;
  /// Or the first of the week.
  date day{};
  /// `WARD-DAY 07:00-19:00`, or of a week `rotation ICU`, with its days where
  /// it is not all of the week; several separated by `, `. Empty: free.
  std::string before;
  std::string after;

  bool operator==(const cell_change&) const = default;
};
BOOST_DESCRIBE_STRUCT(cell_change, (), (person, day, before, after))

struct person_churn {
  std::string person;
  std::uint32_t changed = 0;
  std::uint32_t cells = 0;
  std::uint32_t permille = 0;

  bool operator==(const person_churn&) const = default;
};
BOOST_DESCRIBE_STRUCT(person_churn, (), (person, changed, cells, permille))

/// A shift of a day that has too few people.
struct open_demand {
  std::string shift;
  date day{};
  std::uint16_t present = 0;
  std::uint16_t needed = 0;

  bool operator==(const open_demand&) const = default;
};
BOOST_DESCRIBE_STRUCT(open_demand, (), (shift, day, present, needed))

/// One side.
struct roster_state {
  std::uint64_t duties = 0;
  /// Places that nobody fills.
  std::uint32_t open_places = 0;
  std::vector<open_demand> open;
  /// Bounds of rotations and requirements that the year plan does not meet.
  /// Absent where the programme, or so many days, are more than a plan is made
  /// for.
  std::optional<std::uint32_t> plan_gaps;
  std::uint32_t findings = 0;
  std::uint32_t breaches = 0;
  /// By group, in their order.
  std::vector<group_spread> groups;

  bool operator==(const roster_state&) const = default;
};
BOOST_DESCRIBE_STRUCT(roster_state, (),
                      (duties, open_places, open, plan_gaps, findings, breaches,
                       groups))

struct roster_comparison {
  date first{};
  date last{};
  std::uint32_t cells = 0;
  std::uint32_t changed = 0;
  std::uint32_t permille = 0;
  /// Those who are in one programme only.
  std::vector<std::string> people_gone;
  std::vector<std::string> people_new;
  /// Of those with changes, the most changed first.
  std::vector<person_churn> people;
  /// By person: their weeks, then their days.
  std::vector<cell_change> changes;
  roster_state before;
  roster_state after;
  std::vector<finding> gone;
  std::vector<finding> come;

  bool operator==(const roster_comparison&) const = default;
};
BOOST_DESCRIBE_STRUCT(roster_comparison, (),
                      (first, last, cells, changed, permille, people_gone,
                       people_new, people, changes, before, after, gone, come))

/// More changes than a roster in force should see at once.
[[nodiscard]] bool is_over_churn(const roster_comparison& x) noexcept;

struct compared_roster {
  const programme& where;
  const roster& what;
};

/// About the days `over`, whose weeks are those of the calendar of `before`.
/// REQUIRES all sorted. Fails with `not_found` for an unknown zone,
/// `configuration` for a rule pack that does not hold together.
[[nodiscard]] result<roster_comparison>
compare_rosters(const compared_roster& before, const compared_roster& after,
                window over);

} // namespace nightfloat::domain
