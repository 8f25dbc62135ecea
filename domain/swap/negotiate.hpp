// SPDX-License-Identifier: Apache-2.0
#pragma once

// A swap's life as a state machine: what each act makes of a request, whoever
// the people and whatever the roster. It knows no rule, no roster and no
// clock; `change.hpp` asks those. docs/swaps.md shows the states as a table.

#include "domain/error.hpp"
#include "domain/swap/request.hpp"
#include "domain/zone.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nightfloat::domain {

/// What somebody does about a request.
struct swap_command {
  swap_act act = swap_act::accept;
  /// Who speaks, or for whom; not assigned: the coordinator.
  person_id person{};
  /// Whose link it came by.
  std::string by;
  /// For `counter`: what the person gives for it; not assigned: nothing.
  shift_id in_return{};
  std::uint32_t month = 0;
  /// For `accept` and `decline` of a counter-offer: its number.
  std::uint32_t counter = 0;
  change_code code = change_code::none;
  std::string reason;
  /// The change is one of days that do not change without a reason.
  bool glass_broken = false;
};

/// What an act meets.
struct swap_terms {
  /// Ledger time, or one before it.
  std::int64_t now_ms = 0;
  /// Whether a coordinator must approve it.
  bool approval_wanted = false;
  /// The version that wrote the record; 0: none did.
  std::uint64_t revision = 0;
  /// Whose clock refusals tell times by.
  zone site{};
};

/// What became of it. Where it is refused the record is as it was, unless its
/// time was over.
struct swap_outcome {
  swap_record record;
  std::optional<failure> refusal;
  /// This holds only before that ledger time; 0: whenever.
  std::int64_t before_ms = 0;
};

/// Everybody who gives or takes by it, each once, the owner first.
[[nodiscard]] std::vector<person_id> parties_of(const swap_record& x);

/// Shifts that their holders have promised: offered, or agreed to give. No
/// shift is promised in two live requests.
[[nodiscard]] std::vector<shift_id> promised_shifts(const swap_record& x);

[[nodiscard]] bool is_party(const swap_record& x, person_id who);

/// What `x` becomes by `how`. REQUIRES an act other than `offer`.
[[nodiscard]] swap_outcome negotiate(const swap_record& x,
                                     const swap_command& how,
                                     const swap_terms& terms);

/// Adds a line to the history of `x`, which has reached its state.
void note(swap_record& x, const swap_command& how, const swap_terms& terms);

/// `swap 17`
[[nodiscard]] std::string name_of(const swap_record& x);

/// `2026-07-01 19:00` on the clock at the site, of milliseconds since 1970.
[[nodiscard]] std::string moment_of(const zone& site, std::int64_t ms);

} // namespace nightfloat::domain
