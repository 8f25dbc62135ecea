// SPDX-License-Identifier: Apache-2.0
#pragma once

// A programme compiled to small integers for the searches: people, days and
// weeks are indices; leave, shift times and eligibility are tables.

#include "domain/calendar.hpp"
#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "domain/zone.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::domain {

/// Read-only during a search.
struct frame {
  programme where;
  zone site;
  date first{};
  std::int32_t days = 0;
  /// The whole span of the programme, so that a year's minima can be asked.
  bool whole = true;
  std::vector<week_slot> weeks;
  std::vector<std::uint16_t> week_of_day;
  /// By index of people: academic year of the calendar; 0: unknown.
  std::vector<std::uint8_t> pgy;
  /// [person * days + day]: approved leave.
  std::vector<std::uint8_t> away;
  /// By index of templates: the zone of where it is worked.
  std::vector<zone> zones;
  /// [template * days + day].
  std::vector<instant> starts;
  /// By index of templates: which credentials it asks for, as indices below.
  std::vector<std::vector<std::uint16_t>> asks;
  /// [credential][person * days + day]: holds it.
  std::vector<std::vector<std::uint8_t>> holds;

  [[nodiscard]] std::size_t people() const noexcept {
    return where.people.size();
  }

  [[nodiscard]] bool resident(std::size_t who) const noexcept {
    return where.people[who].role == person_role::resident;
  }

  [[nodiscard]] bool is_away(std::size_t who, std::int32_t day) const noexcept {
    return away[who * static_cast<std::size_t>(days)
                + static_cast<std::size_t>(day)]
           != 0;
  }

  [[nodiscard]] instant start(std::size_t which,
                              std::int32_t day) const noexcept {
    return starts[which * static_cast<std::size_t>(days)
                  + static_cast<std::size_t>(day)];
  }

  [[nodiscard]] date day(std::int32_t index) const noexcept {
    return first + date::duration{index};
  }

  /// Whether the template is worked on that day of the week.
  [[nodiscard]] bool runs(std::size_t which, std::int32_t day) const noexcept;

  /// Whether role and PGY fit the template. An unknown PGY fits only where
  /// every PGY does.
  [[nodiscard]] bool fits(std::size_t who,
                          const shift_template& what) const noexcept;

  /// Whether that person holds on that day all that the template and its
  /// activity ask for.
  [[nodiscard]] bool qualified(std::size_t who, std::size_t which,
                               std::int32_t day) const noexcept;

  /// The index of `id` in people, rotations or templates; npos: not there.
  [[nodiscard]] std::size_t index(person_id id) const noexcept;
  [[nodiscard]] std::size_t index(rotation_id id) const noexcept;
  [[nodiscard]] std::size_t index(template_id id) const noexcept;

  static constexpr std::size_t npos = static_cast<std::size_t>(-1);
};

/// Compiles `x` for the days `first`..`last`. Fails with `invalid_argument`,
/// `not_found` (zone) or `oversize`.
[[nodiscard]] result<frame> make_frame(const programme& x, date first,
                                       date last);

} // namespace nightfloat::domain
