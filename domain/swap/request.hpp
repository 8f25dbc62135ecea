// SPDX-License-Identifier: Apache-2.0
#pragma once

// The words of swaps. A swap is a set of moves of shifts between people,
// executed whole or not at all, and revertible while nothing has touched them.
// Most begin as a request that its parties negotiate; docs/swaps.md has the
// states.

#include "domain/id.hpp"
#include "domain/roster.hpp"
#include "domain/rules/freeze.hpp"
#include "domain/time.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::domain {

enum class swap_kind : std::uint8_t {
  one_to_one = 1,
  /// One takes a shift and gives none.
  absorb = 2,
  /// Three to five people, each of whom gives to the next.
  cycle = 3,
  /// Whoever likes may answer; it becomes one of the first two.
  open = 4,
};
BOOST_DESCRIBE_ENUM(swap_kind, one_to_one, absorb, cycle, open)

enum class swap_state : std::uint8_t {
  executed = 1,
  reverted = 2,
  /// Offered to everybody.
  open = 3,
  /// Counter-offers wait for the owner.
  countered = 4,
  /// The moves are known, and not everybody has agreed.
  proposed = 5,
  consented = 6,
  awaiting_approval = 7,
  approved = 8,
  declined = 9,
  withdrawn = 10,
  expired = 11,
};
BOOST_DESCRIBE_ENUM(swap_state, executed, reverted, open, countered, proposed,
                    consented, awaiting_approval, approved, declined, withdrawn,
                    expired)

/// Whether there is still something to agree on or to execute.
[[nodiscard]] constexpr bool is_live(swap_state x) noexcept {
  return x >= swap_state::open && x <= swap_state::approved;
}

enum class swap_act : std::uint8_t {
  offer = 1,
  counter = 2,
  accept = 3,
  decline = 4,
  withdraw = 5,
  approve = 6,
  execute = 7,
  revert = 8,
  expire = 9,
};
BOOST_DESCRIBE_ENUM(swap_act, offer, counter, accept, decline, withdraw,
                    approve, execute, revert, expire)

constexpr std::size_t swap_parties_max = 5;
constexpr std::size_t swap_counters_max = 20;
/// Who goes back and forth longer begins anew.
constexpr std::size_t swap_trail_max = 200;
/// A request that is never accepted ends by itself.
constexpr std::uint32_t swap_hours_default = 7 * 24;
constexpr std::uint32_t swap_hours_max = 90 * 24;
/// So long after it was executed a swap may be reverted.
constexpr std::int64_t swap_revert_ms = 24LL * 3'600'000;

/// `shift`, which starts in month `month` (YYYYMM), passes `from` -> `to`; to
/// nobody yet while an offer is open.
struct move {
  shift_id shift{};
  std::uint32_t month = 0;
  person_id from{};
  person_id to{};

  bool operator==(const move&) const = default;
};
BOOST_DESCRIBE_STRUCT(move, (), (shift, month, from, to))

/// Who gives which shift; of several each gives to the next, the last to the
/// first.
struct swap_leg {
  person_id person{};
  shift_id shift{};

  bool operator==(const swap_leg&) const = default;
};
BOOST_DESCRIBE_STRUCT(swap_leg, (), (person, shift))

/// What somebody would do for an offered shift: take it, and give `in_return`
/// unless that is not assigned.
struct swap_counter {
  /// Never used twice in one request.
  std::uint32_t number = 0;
  person_id by{};
  shift_id in_return{};
  std::uint32_t month = 0;

  bool operator==(const swap_counter&) const = default;
};
BOOST_DESCRIBE_STRUCT(swap_counter, (), (number, by, in_return, month))

/// What the owner of an open offer would like for it.
struct swap_wish {
  /// Nothing: the first to accept has it.
  bool gift = false;
  /// A shift that begins on these days, both included; the epoch: on any.
  date first{};
  date last{};

  bool operator==(const swap_wish&) const = default;
};
BOOST_DESCRIBE_STRUCT(swap_wish, (), (gift, first, last))

/// One line of a swap's history.
struct swap_entry {
  /// Ledger time, at most a few seconds before that of its commit.
  std::int64_t at_ms = 0;
  swap_act act = swap_act::offer;
  /// After it.
  swap_state state = swap_state::open;
  /// Who spoke, or for whom; not assigned: the coordinator.
  person_id person{};
  /// Whose link it came by.
  std::string by;
  change_code code = change_code::none;
  std::string reason;
  /// A frozen, locked or past day was changed for that reason.
  bool glass_broken = false;
  /// The version in which the entry before it was written; 0: the first one.
  std::uint64_t after = 0;

  bool operator==(const swap_entry&) const = default;
};
BOOST_DESCRIBE_STRUCT(swap_entry, (),
                      (at_ms, act, state, person, by, code, reason,
                       glass_broken, after))

/// Key `swap_live/<id>` while it is live, then `swap/<id>`: what is asked for
/// and what was done, so that it can be undone.
struct swap_record {
  swap_id id{};
  swap_kind kind = swap_kind::one_to_one;
  swap_state state = swap_state::executed;
  roster_id roster{};
  /// The first is what the owner gives.
  std::vector<move> moves;
  std::string requested_by;
  person_id owner{};
  /// Who has agreed; the owner by asking.
  std::vector<person_id> consents;
  std::vector<swap_counter> counters;
  std::uint32_t counters_made = 0;
  /// It began as an open offer, and is one again if who took it backs out.
  bool market = false;
  swap_wish wish;
  /// Ledger time; from then on it is no longer live.
  std::int64_t expires_ms = 0;
  std::int64_t executed_ms = 0;
  std::string approved_by;
  /// The duties that it moved, as they were before.
  std::vector<duty> before;
  std::vector<swap_entry> trail;

  bool operator==(const swap_record&) const = default;
};
BOOST_DESCRIBE_STRUCT(swap_record, (),
                      (id, kind, state, roster, moves, requested_by, owner,
                       consents, counters, counters_made, market, wish,
                       expires_ms, executed_ms, approved_by, before, trail))

/// Key `swap_shift/<shift>`: who has promised it, and what moved it last.
struct swap_mark {
  /// The live request for it; not assigned: there is none.
  swap_id live{};
  /// The swap that was executed or reverted last.
  swap_id last{};
  /// Of another roster it says nothing.
  roster_id roster{};

  bool operator==(const swap_mark&) const = default;
};
BOOST_DESCRIBE_STRUCT(swap_mark, (), (live, last, roster))

/// Key `swap_tally/<person>`: what became of the requests that they were asked
/// to join.
struct swap_tally {
  std::uint32_t agreed = 0;
  std::uint32_t declined = 0;

  bool operator==(const swap_tally&) const = default;
};
BOOST_DESCRIBE_STRUCT(swap_tally, (), (agreed, declined))

} // namespace nightfloat::domain
