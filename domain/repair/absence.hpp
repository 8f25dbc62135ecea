// SPDX-License-Identifier: Apache-2.0
#pragma once

// Somebody is away at short notice: who works their shifts? Each way to mend
// it says which shifts pass from whom to whom. Where nobody free may take one,
// somebody takes it and gives one of theirs to another, up to four people
// long. The rules judge each way as they judge any change (what_if.hpp):
// nothing is proposed that is worse than leaving the shifts undone.
//
// Ways are ordered by the shifts that stay open, then by the cells that change
// (a cell is one person on one day), the work that is left out, new cautions,
// and fairness. Those after the first are made unlike the ones before them.
// The search counts what it asks and knows no clock, so that equal questions
// have equal answers.

#include "domain/compare/tally.hpp"
#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "domain/rules/candidate.hpp"
#include "domain/rules/freeze.hpp"
#include "domain/rules/pack.hpp"
#include "domain/rules/what_if.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::domain {

constexpr std::uint32_t absence_ways_max = 10;
/// Who is away longer is replaced by a new roster, not by favours.
constexpr std::int32_t absence_days_max = 62;

struct absence_question {
  person_id person{};
  /// Both included.
  date first{};
  date last{};
  std::uint32_t ways = 3;
  /// Breaks ties.
  std::uint64_t seed = 1;
  /// What began before it stays, unless `how` gives a code and a reason.
  instant now{};
  /// Why frozen and locked days change.
  change_terms how;
};

/// What becomes of a shift of who is away.
enum class absence_state : std::uint8_t {
  /// Somebody is asked for in their place.
  asked = 1,
  /// Nobody is: it is taken off.
  spare = 2,
  /// It began already or its day does not change: it stays theirs.
  kept = 3,
};
BOOST_DESCRIBE_ENUM(absence_state, asked, spare, kept)

struct absent_shift {
  shift_id shift{};
  /// Of its first part and of its last.
  instant start{};
  instant end{};
  template_id what{};
  absence_state state = absence_state::asked;
  /// Of a kept one why, in a sentence.
  std::string why;
  /// How many may take it as things stand.
  std::uint32_t takers = 0;
  /// Where a way leaves it open: who is nearest to taking it, and what is
  /// against each.
  std::vector<candidate> nearest;

  bool operator==(const absent_shift&) const = default;
};
BOOST_DESCRIBE_STRUCT(absent_shift, (),
                      (shift, start, end, what, state, why, takers, nearest))

/// A shift passes on, or (`to` not assigned) nobody works it.
struct shift_move {
  shift_id shift{};
  instant start{};
  instant end{};
  template_id what{};
  person_id from{};
  person_id to{};

  bool operator==(const shift_move&) const = default;
};
BOOST_DESCRIBE_STRUCT(shift_move, (), (shift, start, end, what, from, to))

/// Somebody's counts over the programme's days, before and after.
struct tally_change {
  person_id person{};
  std::string group;
  work_tally before;
  work_tally after;

  bool operator==(const tally_change&) const = default;
};
BOOST_DESCRIBE_STRUCT(tally_change, (), (person, group, before, after))

/// How far a group lies apart before and after.
struct spread_change {
  group_spread before;
  group_spread after;

  bool operator==(const spread_change&) const = default;
};
BOOST_DESCRIBE_STRUCT(spread_change, (), (before, after))

/// One way to mend an absence.
struct absence_way {
  /// Chains one after another: first what the absent give, then what its taker
  /// gives, and so on.
  std::vector<shift_move> moves;
  /// Shifts that are asked for and that nobody works.
  std::vector<shift_id> open;
  /// Everybody whose duty changes but who is away.
  std::vector<person_id> people;
  /// Cells that change, those of who is away too.
  std::uint32_t cells = 0;
  /// Of those whose duty changes, who is away among them.
  std::vector<tally_change> tallies;
  /// Of their groups.
  std::vector<spread_change> spreads;
  /// By how much those whose duty changes come to lie farther from their
  /// group's mean, in minutes (tally.hpp); less than 0: nearer.
  std::int64_t fairness = 0;
  /// Against the roster as it stands with the absence known: what the rules
  /// say anew and no longer, days near the absence, in their order.
  std::vector<finding> come;
  std::vector<finding> gone;
  std::string sentence;

  bool operator==(const absence_way&) const = default;
};
BOOST_DESCRIBE_STRUCT(absence_way, (),
                      (moves, open, people, cells, tallies, spreads, fairness,
                       come, gone, sentence))

struct absence_answer {
  person_id person{};
  date first{};
  date last{};
  /// Theirs that meet the absence, by start.
  std::vector<absent_shift> shifts;
  /// Best first; empty where no shift may change.
  std::vector<absence_way> ways;
  /// Questions that the search asked of the rules.
  std::uint64_t asked = 0;
  /// It stopped at its bound; a longer search might find more.
  bool bounded = false;

  bool operator==(const absence_answer&) const = default;
};
BOOST_DESCRIBE_STRUCT(absence_answer, (),
                      (person, first, last, shifts, ways, asked, bounded))

/// REQUIRES both sorted. Fails with `not_found` for an unknown person or zone,
/// `invalid_argument` for days in disorder or ways out of bounds, `oversize`
/// for an absence that is too long.
[[nodiscard]] result<absence_answer>
mend_absence(const programme& where, const roster& what, const rule_pack& pack,
             const absence_question& x);

/// `where` with the absence in it, approved, unless approved leave covers all
/// of it already. Sorted.
[[nodiscard]] programme with_absence(const programme& where, person_id who,
                                     date first, date last);

/// The change that moves are; what is not its giver's in `what` is left out.
[[nodiscard]] duty_change change_of(const roster& what,
                                    const std::vector<shift_move>& moves);

} // namespace nightfloat::domain
