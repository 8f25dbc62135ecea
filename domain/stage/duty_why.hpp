// SPDX-License-Identifier: Apache-2.0
#pragma once

// Why somebody works what they work or is on their rotation, and why a shift or
// the year plan lacks somebody: asked of a roster that is there, by the
// problems that a generation would search. All else stays as it is; nothing is
// searched anew.

#include "domain/roster.hpp"
#include "domain/solve/frame.hpp"
#include "domain/stage/constraint.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace nightfloat::domain::stage {

/// What else could be, and what of the roster would be worse or better then.
struct duty_price {
  /// A shift, a rotation or `off`; of a person: `R007 for R001`.
  std::string what;
  std::int64_t broken = 0;
  std::int64_t cost = 0;
  std::string sentence;
  /// Of the cheapest few: the rules that cost more or less then.
  std::vector<std::string> rules;
};
BOOST_DESCRIBE_STRUCT(duty_price, (), (what, broken, cost, sentence, rules))

struct duty_reasons {
  std::string person;
  /// A day, half of one, or the week of a year plan: `2026-07-14`,
  /// `2026-07-14 pm`, `the week of 2026-07-13`.
  std::string day;
  std::string sentence;
  /// Other shifts that the person could work, or rotations that they could be
  /// on that week, the cheapest first.
  std::vector<duty_price> shifts;
  /// Others who could do the same, the cheapest first.
  std::vector<duty_price> people;
  /// How many may not: PGY, rotation, leave, credentials, or work that is
  /// fixed.
  std::uint64_t barred = 0;
};
BOOST_DESCRIBE_STRUCT(duty_reasons, (),
                      (person, day, sentence, shifts, people, barred))

/// One for each column of that day in which the person works something that a
/// generation may change, or, where there is none, could; and last, where the
/// year plan may have them on another rotation, one for that week. Fails with
/// `not_found` where nothing of it may be searched for that person, saying
/// why, and as make_duty_problem, make_year_problem and constraint_use do, but
/// not where the plan is too much for a search. REQUIRES a sorted roster.
[[nodiscard]] result<std::vector<duty_reasons>>
why_duty(const frame& x, const roster& of, person_id who, date day,
         const constraint_set& constraints = {});

/// Requirements that cannot hold together: without any one of them the rest
/// can, where that is proved.
struct unmet_set {
  std::vector<std::string> requirements;
  bool minimal = false;
};
BOOST_DESCRIBE_STRUCT(unmet_set, (), (requirements, minimal))

struct unmet_reasons {
  /// Places that the roster leaves open.
  std::uint64_t open_places = 0;
  std::vector<unmet_set> sets;
  /// Problems in which something is unmet and no set was found within the
  /// limits: whether they could be filled is unknown.
  std::uint64_t unknown = 0;
  /// Problems in which all could hold together: another roster does better.
  std::uint64_t possible = 0;
  /// Hard units of constraints that the roster breaks, its plan among them.
  std::uint64_t broken = 0;
  /// Bounds of rotations and requirements that the year plan does not meet.
  std::uint64_t plan_gaps = 0;
};
BOOST_DESCRIBE_STRUCT(unmet_reasons, (),
                      (open_places, sets, unknown, possible, broken, plan_gaps))

/// Why shifts of the roster have too few people, the year plan does not meet
/// what is asked of it, or a hard constraint is broken: of duty by its year
/// plan and all that is by hand, of the plan by what of it is by hand. `stop`
/// ends it with what is known. Fails as make_duty_problem, make_year_problem
/// and constraint_use do, but a plan that is too much for a search is unknown.
/// REQUIRES a sorted roster.
[[nodiscard]] result<unmet_reasons>
why_unmet(const frame& x, const roster& of,
          const constraint_set& constraints = {},
          const std::function<bool()>& stop = {});

} // namespace nightfloat::domain::stage
