// SPDX-License-Identifier: Apache-2.0
#pragma once

// Finding, planning and undoing swaps, as pure functions of a programme and
// its roster. A plan is all that one transaction needs: the moves, the duty
// months to write, and the guards to expect and touch. Each party's resulting
// roster passes the validator; what was broken before may stay as it was, but
// nothing may become worse.

#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "domain/rules/pack.hpp"
#include "domain/swap/request.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nightfloat::domain {

/// All of a person's duty that starts in `month` (YYYYMM) after the swap.
/// Without duties the record is written with empty columns.
struct rewritten_month {
  person_id person{};
  std::uint32_t month = 0;
  std::vector<duty> duties;

  bool operator==(const rewritten_month&) const = default;
};

struct swap_plan {
  swap_kind kind = swap_kind::one_to_one;
  std::vector<move> moves;
  std::vector<rewritten_month> rewritten;
  /// Keys to expect unchanged and to touch, sorted: both parties' person
  /// guards and the unit guards of all weeks that the shifts meet.
  std::vector<std::string> guards;

  bool operator==(const swap_plan&) const = default;
};

/// Minutes of work in four weeks at which somebody has no time to give.
constexpr auto swap_load_full = std::int64_t{320 * 60};

struct swap_candidate_plan {
  swap_kind kind = swap_kind::one_to_one;
  person_id person{};
  /// The shift taken in return; not assigned for absorb.
  shift_id in_return{};
  instant start{};
  /// Higher is better, 0 to 1000.
  std::uint32_t score = 0;
  std::string why;

  bool operator==(const swap_candidate_plan&) const = default;
};

/// Who could take `shift` from `owner`, best first, at most `limit`, each of
/// which `plan_swap` would accept. Shifts in return are looked for within
/// four weeks of it. Fails with `not_found` if owner or shift are unknown,
/// `refused` if the shift is not the owner's. REQUIRES both sorted.
[[nodiscard]] result<std::vector<swap_candidate_plan>>
find_swaps(const programme& where, const roster& what, const rule_pack& pack,
           person_id owner, shift_id shift, std::size_t limit);

/// Moves `shift` from `owner` to `counterpart` and, unless it is not assigned,
/// `in_return` back. Fails with `not_found` for unknown people and shifts and
/// with `refused` and the reason where the swap may not be.
[[nodiscard]] result<swap_plan>
plan_swap(const programme& where, const roster& what, const rule_pack& pack,
          person_id owner, shift_id shift, person_id counterpart,
          shift_id in_return);

/// Undoes `done`, checked like any swap. Fails with `refused` if it is
/// reverted already, belongs to another roster, or a shift is no longer where
/// the swap put it; with `how`, frozen days are judged too.
[[nodiscard]] result<swap_plan>
plan_revert(const programme& where, const roster& what, const rule_pack& pack,
            const swap_record& done, std::optional<change_terms> how = {});

/// The roster after `plan`; sorted again.
[[nodiscard]] roster apply(const roster& what, const swap_plan& plan);

} // namespace nightfloat::domain
