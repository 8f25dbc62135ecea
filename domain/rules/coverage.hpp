// SPDX-License-Identifier: Apache-2.0
#pragma once

// Programme policy: every shift that asks for people has them. A template asks
// for `people_needed` on each of its weekdays; whoever has a duty of it, of its
// kind, of that day at its site is one of them, however many parts the duty
// has. Fewer is a gap, more is a surplus.
//
// A roster is generated from the first to the last day of which there is a duty
// of any template. What shifts ask for on other days is unknown, not unmet.

#include "domain/rules/context.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace nightfloat::domain {

/// One shift of one day with too few people or too many.
struct crowd {
  /// Index into `rule_context::templates`.
  std::uint16_t shift = 0;
  date day{};
  instant from{};
  instant to{};
  std::uint16_t present = 0;
  std::uint16_t needed = 0;
  std::vector<shift_id> shifts;
};

struct cover {
  /// By day, then template.
  std::vector<crowd> wrong;
  /// Days on which shifts ask for people and nothing is generated, in order.
  std::vector<window> unknown;
};

/// The template whose demand a duty answers, or null. The tail of a call is
/// not the call.
[[nodiscard]] const template_facts* demanded(const rule_context& context,
                                             const duty& work) noexcept;

[[nodiscard]] bool asks_on(const template_facts& shift, date day) noexcept;

/// Whether any shift asks for people at all.
[[nodiscard]] bool asks_for_people(const rule_context& context) noexcept;

/// Without shifts. Its end is as long after its start as the shift lasts, also
/// in the nights on which clocks change.
[[nodiscard]] crowd crowd_at(const rule_context& context, std::uint16_t shift,
                             date day, std::uint16_t present);

/// Adds an unknown day: those before what is generated are one stretch, and
/// those after it.
void add_unknown(std::vector<window>& out, window generated, date day);

/// Adds the shifts among `duties`, which are sorted by person, that are there.
/// REQUIRES `found` by day and template.
void add_shifts(const rule_context& context, std::span<const duty> duties,
                std::vector<crowd>& found);

/// What is asked for on the days of `over` that the programme has; all of them
/// are unknown where they are more than may be judged at once. `duties` are all
/// of a roster, sorted by person.
[[nodiscard]] cover find_cover(const rule_context& context,
                               std::span<const duty> duties, window over);

} // namespace nightfloat::domain
