// SPDX-License-Identifier: Apache-2.0
#pragma once

// The numbers of the rules, as data: a pack is a TOML file in config/rules/,
// or a record of the programme that brings its own. A pack has limits for
// everybody and may override them for some PGYs. The defaults are ACGME's
// Common Program Requirements (Residency) of 2025; `docs/rules.md` has each
// formula.

#include "domain/error.hpp"
#include "domain/rules/severity.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::domain {

/// Over what hours, free days and calls are averaged. A rotation instance is
/// always cut at its own ends; all but `rotation` also cut it at the borders
/// of a grid.
enum class averaging : std::uint8_t {
  by_pack = 0,        ///< As the pack says; for a rotation's record only.
  rotation = 1,       ///< Whole if short, else pieces from its start.
  block = 2,          ///< The programme's rotation blocks.
  calendar_month = 3, ///< Months of the site's calendar.
  pieces = 4,         ///< 28 days each, from the programme's first day.
};
BOOST_DESCRIBE_ENUM(averaging, by_pack, rotation, block, calendar_month, pieces)

/// What one person must keep, in minutes, hours and days. 0 where a rule may
/// be absent: it is not judged.
struct rule_limits {
  /// No rotation's approved weekly hours count above this; at most 88.
  std::uint16_t hours_week_max = 88;
  /// Hours with patients and of all kinds in a calendar week, not averaged;
  /// 0: not judged.
  std::uint16_t patient_hours_week_max = 0;
  std::uint16_t total_hours_week_max = 0;
  /// One free stretch of 24 hours in so many days.
  std::uint16_t free_every_days = 7;
  std::uint16_t continuous_minutes_max = 1440;
  /// On top of it, for transitions of care and education only.
  std::uint16_t transition_minutes_max = 240;
  /// Of one stretch without in-house call; 0: not judged.
  std::uint16_t shift_minutes_max = 0;
  /// Rest between scheduled periods; a "should".
  std::uint16_t rest_minutes = 480;
  /// Rest after a stretch of `long_minutes` or more.
  std::uint16_t rest_after_call_minutes = 840;
  std::uint16_t long_minutes = 1440;
  /// Rest after having been called in from home; 0: not judged.
  std::uint16_t rest_after_call_in_minutes = 0;
  /// At most every so manyth night in house, averaged.
  std::uint16_t call_every_nights = 3;
  /// Nights of night float, and days with work, in a row; 0: not judged.
  std::uint16_t nights_in_a_row_max = 6;
  std::uint16_t days_in_a_row_max = 0;
  /// The lowest PGY that may moonlight: 2 or higher; 9: nobody.
  std::uint16_t moonlighting_pgy_min = 2;

  bool operator==(const rule_limits&) const = default;
};
BOOST_DESCRIBE_STRUCT(rule_limits, (),
                      (hours_week_max, patient_hours_week_max,
                       total_hours_week_max, free_every_days,
                       continuous_minutes_max, transition_minutes_max,
                       shift_minutes_max, rest_minutes, rest_after_call_minutes,
                       long_minutes, rest_after_call_in_minutes,
                       call_every_nights, nights_in_a_row_max,
                       days_in_a_row_max, moonlighting_pgy_min))

/// Other limits for PGY `pgy_min` to `pgy_max`; what is not given is as for
/// everybody. The names are those of `rule_limits`.
struct pgy_limits {
  std::uint8_t pgy_min = 1;
  std::uint8_t pgy_max = 8;
  std::optional<std::uint16_t> hours_week_max;
  std::optional<std::uint16_t> patient_hours_week_max;
  std::optional<std::uint16_t> total_hours_week_max;
  std::optional<std::uint16_t> free_every_days;
  std::optional<std::uint16_t> continuous_minutes_max;
  std::optional<std::uint16_t> transition_minutes_max;
  std::optional<std::uint16_t> shift_minutes_max;
  std::optional<std::uint16_t> rest_minutes;
  std::optional<std::uint16_t> rest_after_call_minutes;
  std::optional<std::uint16_t> long_minutes;
  std::optional<std::uint16_t> rest_after_call_in_minutes;
  std::optional<std::uint16_t> call_every_nights;
  std::optional<std::uint16_t> nights_in_a_row_max;
  std::optional<std::uint16_t> days_in_a_row_max;
  std::optional<std::uint16_t> moonlighting_pgy_min;

