// SPDX-License-Identifier: Apache-2.0
#pragma once

// Random programmes and rosters of several people, drawn from a seed: nights,
// calls, overlaps, leave, overlapping rotations, a change of clocks.

#include "domain/zone.hpp"
#include "tests/support/scene.hpp"

#include <algorithm>
#include <cstdint>
#include <random>

namespace nightfloat::test {

class dice {
public:
  explicit dice(std::uint64_t seed) : engine_{seed} {
  }

  /// `low` to `high`, both included.
  int in(int low, int high) {
    return low
           + static_cast<int>(engine_()
                              % static_cast<std::uint64_t>(high - low + 1));
  }

  /// True once in `n`.
  bool one_in(int n) {
    return in(1, n) == 1;
  }

private:
  std::mt19937_64 engine_;
};

/// A duty of `who` as people might have it, its start within `days` of the
/// first day of `x`, or a little before and after.
inline domain::duty random_duty(dice& roll, const scene& x, unsigned who,
                                int days) {
  using domain::duty_kind;
  constexpr int lengths[] = {0, 60, 240, 480, 600, 720, 720, 840, 1440, 1441};
  auto teaches = who > 10;
  auto day = x.where.info.first
             + roll.in(roll.one_in(20) ? -9 : 0, days - 1)
                 * domain::date::duration{1};
  auto start = domain::zone::find(x.where.info.zone)->midnight(day)
               + domain::minutes{roll.in(0, 3) * 360 + roll.in(0, 2)};
  auto length = domain::minutes{lengths[roll.in(0, 9)]};
  auto last = static_cast<int>(duty_kind::moonlighting_external);
  auto kind = static_cast<duty_kind>(roll.in(1, last));
  return {.person = {who},
          .start = start,
          .end = start + length,
          .from = {teaches ? 2U : static_cast<unsigned>(roll.in(0, 3))},
          .rotation = {static_cast<unsigned>(roll.in(0, 3))},
          .kind = teaches ? duty_kind::supervision : kind,
          .source = static_cast<domain::duty_source>(roll.in(1, 4))};
}

/// A plan of `who` over `days`, mostly without overlaps.
inline std::vector<domain::assignment> random_plan(dice& roll, const scene& x,
                                                   unsigned who, int days) {
  constexpr auto one_day = domain::date::duration{1};
  auto out = std::vector<domain::assignment>{};
  for (auto day = roll.in(0, 9); day < days;) {
    auto stay = roll.in(3, 70);
    auto first = x.where.info.first + day * one_day;
    if (auto which = roll.in(0, 4); which != 0)
      out.push_back({.person = {who},
                     .rotation = {static_cast<unsigned>(which)},
                     .first = first,
                     .last = first + stay * one_day});
    day += roll.one_in(5) ? stay / 2 : stay + 1;
  }
  return out;
}

inline domain::absence random_leave(dice& roll, const scene& x, unsigned who,
                                    int days) {
  constexpr auto one_day = domain::date::duration{1};
  auto first = x.where.info.first + roll.in(-3, days) * one_day;
  return {.person = {who},
          .first = first,
          .last = first + roll.in(0, 9) * one_day,
          .kind = "vacation",
          .status = static_cast<domain::absence_status>(roll.in(1, 3))};
}

/// `days` days of the people of `scene`; resident 3's PGY is not recorded half
/// of the time. Sorted.
inline scene random_scene(std::uint64_t seed, int days) {
  auto roll = dice{seed};
  auto x = scene{roll.one_in(3) ? "UTC" : "America/Chicago"};
  auto& info = x.where.info;
  info.first = scene::day(roll.one_in(2) ? "2026-10-12" : "2027-02-22");
  info.last = info.first + (days - 1) * domain::date::duration{1};
  if (roll.one_in(2))
    x.where.people[2].pgy.clear();
  for (const auto& who : x.where.people) {
    auto resident = who.role == domain::person_role::resident;
    auto busy = roll.in(1, 5);
    for (auto i = resident ? days * busy / 5 : days / 2; i > 0; --i) {
      auto work = random_duty(roll, x, who.id.value, days);
      work.shift = {static_cast<unsigned>(x.what.duties.size() + 1)};
      x.what.duties.push_back(work);
    }
    if (resident)
      std::ranges::copy(random_plan(roll, x, who.id.value, days),
                        std::back_inserter(x.what.plan));
    for (auto i = roll.in(0, 3); i > 0; --i) {
      x.where.absences.push_back(random_leave(roll, x, who.id.value, days));
      x.where.absences.back().id
        = {static_cast<unsigned>(x.where.absences.size())};
    }
  }
  domain::sort(x.where);
  domain::sort(x.what);
  return x;
}

} // namespace nightfloat::test
