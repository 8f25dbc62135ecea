// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where things lie in a programme's ledger. Numbers in keys are lower-case
// hexadecimal, zero-padded to their width, so that a scan meets them in order.
//
// Imports and rosters are staged under a fresh number and published by
// switching one head record; what no head names is a draft.

#include "domain/id.hpp"
#include "domain/time.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace nightfloat::domain {

/// A staged import: the number under which a programme's data lies.
using data_id = id<struct data_tag, std::uint64_t>;

/// Key `programme/current`: which data are in force.
struct programme_head {
  data_id data{};
  data_id before{};

  bool operator==(const programme_head&) const = default;
};
BOOST_DESCRIBE_STRUCT(programme_head, (), (data, before))

} // namespace nightfloat::domain

namespace nightfloat::domain::keys {

constexpr std::string_view programme_current = "programme/current";
constexpr std::string_view roster_current = "roster/current";
/// What the last scheduled N-1 analysis found.
constexpr std::string_view contingency_check = "check/contingency";
/// How the last scheduled checks found the roster.
constexpr std::string_view health_check = "check/health";
/// All guards of people; publish expects it unchanged.
constexpr std::string_view person_guards = "guard/person/";

[[nodiscard]] std::string data(data_id set);
[[nodiscard]] std::string info(data_id set);
[[nodiscard]] std::string person(data_id set, person_id who);
[[nodiscard]] std::string rotation(data_id set, rotation_id which);
[[nodiscard]] std::string shift_template(data_id set, template_id which);
/// The beginning of those of all absences.
[[nodiscard]] std::string absences(data_id set);
[[nodiscard]] std::string absence(data_id set, person_id who, absence_id which);
[[nodiscard]] std::string requirement(data_id set, requirement_id which);
[[nodiscard]] std::string site(data_id set, site_id which);
[[nodiscard]] std::string holiday(data_id set, date day);
[[nodiscard]] std::string activity(data_id set, activity_id which);
[[nodiscard]] std::string credential(data_id set, person_id who,
                                     credential_id which);
[[nodiscard]] std::string rules(data_id set);

/// `duty/<roster>/`: every person-month of a roster.
[[nodiscard]] std::string duties(roster_id roster);
[[nodiscard]] std::string duty(roster_id roster, person_id who,
                               std::uint32_t month);
[[nodiscard]] std::string plans(roster_id roster);
[[nodiscard]] std::string plan(roster_id roster, person_id who);

/// What is known of rosters that no head names: a `draft_head` each.
constexpr std::string_view drafts = "draft/";
[[nodiscard]] std::string draft(roster_id roster);

/// Who works instead where one person is lost: of a roster, by person.
constexpr std::string_view fallbacks = "fallback/";
[[nodiscard]] std::string fallback(roster_id roster, person_id who);

/// Requests that are live, and swaps that are not.
constexpr std::string_view swaps_live = "swap_live/";
constexpr std::string_view swaps_ended = "swap/";
constexpr std::string_view swap_marks = "swap_shift/";
constexpr std::string_view swap_tallies = "swap_tally/";

[[nodiscard]] std::string swap(swap_id which);
[[nodiscard]] std::string swap_live(swap_id which);
[[nodiscard]] std::string swap_mark(shift_id which);
[[nodiscard]] std::string swap_tally(person_id who);

/// Touched by every change of that person's duty, leave or credentials.
[[nodiscard]] std::string person_guard(person_id who);

/// Touched by every change of who covers or supervises in `unit` in the week
/// (counted from the Monday 1970-01-05) that holds `when`.
[[nodiscard]] std::string unit_guard(std::string_view unit, instant when);

} // namespace nightfloat::domain::keys