  bool operator==(const pgy_limits&) const = default;
};
BOOST_DESCRIBE_STRUCT(pgy_limits, (),
                      (pgy_min, pgy_max, hours_week_max, patient_hours_week_max,
                       total_hours_week_max, free_every_days,
                       continuous_minutes_max, transition_minutes_max,
                       shift_minutes_max, rest_minutes, rest_after_call_minutes,
                       long_minutes, rest_after_call_in_minutes,
                       call_every_nights, nights_in_a_row_max,
                       days_in_a_row_max, moonlighting_pgy_min))

struct rule_pack {
  std::string name = "acgme-2025";
  /// For rotations that do not say, and for days without a plan.
  enum averaging averaging = averaging::rotation;
  /// A piece of at most this many days is averaged whole ...
  std::uint16_t rotation_days_whole = 31;
  /// ... a longer one in pieces of this many ...
  std::uint16_t averaging_days = 28;
  /// ... and one that a grid cuts to fewer than this joins its neighbour.
  std::uint16_t averaging_days_min = 7;
  /// A free day is so many minutes in one piece ...
  std::uint16_t free_minutes = 1440;
  /// ... or, if true, a day of the calendar.
  bool free_calendar_days = false;
  /// Free days are counted in each calendar week, not averaged.
  bool free_weekly = false;
  /// Work that follows within this many minutes, two hours at most, is the same
  /// stretch.
  std::uint16_t join_minutes_max = 0;
  /// Rest is at least as long as the stretch before it; but after one of
  /// `long_minutes` or more only as long as that limit asks for.
  bool rest_as_shift = false;
  /// Of too many nights in a row: `warning` or `policy`.
  enum severity night_float_severity = severity::warning;
  /// Any 28 days over the cap are a warning, where no average is broken.
  bool rolling_scan = true;
  /// From this share of the weekly hours on, a notice is given.
  std::uint16_t notice_permille = 950;
  rule_limits limits;
  std::vector<pgy_limits> by_pgy;
  /// Of a limit that breaks none of the common requirements: `violation` if a
  /// Review Committee asks for it, `policy` if the house does.
  enum severity own_severity = severity::policy;

  bool operator==(const rule_pack&) const = default;
};
BOOST_DESCRIBE_STRUCT(rule_pack, (),
                      (name, averaging, rotation_days_whole, averaging_days,
                       averaging_days_min, free_minutes, free_calendar_days,
                       free_weekly, join_minutes_max, rest_as_shift,
                       night_float_severity, rolling_scan, notice_permille,
                       limits, by_pgy, own_severity))

/// What the common requirements ask of everybody.
inline constexpr auto common_limits = rule_limits{};

/// Fails with `configuration`, the path of the field first, where a bound is
/// impossible: looser than ACGME allows, or contradicted by another.
[[nodiscard]] result<void> check(const rule_pack& x);

/// The limits of residents of that PGY; later overrides prevail. 0: of those
/// whose PGY is unknown, that is of everybody.
[[nodiscard]] rule_limits limits_of(const rule_pack& x, std::uint8_t pgy);

/// The shipped packs, equal to their files in config/rules/.
[[nodiscard]] rule_pack acgme_2025();
[[nodiscard]] rule_pack emergency_medicine();
[[nodiscard]] rule_pack house_strict();

/// Fails with `configuration`, naming those that there are.
[[nodiscard]] result<rule_pack> shipped_pack(std::string_view name);
[[nodiscard]] std::span<const std::string_view> shipped_packs() noexcept;

} // namespace nightfloat::domain
