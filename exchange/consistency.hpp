// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a programme must keep to be one, where no reader of rows has seen to it:
// ids and codes are unique, what is named is there, spans end after they begin,
// numbers are within the bounds that the CSV tables have.

#include "domain/programme.hpp"
#include "domain/roster.hpp"

#include <compare>

namespace nightfloat::exchange {

/// Of a duty; a difference of any two instants may not fit into 32 bits.
inline constexpr auto duty_length_max = domain::minutes{65'535};

/// Whether a duty can last from `start` to `end`: not empty, and no longer
/// than `duty_length_max`.
[[nodiscard]] constexpr bool is_duty_span(domain::instant start,
                                          domain::instant end) {
  return end > start && end <= start + duty_length_max;
}

/// What a person has one of. Whoever is on call at home may begin a day's work
/// at the same instant.
struct duty_start {
  domain::person_id person;
  domain::instant start;
  bool at_home;

  duty_start(domain::person_id who, domain::instant begins,
             domain::duty_kind kind)
    : person{who}, start{begins}, at_home{kind
                                          == domain::duty_kind::at_home_call} {
  }

  auto operator<=>(const duty_start&) const = default;
};

/// Fails with `invalid_argument`; the sentence begins with the row's path,
/// e.g. `templates[3].rotation`.
[[nodiscard]] result<void> check_consistent(const domain::programme& x,
                                            const domain::roster* roster);

} // namespace nightfloat::exchange
