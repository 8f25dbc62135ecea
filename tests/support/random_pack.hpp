// SPDX-License-Identifier: Apache-2.0
#pragma once

// Random rule packs that may be loaded: the shipped ones, and others in which
// every rule is judged and limits are low enough to be broken.

#include "domain/rules/pack.hpp"
#include "tests/support/random_scene.hpp"

namespace nightfloat::test {

inline domain::averaging random_averaging(dice& roll) {
  return static_cast<domain::averaging>(roll.in(1, 4));
}

/// Everything is judged.
inline domain::rule_pack random_pack_of_all(dice& roll) {
  auto number = [&](int low, int high) {
    return static_cast<std::uint16_t>(roll.in(low, high));
  };
  auto x = domain::rule_pack{};
  x.name = "random";
  x.averaging = random_averaging(roll);
  x.averaging_days_min = number(1, 14);
  x.free_calendar_days = roll.one_in(3);
  x.free_weekly = roll.one_in(3);
  x.join_minutes_max = roll.one_in(2) ? number(0, 2) : std::uint16_t{0};
  x.rest_as_shift = roll.one_in(3);
  x.night_float_severity = roll.one_in(2) ? domain::severity::policy
                                          : domain::severity::warning;
  x.own_severity = roll.one_in(2) ? domain::severity::policy
                                  : domain::severity::violation;
  x.notice_permille = number(500, 1000);
  auto& limits = x.limits;
  limits.hours_week_max = number(60, 88);
  limits.total_hours_week_max = number(50, 72);
  limits.patient_hours_week_max = number(30, 50);
  limits.shift_minutes_max = number(600, 960);
  limits.rest_after_call_in_minutes = number(60, 600);
  limits.free_every_days = number(4, 7);
  limits.continuous_minutes_max = number(960, 1440);
  limits.long_minutes = number(960, 1440);
  limits.rest_after_call_minutes = number(840, 1200);
  limits.call_every_nights = number(3, 6);
  limits.nights_in_a_row_max = number(1, 3);
  limits.days_in_a_row_max = number(2, 6);
  limits.moonlighting_pgy_min = number(2, 4);
  if (roll.one_in(2))
    x.by_pgy.push_back({.pgy_min = 1,
                        .pgy_max = static_cast<std::uint8_t>(roll.in(1, 3)),
                        .hours_week_max = number(50, 80),
                        .transition_minutes_max = number(0, 240),
                        .shift_minutes_max = number(480, 900),
                        .rest_minutes = number(480, 700),
                        .nights_in_a_row_max = number(0, 2)});
  return x;
}

inline domain::rule_pack random_pack(dice& roll) {
  switch (roll.in(1, 6)) {
    case 1:
      return domain::acgme_2025();
    case 2:
      return domain::emergency_medicine();
    case 3:
      return domain::house_strict();
    default:
      return random_pack_of_all(roll);
  }
}

} // namespace nightfloat::test
