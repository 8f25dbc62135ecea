// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a coordinator has to settle: two claims on one person, place or
// teacher. Some are breaches that the rules find too, others are within every
// rule and still a trap. Each has a name that stays, so that it can be spoken
// of, and the ways out of it, best first.

#include "domain/rules/finding.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::domain {

enum class conflict_kind : std::uint8_t {
  double_booking = 1,      ///< One person, two duties at one time.
  absence_overlap = 2,     ///< Duty during leave.
  missing_supervision = 3, ///< A unit asks for more than its faculty give.
  overbooked_facility = 4, ///< More people at a site than it has room for.
  back_to_back = 5,        ///< Attending weeks or calls too close together.
  call_cascade = 6,        ///< A call that only passes on if another one does.
};
BOOST_DESCRIBE_ENUM(conflict_kind, double_booking, absence_overlap,
                    missing_supervision, overbooked_facility, back_to_back,
                    call_cascade)

/// A way out: the rules have nothing against it.
struct resolution {
  repair what;
  /// Everybody whose duty changes.
  std::vector<person_id> people;
  /// 0 to 1000, more is better; see docs/conflicts.md.
  std::uint32_t score = 0;

  bool operator==(const resolution&) const = default;
};
BOOST_DESCRIBE_STRUCT(resolution, (), (what, people, score))

struct conflict {
  /// Sixteen hexadecimal digits: the same as long as kind, person or place,
  /// and time are.
  std::string id;
  conflict_kind kind = conflict_kind::double_booking;
  /// As the rules say it; of kinds that no rule knows, `rule` is the kind's
  /// name.
  finding what;
  /// The site or unit that it is about; empty: none.
  std::string place;
  /// Best first, where they were asked for.
  std::vector<resolution> resolutions;

  bool operator==(const conflict&) const = default;
};
BOOST_DESCRIBE_STRUCT(conflict, (), (id, kind, what, place, resolutions))

/// The name of a kind, e.g. `double_booking`.
[[nodiscard]] std::string_view name_of(conflict_kind x) noexcept;

} // namespace nightfloat::domain
