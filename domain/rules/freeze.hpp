// SPDX-License-Identifier: Apache-2.0
#pragma once

// Programme policy: days that are near do not change without a reason. A rule
// about changes (what-if, swaps, edits), not about rosters; `today` is an
// argument.
//
// A day is frozen if it lies at most `freeze_days` after today, past days
// included, and the scope is not `none`; or if it is not after `locked_until`.
// Where the scope is `non_emergency`, an emergency passes and nothing else
// does; where it is `all_changes`, and on locked days, any change passes whose
// reason says something. What passes on a frozen day is a notice, so that it
// is on record.

#include "domain/programme.hpp"
#include "domain/rules/finding.hpp"

#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace nightfloat::domain {

/// Why a change is made. The first six are emergencies.
enum class change_code : std::uint8_t {
  none = 0,
  sick_call = 1,
  deployment = 2,
  safety = 3,
  coverage_gap = 4,
  emergency_leave = 5,
  crisis_mode = 6,
  administrative = 7,
  other = 8,
};
BOOST_DESCRIBE_ENUM(change_code, none, sick_call, deployment, safety,
                    coverage_gap, emergency_leave, crisis_mode, administrative,
                    other)

[[nodiscard]] constexpr bool is_emergency(change_code x) noexcept {
  return x >= change_code::sick_call && x <= change_code::crisis_mode;
}

/// A reason of fewer characters says nothing.
constexpr std::size_t change_reason_min = 10;

/// Whether `x` says something; blanks do not.
[[nodiscard]] bool is_reason(std::string_view x) noexcept;

struct change_terms {
  /// The day at the programme's site.
  date today{};
  change_code code = change_code::none;
  std::string_view reason;
};

/// Whether a change of `day` needs an override.
[[nodiscard]] bool is_frozen(const programme_info& where, date day,
                             date today) noexcept;

/// What a change of `who`'s work that begins on `day` at the site meets:
/// nothing, a notice (passed by override) or a policy breach. Measured are the
/// days ahead, 0 in the past; of a locked day nothing is.
[[nodiscard]] std::optional<finding> judge_freeze(const programme& where,
                                                  person_id who, date day,
                                                  const change_terms& how);

} // namespace nightfloat::domain
