// SPDX-License-Identifier: Apache-2.0
#pragma once

// Programme policy (the Common Program Requirements, VI.A.2, name levels of
// supervision but no ratio): at every minute, in every unit, the faculty on
// supervising shifts give as many units as the residents on supervised shifts
// ask for. One teacher gives 4; a PGY-1 asks for 2, others for 1. Units are
// added before they are compared, so no ratio is rounded twice:
// 4 x faculty >= 2 x PGY-1 + others.

#include "domain/rules/context.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace nightfloat::domain {

/// `[from, to)` in which a unit asks for more than it is given; `asked` and
/// `given` at the worst moment (the first of equals).
struct shortfall {
  std::uint16_t unit = 0;
  instant from{};
  instant to{};
  std::int64_t asked = 0;
  std::int64_t given = 0;
  /// Missing units times minutes.
  std::int64_t unit_minutes = 0;
  std::vector<shift_id> shifts;
};

/// Units asked by (positive) or given for (negative) one duty; 0: neither.
[[nodiscard]] std::int64_t supervision_units(const rule_context& context,
                                             const person_facts& who,
                                             const duty& work) noexcept;

/// Every shortfall within `[from, to)`, by unit and time. `duties` are sorted
/// by person; their order within does not matter.
[[nodiscard]] std::vector<shortfall>
find_shortfalls(const rule_context& context, std::span<const duty> duties,
                instant from, instant to);

} // namespace nightfloat::domain
