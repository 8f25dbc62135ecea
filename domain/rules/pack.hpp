// SPDX-License-Identifier: Apache-2.0
#pragma once

// The numbers of the rules, as data: a pack is a TOML file in config/rules/.

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>

namespace nightfloat::domain {

/// Limits in minutes and days; the defaults are ACGME's Common Program
/// Requirements (Residency) of 2025. `docs/rules.md` has each formula.
struct rule_pack {
  std::string name = "acgme-2025";
  /// No rotation's approved weekly hours count above this (VI.F.4.c).
  std::uint16_t hours_week_max = 88;
  /// A rotation of at most this many days is averaged whole ...
  std::uint16_t rotation_days_whole = 31;
  /// ... and a longer one in pieces of this many.
  std::uint16_t averaging_days = 28;
  /// One free stretch of `free_minutes` in every `free_every_days`.
  std::uint16_t free_every_days = 7;
  std::uint16_t free_minutes = 1440;
  std::uint16_t continuous_minutes_max = 1440;
  /// On top of it, for transitions of care and education only.
  std::uint16_t transition_minutes_max = 240;
  /// Work that follows within this many minutes is the same stretch.
  std::uint16_t join_minutes_max = 0;
  /// Rest after a stretch of `continuous_minutes_max` or more in-house.
  std::uint16_t rest_after_call_minutes = 840;
  /// Rest after any other; a "should".
  std::uint16_t rest_minutes = 480;
  /// From this share of a limit on, a notice is given.
  std::uint16_t notice_permille = 950;

  bool operator==(const rule_pack&) const = default;
};
BOOST_DESCRIBE_STRUCT(rule_pack, (),
                      (name, hours_week_max, rotation_days_whole,
                       averaging_days, free_every_days, free_minutes,
                       continuous_minutes_max, transition_minutes_max,
                       join_minutes_max, rest_after_call_minutes, rest_minutes,
                       notice_permille))

/// The shipped pack, equal to config/rules/acgme-2025.toml.
[[nodiscard]] rule_pack acgme_2025();

} // namespace nightfloat::domain
