// SPDX-License-Identifier: Apache-2.0
#pragma once

// What `nightfloat solve` tells, for people and as JSON.

#include "cmd/nightfloat/counted_allocations.hpp"
#include "cmd/nightfloat/solve_alternatives.hpp"
#include "cmd/nightfloat/solve_churn.hpp"
#include "cmd/nightfloat/solve_conflicts.hpp"
#include "cmd/nightfloat/solve_why.hpp"
#include "cmd/nightfloat/solving.hpp"
#include "domain/solve/search.hpp"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

namespace nightfloat::cmd {

struct fault_view {
  std::string rule;
  std::string who;
  std::string day;
  std::int64_t broken = 0;
};
BOOST_DESCRIBE_STRUCT(fault_view, (), (rule, who, day, broken))

struct solve_page {
  std::string instance;
  std::string kind;
  std::uint64_t people = 0;
  std::int64_t days = 0;
  std::uint64_t tasks = 0;
  bool feasible = false;
  std::int64_t broken = 0;
  std::int64_t cost = 0;
  std::vector<cost_part> parts;
  /// Absent: not computed. Broken: so many at least in any roster.
  std::optional<std::int64_t> bound_broken;
  std::optional<std::int64_t> bound;
  std::optional<double> gap_percent;
  std::vector<fault_view> faults;
  double seconds = 0;
  std::uint64_t moves = 0;
  std::uint64_t restarts = 0;
  std::uint64_t seed = 0;
  std::uint64_t threads = 0;
  bool interrupted = false;
  std::vector<std::string> wrote;
  std::vector<std::string> notes;
  std::vector<why_view> why;
  /// Its roster is empty where this one breaks nothing.
  conflicts_view conflicts;
  /// Its base is empty where there is none.
  churn_view churn;
  /// Wants none where only the best is asked for.
  alternatives_view alternatives;
  /// Only where it was asked for.
  std::optional<domain::solve::search_profile> profile;
  std::optional<allocation_profile> allocations;
};
BOOST_DESCRIBE_STRUCT(solve_page, (),
                      (instance, kind, people, days, tasks, feasible, broken,
                       cost, parts, bound_broken, bound, gap_percent, faults,
                       seconds, moves, restarts, seed, threads, interrupted,
                       wrote, notes, why, conflicts, churn, alternatives,
                       profile, allocations))

[[nodiscard]] solve_page page_of(const solvable& from);

/// What the roster costs, found out by the plain evaluation and not believed
/// of the search.
void fill_costs(const exchange::instance& x,
                const domain::solve::search_result& found, solve_page& page);

/// At most `show` lines a list.
void print(const solve_page& page, std::size_t show);

} // namespace nightfloat::cmd
