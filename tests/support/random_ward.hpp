// SPDX-License-Identifier: Apache-2.0
#pragma once

// Small programmes for the stages, drawn from a seed: shifts of all lengths
// and kinds, on rotations and on none, a plan of short and long stretches,
// leave, a change of clocks.

#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "tests/support/random_pack.hpp"

#include <string>

namespace nightfloat::test {

struct random_ward {
  domain::programme where;
  domain::roster planned;
};

inline domain::shift_template random_shift(dice& roll, unsigned id,
                                           bool half_day) {
  using domain::duty_kind;
  constexpr int lengths[] = {420, 540, 600, 720,  720,
                             780, 840, 960, 1440, 1500};
  constexpr duty_kind kinds[] = {
    duty_kind::clinical,      duty_kind::clinical,    duty_kind::clinical,
    duty_kind::in_house_call, duty_kind::night_float, duty_kind::night_float,
    duty_kind::at_home_call,  duty_kind::education,   duty_kind::moonlighting,
    duty_kind::from_home};
  auto x = domain::shift_template{};
  x.id = {id};
  x.code = "T" + std::to_string(id);
  x.rotation = {static_cast<unsigned>(roll.in(roll.one_in(4) ? 0 : 1, 4))};
  x.kind = half_day ? duty_kind::clinical : kinds[roll.in(0, 9)];
  auto night = x.kind == duty_kind::night_float;
  x.start = static_cast<std::uint16_t>(half_day
                                         ? roll.in(0, 1) == 0 ? 480 : 780
                                         : (night ? 19 : roll.in(5, 23)) * 60);
  x.length = static_cast<std::uint16_t>(half_day ? roll.in(3, 5) * 60
                                                 : lengths[roll.in(0, 9)]);
  if (x.kind == duty_kind::at_home_call && x.length >= 1'440)
    x.length = 2'880;
  x.weekdays = roll.one_in(3) ? 0x1f : 0x7f;
  x.people_needed = static_cast<std::uint16_t>(roll.in(1, 6));
  x.pgy_min = roll.one_in(4) ? 2 : 1;
  return x;
}

inline random_ward make_random_ward(std::uint64_t seed, int days,
                                    bool half_days) {
  constexpr auto one_day = domain::date::duration{1};
  auto roll = dice{seed};
  auto out = random_ward{};
  auto& x = out.where;
  x.info.name = "random";
  x.info.zone = roll.one_in(3) ? "UTC" : "America/Chicago";
  x.info.first = *domain::parse_date(roll.one_in(2) ? "2026-10-12"
                                                    : "2027-02-22");
  x.info.last = x.info.first + (days - 1) * one_day;
  x.info.calendar = {2026, x.info.first, {4, 4}};
  x.pack = random_pack(roll);
  x.pack->join_minutes_max = 0;
  for (auto i = 1U; i <= 4; ++i)
    x.rotations.push_back({.id = {i},
                           .code = "ROT" + std::to_string(i),
                           .people_max = 9,
                           .hours_week_max = 80});
  x.rotations[3].kind = domain::rotation_kind::vacation;
  for (auto i = 1U; i <= 7; ++i)
    x.templates.push_back(random_shift(roll, i, half_days && i > 3));
  for (auto i = 1U; i <= 4; ++i) {
    auto pgy = static_cast<std::uint8_t>(roll.in(1, 3));
    x.people.push_back(
      {.id = {i}, .code = "R" + std::to_string(i), .pgy = {{2026, pgy}}});
    for (auto day = roll.in(-20, 0); day < days;) {
      auto stay = roll.one_in(3) ? roll.in(1, 10) : roll.in(7, 30);
      if (auto which = roll.in(0, 4); which != 0)
        out.planned.plan.push_back(
          {.person = {i},
           .rotation = {static_cast<unsigned>(which)},
           .first = x.info.first + day * one_day,
           .last = x.info.first + (day + stay - 1) * one_day});
      day += stay;
    }
    for (auto k = roll.in(0, 2); k > 0; --k) {
      auto first = x.info.first + roll.in(0, days - 1) * one_day;
      x.absences.push_back(
        {.id = {static_cast<unsigned>(x.absences.size() + 1)},
         .person = {i},
         .first = first,
         .last = first + roll.in(0, 8) * one_day,
         .kind = "vacation"});
    }
  }
  domain::sort(x);
  domain::sort(out.planned);
  return out;
}

} // namespace nightfloat::test
