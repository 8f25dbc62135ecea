// SPDX-License-Identifier: Apache-2.0
#pragma once

// Random rosters for the oracle: one resident over five to nine weeks, by any
// pack and any averaging, over changes of clocks, of PGY and of the year, on
// short rotations and with leave; and a few days of several people for what is
// about units. All that it draws, counting minutes can judge.

#include "tests/support/random_pack.hpp"
#include "tests/support/random_scene.hpp"

#include <algorithm>
#include <array>

namespace nightfloat::test {

/// How a resident's days look for a while.
enum class style { mixed, nights, calls, at_home, light };

class oracle_scene {
public:
  explicit oracle_scene(std::uint64_t seed) : roll_{seed} {
  }

  scene one_resident() {
    begin(roll_.in(20, 63));
    x_.pack = random_pack(roll_);
    for (auto& on : x_.where.rotations) {
      constexpr std::uint16_t hours[] = {80, 80, 88, 0, 70};
      on.averaging = static_cast<domain::averaging>(roll_.in(0, 4));
      if (on.id.value != 2)
        on.hours_week_max = hours[roll_.in(0, 4)];
    }
    calendar();
    plan();
    credentials();
    for (auto i = roll_.in(0, 3); i > 0; --i) {
      x_.where.absences.push_back(random_leave(roll_, x_, 1, days_));
      x_.where.absences.back().id = {static_cast<unsigned>(10 - i)};
    }
    for (auto day = 0; day < days_;) {
      auto stay = roll_.in(4, 20);
      work(day, std::min(day + stay, days_),
           static_cast<style>(roll_.in(0, 4)));
      day += stay;
    }
    domain::sort(x_.where);
    domain::sort(x_.what);
    return std::move(x_);
  }

