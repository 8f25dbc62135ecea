// SPDX-License-Identifier: Apache-2.0
#pragma once

// What one act about a swap changes, decided on a programme, its roster and
// its board at one version, as a pure function: the record that it becomes,
// the shifts that are promised or free again, and where duties move, the plan
// of that. One transaction writes all of it.

#include "domain/swap/board.hpp"
#include "domain/swap/negotiate.hpp"
#include "domain/swap/swap.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::domain {

class what_if;

/// How old the ledger time may be on which an act is decided: what is stamped
/// is no older.
constexpr std::int64_t swap_stale_ms = 5'000;

/// Where an act is decided. All outlive it.
struct swap_scene {
  const programme& where;
  const roster& what;
  const rule_pack& pack;
  const swap_board& board;
  /// Ledger time, or one before it.
  std::int64_t now_ms = 0;
  /// Of `where`, `what` and `pack`, without terms, where it was made ready
  /// before; null: each act makes its own.
  const what_if* rules = nullptr;
};

/// What a request begins with.
struct swap_offer {
  swap_id id{};
  /// The owner's first. One: an open offer, or to `taker` for nothing; two:
  /// one for the other; more: a cycle.
  std::vector<swap_leg> legs;
  person_id taker{};
  /// For an open offer.
  swap_wish wish;
  /// It ends by itself after so many, or when a shift of it begins.
  std::uint32_t hours = swap_hours_default;
};

struct swap_record_at {
  swap_record record;
  /// The version that wrote it; 0: it is new.
  std::uint64_t revision = 0;
};

struct planned_mark {
  /// As it will be; the revision is of what it replaces.
  marked_shift at;
  /// False: it was only read.
  bool written = false;
};

struct swap_change {
  swap_record record;
  /// Of what it replaces; 0: it is new.
  std::uint64_t revision = 0;
  bool was_live = false;
  /// False: nothing is written, whatever else is here was only read.
  bool written = false;
  /// Where duties move.
  std::optional<swap_plan> plan;
  std::vector<planned_mark> marks;
  std::vector<tallied_person> tallies;
  /// Other requests whose time was over, and that now stand in nobody's way.
  std::vector<swap_record_at> ended;
  /// People whose duties the decision read.
  std::vector<person_id> read;
  /// Guards of the units and weeks by which its shifts were judged: others'
  /// duties count there.
  std::set<std::string> guards_read;
  /// With it at most the end of a request is written whose time was over.
  std::optional<failure> refusal;
  /// It holds only before that ledger time.
  std::int64_t before_ms = 0;
};

/// For whom `caller` speaks: one whose name is a person's code for that person
/// alone, a director (PD, APD) and whoever is no person of the programme also
/// for others, and as a coordinator, who is not assigned. Fails with
/// `forbidden`.
[[nodiscard]] result<person_id>
speaker_of(const programme& where, std::string_view caller, person_id named);

/// Begins a request. Fails where rules cannot be asked: `not_found` for an
/// unknown zone; why it may not be is in the change.
[[nodiscard]] result<swap_change> plan_offer(const swap_scene& at,
                                             const swap_offer& offer,
                                             const swap_command& how);

/// What an act does about `x`. Fails as above.
[[nodiscard]] result<swap_change> plan_act(const swap_scene& at,
                                           const swap_record_at& x,
                                           const swap_command& how);

/// A swap that a coordinator executes at once, without asking its parties.
/// Fails as above.
[[nodiscard]] result<swap_change> plan_direct(const swap_scene& at,
                                              const swap_offer& offer,
                                              const swap_command& how);

} // namespace nightfloat::domain
