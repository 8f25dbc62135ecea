// SPDX-License-Identifier: Apache-2.0
#include "domain/sample_builder.hpp"

namespace nightfloat::domain {

namespace {

/// Certificates of resuscitation are good for two years.
constexpr auto acls_days = date::duration{730};

const auto acls = std::string{"acls"};
const auto sedation = std::string{"sedation"};
const auto ultrasound = std::string{"ultrasound"};

} // namespace

void sample_builder::add_places() {
  // Whoever is there at once takes a room, teachers included.
  auto rooms = size_.clinic_interns + size_.clinic_seniors + 4;
  made_.sites = {
    {.id = {1}, .code = "main", .name = "Main hospital"},
    {.id = {2},
     .code = "clinic",
     .name = "Continuity clinic",
     .people_max = static_cast<std::uint16_t>(std::max(rooms, 6u))},
  };
  made_.holidays = federal_holidays(options_.academic_year);
}

void sample_builder::add_activities() {
  using enum activity_category;
  made_.activities = {
    {.id = {1}, .code = "WARD-CARE", .name = "Ward care", .room_units = 0},
    {.id = {2},
     .code = "CRITICAL-CARE",
     .name = "Critical care",
     .room_units = 0,
     .credential = acls},
    {.id = {3}, .code = "CLINIC", .name = "Clinic session"},
    {.id = {4},
     .code = "PROCEDURES",
     .name = "Procedure clinic",
     .procedure = true,
     .credential = sedation},
    {.id = {5},
     .code = "TEACHING",
     .name = "Teaching and study",
     .category = educational,
     .room_units = 0},
    {.id = {6}, .code = "ATTENDING", .name = "Attending", .room_units = 0},
  };
}

/// Which activity each shift is, and where.
void sample_builder::place_shifts() {
  for (auto& x : made_.rotations)
    x.site = x.id == clinics_[0] ? "clinic" : "main";
  for (auto& x : made_.templates) {
    auto ambulatory = x.unit == "clinic" || x.unit == "procedures";
    x.site = {ambulatory ? 2u : 1u};
    if (x.unit == "procedures")
      x.activity = {4};
    else if (x.role == person_role::faculty)
      x.activity = {6};
    else if (x.unit == "clinic")
      x.activity = {3};
    else if (x.unit == "icu")
      x.activity = {2};
    else
      x.activity = {x.unit == "elective" ? 5u : 1u};
    // Alone with the wards at night.
    if (x.kind == duty_kind::night_float)
      x.credential = acls;
  }
}

void sample_builder::give_roles() {
  using enum faculty_role;
  constexpr auto first = std::to_array({pd, apd, oic, dept_chief, sports_med});
  for (auto i = std::size_t{0}; i < options_.faculty; ++i)
    made_.people[options_.residents + i].faculty = i < first.size() ? first[i]
                                                                    : core;
}

void sample_builder::add_credential(const person& who, const std::string& kind,
                                    date first, date last,
                                    credential_status status) {
  auto id = static_cast<std::uint32_t>(made_.credentials.size() + 1);
  made_.credentials.push_back({.id = {id},
                               .person = who.id,
                               .kind = kind,
                               .first = first,
                               .last = last,
                               .status = status});
}

/// Everybody may work what the year asks of them. Some certificates end within
/// it and are renewed in time; some, which no shift asks for, are pending,
/// suspended or have lapsed.
void sample_builder::add_credentials() {
  const auto& year = made_.info;
  auto days = static_cast<std::size_t>((year.last - year.first).count());
  auto some_day = [&] {
    return date::duration{
      static_cast<std::int32_t>(random_credentials_.below(days))};
  };
  for (const auto& who : made_.people) {
    auto senior = pgy_of(who, options_.academic_year) != 1;
    auto begun = year.first - some_day();
    auto ends = std::min(begun + acls_days, year.first + some_day() + one_day);
    if (!random_credentials_.chance(250))
      ends = begun + acls_days;
    add_credential(who, acls, begun, ends);
    if (ends < year.last)
      add_credential(who, acls, ends, ends + acls_days);
    if (senior)
      add_credential(who, sedation, begun, year.last + some_day());
    if (random_credentials_.chance(60))
      add_credential(who, ultrasound, year.first + some_day(),
                     year.last + acls_days, credential_status::pending);
    else if (random_credentials_.chance(40))
      add_credential(who, ultrasound, begun, begun + acls_days,
                     credential_status::suspended);
    else if (random_credentials_.chance(40))
      add_credential(who, ultrasound, begun - acls_days, begun);
  }
}

} // namespace nightfloat::domain
