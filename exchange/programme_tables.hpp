// SPDX-License-Identifier: Apache-2.0
#pragma once

// The files of a programme directory and their columns, said once for reader
// and writer. Internal.

#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "exchange/csv.hpp"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include <array>
#include <string>
#include <string_view>

namespace nightfloat::exchange {

struct table_form {
  std::string_view file;
  csv_columns columns;
};

inline const table_form info_form{"programme.csv", {{"key", "value"}, {}}};
inline const table_form people_form{
  "people.csv", {{"code", "name", "role"}, {"id", "track", "faculty"}}};
inline const table_form pgy_form{"pgy.csv",
                                 {{"person", "academic_year", "pgy"}, {}}};
inline const table_form rotations_form{
  "rotations.csv",
  {{"code", "name", "kind", "people_min", "people_max"},
   {"id", "site", "hours_week_max", "averaging"}}};
inline const table_form templates_form{
  "templates.csv",
  {{"code", "name", "rotation", "kind", "role", "start", "length", "weekdays",
    "people_needed"},
   {"id", "pgy_min", "pgy_max", "supervised", "unit", "activity", "site",
    "credential"}}};
inline const table_form sites_form{
  "sites.csv", {{"code", "name"}, {"id", "zone", "people_max"}}};
inline const table_form holidays_form{"holidays.csv", {{"day", "name"}, {}}};
inline const table_form activities_form{
  "activities.csv",
  {{"code", "name", "category"},
   {"id", "procedure", "room_units", "credential"}}};
inline const table_form credentials_form{
  "credentials.csv", {{"person", "kind", "first", "last", "status"}, {"id"}}};
inline const table_form absences_form{
  "absences.csv", {{"person", "first", "last", "kind", "status"}, {"id"}}};
inline const table_form requirements_form{
  "requirements.csv",
  {{"name", "kind", "pgy", "track", "weeks", "fulfilled_by"}, {"id", "after"}}};
inline const table_form roster_form{
  "roster.csv",
  {{"person", "start", "end", "template", "kind"},
   {"shift", "rotation", "source", "actual", "site"}}};
inline const table_form plan_form{
  "plan.csv", {{"person", "rotation", "first", "last"}, {"source"}}};

/// Every table that a directory may hold.
inline constexpr std::array<const table_form*, 13> table_forms{
  &info_form,      &sites_form,       &holidays_form,     &people_form,
  &pgy_form,       &credentials_form, &activities_form,   &rotations_form,
  &templates_form, &absences_form,    &requirements_form, &roster_form,
  &plan_form};

/// The programme's own rules, if it has any: a rule pack in TOML.
constexpr std::string_view rules_file = "rules.toml";

/// Separates codes in `fulfilled_by` and `after`; a backslash escapes it.
constexpr char list_separator = '|';

/// The enumerator's name.
template <class Enum>
std::string name_of(Enum x) {
  return boost::describe::enum_to_string(x, "");
}

/// All enumerators' names, for sentences.
template <class Enum>
std::string names_of() {
  auto out = std::string{};
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>(
    [&](auto x) { out.append(out.empty() ? "" : ", ").append(x.name); });
  return out;
}

} // namespace nightfloat::exchange
