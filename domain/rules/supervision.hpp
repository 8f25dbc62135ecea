// SPDX-License-Identifier: Apache-2.0
#pragma once

// Programme policy (the Common Program Requirements, VI.A.2, name levels of
// supervision but no ratio): at every minute, in every unit, the faculty on
// supervising shifts give as many units as the residents on supervised shifts
// ask for. One teacher gives 4; a PGY-1 asks for 2, others for 1, and each
// resident at a procedure for 4 more. Units are added before they are
// compared, so no ratio is rounded twice:
// 4 x faculty >= 2 x PGY-1 + others + 4 x residents at procedures.

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

/// Of duties without a template.
constexpr auto no_unit = std::uint16_t{0xffff};

/// What a duty does to its unit's supervision while it lasts; neither asks nor
/// gives: nothing.
struct presence {
  std::uint16_t unit = 0;
  std::int32_t asks = 0;
  std::int32_t gives = 0;

  [[nodiscard]] bool matters() const noexcept {
    return asks != 0 || gives != 0;
  }
};

[[nodiscard]] presence presence_of(const rule_context& context,
                                   const person_facts& who,
                                   const duty& work) noexcept;

/// Units asked by (positive) or given for (negative) one duty; 0: neither.
[[nodiscard]] std::int64_t supervision_units(const rule_context& context,
                                             const person_facts& who,
                                             const duty& work) noexcept;

/// Walks the presence in one unit in order of time and notes where more is
/// asked than given.
class shortfall_walk {
public:
  /// Appends to `out`; `unit` is short or not from `from` on.
  shortfall_walk(std::vector<shortfall>& out, std::uint16_t unit, instant from)
    : out_{out}, unit_{unit}, when_{from} {
  }

  /// From `when` on so much more is asked and given. Instants do not decrease.
  void change(instant when, std::int32_t asks, std::int32_t gives);

  /// Nothing is looked at from `when` on.
  void end(instant when);

private:
  void settle(instant next);

  std::vector<shortfall>& out_;
  std::int64_t asked_ = 0;
  std::int64_t given_ = 0;
  std::uint16_t unit_;
  instant when_;
  bool open_ = false;
};

/// Every shortfall within `[from, to)`, by unit and time. `duties` are sorted
/// by person; their order within does not matter.
[[nodiscard]] std::vector<shortfall>
find_shortfalls(const rule_context& context, std::span<const duty> duties,
                instant from, instant to);

/// Adds the shifts among `duties` for which residents ask, in their order.
/// REQUIRES `found` by unit and time.
void add_shifts(const rule_context& context, std::span<const duty> duties,
                std::vector<shortfall>& found);

/// False: shifts ask for supervision, but no template gives it.
[[nodiscard]] bool is_supervision_known(const rule_context& context) noexcept;

} // namespace nightfloat::domain