  scene several_people() {
    begin(roll_.in(3, 9));
    x_.where.sites = {{.id = {1}, .code = "FAR", .zone = "Pacific/Auckland"}};
    for (auto& shift : x_.where.templates) {
      shift.people_needed = static_cast<std::uint16_t>(roll_.in(0, 2));
      shift.weekdays = static_cast<std::uint8_t>(roll_.in(1, 127));
      shift.unit = roll_.one_in(2) ? "ward" : "icu";
      shift.site = {roll_.one_in(3) ? 1U : 0U};
      shift.start = static_cast<std::uint16_t>(roll_.in(0, 2 * 1'440 + 60));
    }
    x_.where.activities = {{.id = {1}, .code = "LINE", .procedure = true}};
    if (roll_.one_in(2))
      x_.where.templates[0].activity = {1};
    x_.where.info.supervision.pgy1_units
      = static_cast<std::uint8_t>(roll_.in(1, 3));
    x_.where.info.supervision.faculty_units
      = static_cast<std::uint8_t>(roll_.in(2, 5));
    for (auto n = roll_.in(0, 16); n > 0; --n) {
      auto who = x_.where.people[static_cast<std::size_t>(roll_.in(0, 4))];
      auto faculty = who.role == domain::person_role::faculty;
      auto day = x_.where.info.first + roll_.in(-1, days_) * one_day;
      auto kind = faculty           ? domain::duty_kind::supervision
                  : roll_.one_in(3) ? domain::duty_kind::in_house_call
                                    : domain::duty_kind::clinical;
      auto from = static_cast<unsigned>(faculty ? 2 : roll_.in(0, 3));
      x_.work(who.id.value, midnight(day) + domain::minutes{roll_.in(0, 1439)},
              roll_.in(1, 900), kind, from);
    }
    domain::sort(x_.where);
    domain::sort(x_.what);
    return std::move(x_);
  }

private:
  static constexpr auto one_day = domain::date::duration{1};

  domain::instant midnight(domain::date day) const {
    return domain::zone::find(x_.where.info.zone)->midnight(day);
  }

  /// Over autumn and spring, the first of July and the end of the year.
  void begin(int days) {
    constexpr const char* zones[]
      = {"UTC",           "America/Chicago",     "America/Chicago",
         "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Honolulu"};
    constexpr const char* firsts[] = {"2026-10-12", "2027-02-22", "2026-06-08",
                                      "2026-12-07", "2027-03-15", "2026-09-21"};
    days_ = days;
    x_ = scene{zones[roll_.in(0, 5)]};
    x_.where.info.first = scene::day(firsts[roll_.in(0, 5)])
                          + roll_.in(0, 6) * one_day;
    x_.where.info.last = x_.where.info.first + (days - 1) * one_day;
    for (auto i = std::size_t{0}; i < 3; ++i) {
      auto& years = x_.where.people[i].pgy;
      years.clear();
      for (auto year : {2025, 2026})
        if (!roll_.one_in(8))
          years.push_back({static_cast<std::uint16_t>(year),
                           static_cast<std::uint8_t>(std::clamp<int>(
                             year - 2025 + static_cast<int>(i) + 0, 1, 8))});
    }
  }

  void calendar() {
    auto& made = x_.where.info.calendar;
    made.start = x_.where.info.first + roll_.in(-30, 20) * one_day;
    made.lengths.clear();
    for (auto i = roll_.in(0, 6); i > 0; --i)
      made.lengths.push_back(static_cast<std::uint8_t>(roll_.in(0, 5)));
  }

  /// Two kinds, one asked for by a template and one by an activity.
  void credentials() {
    x_.where.activities = {{.id = {1}, .code = "CODE", .credential = "acls"}};
    x_.where.templates[0].activity = {1};
    x_.where.templates[0].credential = roll_.one_in(2) ? "line" : "";
    for (auto i = roll_.in(0, 4); i > 0; --i) {
      auto first = x_.where.info.first + roll_.in(-60, days_) * one_day;
      x_.where.credentials.push_back(
        {.id = {static_cast<unsigned>(i)},
         .person = {roll_.one_in(6) ? 2U : 1U},
         .kind = roll_.one_in(2) ? "acls" : "line",
         .first = first,
         .last = first + roll_.in(0, 120) * one_day,
         .status = static_cast<domain::credential_status>(roll_.in(1, 3))});
    }
  }

  /// Rows do not overlap; the first and the last may reach beyond.
  void plan() {
    for (auto day = roll_.one_in(4) ? -roll_.in(1, 25) : 0; day < days_;) {
      auto stay = roll_.one_in(3) ? roll_.in(1, 9) : roll_.in(3, 45);
      auto end = roll_.one_in(4) ? day + stay : std::min(day + stay, days_);
      auto which = roll_.in(0, 4);
      if (which != 0)
        x_.what.plan.push_back(
          {.person = {1},
           .rotation = {static_cast<unsigned>(which)},
           .first = x_.where.info.first + day * one_day,
           .last = x_.where.info.first + (end - 1) * one_day});
      day += stay;
    }
  }

  domain::instant add(domain::instant from, int length,
                      domain::duty_kind kind) {
    x_.work(1, from, length, kind, static_cast<unsigned>(roll_.in(0, 3)));
    return from + domain::minutes{length};
  }

  int length() {
    constexpr int all[] = {240, 480, 600, 720, 720, 840, 960, 1200, 1440, 1441};
    return all[roll_.in(0, 9)] + (roll_.one_in(4) ? roll_.in(-1, 1) : 0);
  }

  void work(int first, int after, style how) {
    using enum domain::duty_kind;
    for (auto day = first; day < after; ++day) {
      auto at = midnight(x_.where.info.first + day * one_day);
      auto minute = [](int x) {
        return domain::minutes{x};
      };
      switch (how) {
        case style::nights:
          if (!roll_.one_in(6))
            add(at + minute(1'140 + roll_.in(0, 1)), 720 + roll_.in(0, 2),
                night_float);
          break;
        case style::calls:
          if (auto end = at; roll_.one_in(roll_.in(2, 4))) {
            end = add(at + minute(420), 1'440 + roll_.in(-1, 1), in_house_call);
            if (roll_.one_in(2))
              end = add(end, roll_.in(200, 242), transition);
            if (roll_.one_in(4))
              add(end, roll_.in(1, 90), voluntary);
          }
          break;
        case style::at_home:
          if (roll_.one_in(2))
            add(at + minute(1'020), 840, at_home_call);
          if (roll_.one_in(2))
            add(at + minute(roll_.in(0, 400)), roll_.in(1, 240), called_in);
          if (roll_.one_in(2))
            add(at + minute(roll_.in(420, 480)), 600, clinical);
          if (roll_.one_in(4))
            add(at + minute(roll_.in(1'000, 1'200)), 90, from_home);
          break;
        case style::light:
          if (roll_.one_in(3))
            add(at + minute(480), 540, education);
          break;
        case style::mixed:
          mixed(at);
      }
    }
  }

  void mixed(domain::instant at) {
    auto until = at + domain::minutes{roll_.in(0, 3) * 360 + roll_.in(0, 2)};
    if (roll_.one_in(5))
      return;
    for (auto i = roll_.in(1, 3); i > 0; --i) {
      until = add(until, std::max(1, length()),
                  static_cast<domain::duty_kind>(roll_.in(1, 13)));
      // At once, after a break, or over each other.
      until += domain::minutes{roll_.one_in(2) ? 0 : roll_.in(-30, 900)};
    }
  }

  dice roll_;
  scene x_;
  int days_ = 0;
};

} // namespace nightfloat::test
