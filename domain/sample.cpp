// SPDX-License-Identifier: Apache-2.0
#include "domain/sample_builder.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace nightfloat::domain {

namespace {

constexpr auto given_names = std::to_array<std::string_view>(
  {"Adair",  "Bryn",   "Calla",  "Darrow",  "Elowen", "Farrin", "Garnet",
   "Hollis", "Ione",   "Jory",   "Kestrel", "Linden", "Merrin", "Noor",
   "Oren",   "Perrin", "Quill",  "Rowan",   "Sable",  "Tamsin", "Umber",
   "Vesper", "Wren",   "Xanthe", "Yarrow",  "Zephyr"});

constexpr auto family_head = std::to_array<std::string_view>(
  {"Alder",  "Birch",   "Cedar", "Dune",  "Ember", "Fern",  "Glen", "Heath",
   "Iron",   "Juniper", "Kelp",  "Larch", "Moss",  "North", "Oak",  "Pine",
   "Quarry", "Reed",    "Stone", "Thorn", "Vale",  "Willow"});

constexpr auto family_tail = std::to_array<std::string_view>(
  {"brook", "croft", "dale", "field", "ford", "gate", "ham", "hurst", "ley",
   "low", "mere", "moor", "ridge", "shaw", "ton", "wick", "wood"});

constexpr std::uint8_t every_day = 0x7f;
constexpr std::uint8_t mon_to_fri = 0x1f;
constexpr std::uint8_t weekend = 0x60;
constexpr std::uint8_t thursday = 0x08;

date july(std::uint16_t year) {
  auto x = std::chrono::year_month_day{std::chrono::year{year},
                                       std::chrono::July, std::chrono::day{1}};
  return date{std::chrono::floor<date::duration>(
    std::chrono::sys_days{x}.time_since_epoch())};
}

} // namespace

void sample_builder::set_info() {
  auto& info = made_.info;
  info.name = "Sample programme of " + std::to_string(options_.residents)
              + " residents";
  info.zone = options_.zone;
  info.first = july(options_.academic_year);
  info.last = july(static_cast<std::uint16_t>(options_.academic_year + 1))
              - date::duration{1};
  info.calendar.academic_year = options_.academic_year;
  info.calendar.start = info.first;
  info.calendar.lengths.assign(13, 4);
}

void sample_builder::add_people(person_role role, std::uint8_t pgy,
                                std::uint32_t count) {
  for (std::uint32_t i = 0; i < count; ++i) {
    auto x = person{};
    x.id.value = static_cast<std::uint32_t>(made_.people.size() + 1);
    auto number = std::to_string(x.id.value);
    if (number.size() < 3)
      number.insert(0, 3 - number.size(), '0');
    x.code = (role == person_role::resident ? "R" : "F") + number;
    x.name = std::string{given_names[random_.below(given_names.size())]} + " "
             + std::string{family_head[random_.below(family_head.size())]}
             + std::string{family_tail[random_.below(family_tail.size())]};
    x.role = role;
    if (pgy != 0) {
      // The years before, too: a past does not change on 1 July.
      for (auto y = std::uint8_t{1}; y <= pgy; ++y)
        x.pgy.push_back(
          {static_cast<std::uint16_t>(options_.academic_year + y - pgy), y});
      x.track = "categorical";
    }
    made_.people.push_back(std::move(x));
  }
}

rotation_id sample_builder::add_rotation(std::string code, std::string name,
                                         rotation_kind kind, std::uint32_t min,
                                         std::uint32_t max) {
  auto x = rotation{};
  x.id.value = static_cast<std::uint32_t>(made_.rotations.size() + 1);
  x.code = std::move(code);
  x.name = std::move(name);
  x.kind = kind;
  x.people_min = static_cast<std::uint16_t>(min);
  x.people_max = static_cast<std::uint16_t>(max);
  x.site = "main";
  made_.rotations.push_back(std::move(x));
  return made_.rotations.back().id;
}

shift_template& sample_builder::add_template(std::string code, std::string name,
                                             rotation_id where,
                                             std::uint32_t needed,
                                             std::string unit) {
  auto x = shift_template{};
  x.id.value = static_cast<std::uint32_t>(made_.templates.size() + 1);
  x.code = std::move(code);
  x.name = std::move(name);
  x.rotation = where;
  x.start = 7 * 60;
  x.length = 12 * 60;
  x.people_needed = static_cast<std::uint16_t>(needed);
  x.supervised = true;
  x.unit = std::move(unit);
  made_.templates.push_back(std::move(x));
  return made_.templates.back();
}

void sample_builder::add_wards() {
  for (std::uint32_t i = 1; i <= size_.teams; ++i) {
    auto n = std::to_string(i);
    auto people = pool(size_.ward_intern_shifts())
                  + pool(size_.ward_senior_shifts());
    wards_.push_back(add_rotation("WARD" + n, "Ward team " + n,
                                  rotation_kind::inpatient, people,
                                  people + 2));
    add_ward_shifts(n, wards_.back());
  }
}

void sample_builder::add_ward_shifts(const std::string& n, rotation_id where) {
  auto& week = add_template("WARD" + n + "-INTERN", "Ward " + n + " intern",
                            where, size_.ward_interns, "wards");
  week.weekdays = mon_to_fri;
  week.pgy_max = 1;
  if (size_.ward_interns_weekend > 0) {
    auto& end = add_template("WARD" + n + "-INTERN-WE",
                             "Ward " + n + " intern, week-end", where,
                             size_.ward_interns_weekend, "wards");
    end.weekdays = weekend;
    end.pgy_max = 1;
  }
  if (size_.ward_seniors > 0) {
    auto& old = add_template("WARD" + n + "-SENIOR", "Ward " + n + " senior",
                             where, size_.ward_seniors, "wards");
    old.weekdays = size_.ward_seniors_weekend > 0 ? every_day : mon_to_fri;
    old.pgy_min = 2;
  }
}

void sample_builder::add_icus() {
  for (std::uint32_t i = 1; i <= size_.icus; ++i) {
    auto n = std::to_string(i);
    auto people = pool(7 * size_.icu_interns) + pool(size_.icu_senior_days());
    auto where = add_rotation("ICU" + n, "Intensive care " + n,
                              rotation_kind::inpatient, people, people + 2);
    icus_.push_back(where);
    add_template("ICU" + n + "-INTERN", "ICU " + n + " intern", where,
                 size_.icu_interns, "icu")
      .pgy_max
      = 1;
    auto& day = add_template("ICU" + n + "-SENIOR", "ICU " + n + " senior",
                             where, size_.icu_seniors, "icu");
    day.weekdays = mon_to_fri;
    day.length = 10 * 60;
    day.pgy_min = 2;
    auto& call = add_template("ICU" + n + "-CALL", "ICU " + n + " call", where,
                              size_.icu_seniors, "icu");
    call.kind = duty_kind::in_house_call;
    call.length = 24 * 60;
    call.pgy_min = 2;
  }
}

void sample_builder::add_nights() {
  if (size_.night_seniors == 0)
    return;
  auto people = pool(7 * size_.night_seniors) + pool(7 * size_.night_interns);
  auto where = add_rotation("NIGHT", "Night float", rotation_kind::night_float,
                            people, people + 1 + people / 8);
  nights_.push_back(where);
  auto night = [&](std::string code, std::uint32_t needed) -> auto& {
    auto& x = add_template(code, "Night float", where, needed, "nights");
    x.kind = duty_kind::night_float;
    x.start = 19 * 60;
    return x;
  };
  night("NIGHT-SENIOR", size_.night_seniors).pgy_min = 2;
  if (size_.night_interns > 0)
    night("NIGHT-INTERN", size_.night_interns).pgy_max = 1;
}

void sample_builder::add_ambulatory() {
  auto hours = [](shift_template& x, std::uint16_t start, std::uint16_t end) {
    x.start = start * 60u;
    x.length = static_cast<std::uint16_t>((end - start) * 60);
    x.weekdays = mon_to_fri;
  };
  auto both = size_.clinic_interns + size_.clinic_seniors;
  auto clinic = add_rotation("CLINIC", "Continuity clinic",
                             rotation_kind::outpatient, both,
                             both + 4 + both / 2);
  clinics_.push_back(clinic);
  if (size_.clinic_interns > 0) {
    auto& young = add_template("CLINIC-INTERN", "Clinic, intern", clinic,
                               size_.clinic_interns, "clinic");
    hours(young, 8, 17);
    young.pgy_max = 1;
  }
  auto& old = add_template("CLINIC-SENIOR", "Clinic, senior", clinic,
                           size_.clinic_seniors, "clinic");
  hours(old, 8, 17);
  // On Thursdays one of them is in the procedure clinic.
  old.weekdays = mon_to_fri & ~thursday;
  old.pgy_min = 2;
  if (size_.consults > 0) {
    auto where = add_rotation("CONSULT", "Consultations",
                              rotation_kind::inpatient, size_.consults,
                              size_.consults * 2);
    consults_.push_back(where);
    auto& x = add_template("CONSULT-SENIOR", "Consultations", where,
                           size_.consults, "consults");
    hours(x, 8, 18);
    x.pgy_min = 2;
  }
  auto all = options_.residents;
  electives_.push_back(
    add_rotation("ELECTIVE", "Elective", rotation_kind::elective, 0, all));
  // Nobody is missed there; everybody on it attends.
  auto& day = add_template("ELECTIVE-DAY", "Elective day", electives_[0], 0,
                           "elective");
  hours(day, 8, 17);
  day.kind = duty_kind::education;
  day.supervised = false;
  vacations_.push_back(
    add_rotation("VACATION", "Vacation", rotation_kind::vacation, 0, all));
}

void sample_builder::add_supervision(std::string code, std::string unit,
                                     std::uint32_t units, std::uint8_t days,
                                     bool by_night) {
  if (units == 0)
    return;
  auto needed = ceil_div(units, made_.info.supervision.faculty_units);
  auto& x = add_template(std::move(code), "Attending, " + unit, {}, needed,
                         unit);
  x.role = person_role::faculty;
  x.kind = duty_kind::supervision;
  x.weekdays = days;
  x.supervised = false;
  if (by_night)
    x.start = 19 * 60;
}

void sample_builder::add_faculty_shifts() {
  auto young = std::uint32_t{made_.info.supervision.pgy1_units};
  auto old = std::uint32_t{made_.info.supervision.other_units};
  auto t = size_.teams;
  add_supervision("ATT-WARDS", "wards",
                  t * (size_.ward_interns * young + size_.ward_seniors * old),
                  mon_to_fri, false);
  add_supervision(
    "ATT-WARDS-WE", "wards",
    t * (size_.ward_interns_weekend * young + size_.ward_seniors_weekend * old),
    weekend, false);
  add_supervision("ATT-ICU", "icu",
                  size_.icus
                    * (size_.icu_interns * young + 2 * size_.icu_seniors * old),
                  every_day, false);
  add_supervision("ATT-ICU-NIGHT", "icu", size_.icus * size_.icu_seniors * old,
                  every_day, true);
  add_supervision("ATT-NIGHTS", "nights",
                  size_.night_interns * young + size_.night_seniors * old,
                  every_day, true);
  add_supervision("ATT-CLINIC", "clinic",
                  size_.clinic_interns * young + size_.clinic_seniors * old,
                  mon_to_fri, false);
  add_supervision("ATT-CONSULT", "consults", size_.consults * old, mon_to_fri,
                  false);
}

/// The procedure clinic of each Thursday, with its teachers.
void sample_builder::add_procedures() {
  const auto& units = made_.info.supervision;
  auto hours = [](shift_template& x) {
    x.start = 8 * 60;
    x.length = 9 * 60;
    x.weekdays = thursday;
  };
  if (size_.clinic_seniors > 1) {
    auto& others = add_template("CLINIC-SENIOR-TH", "Clinic, senior, Thursday",
                                clinics_[0], size_.clinic_seniors - 1,
                                "clinic");
    hours(others);
    others.pgy_min = 2;
  }
  auto& one = add_template("PROC-SENIOR", "Procedure clinic", clinics_[0], 1,
                           "procedures");
  hours(one);
  one.pgy_min = 2;
  add_supervision("ATT-PROC", "procedures",
                  units.other_units + units.procedure_units, thursday, false);
  hours(made_.templates.back());
}

std::uint32_t sample_faculty(std::uint32_t residents) noexcept {
  if (residents < sample_full)
    return 4 + ceil_div(residents, 3);
  return std::max(12u, ceil_div(residents * 3, 10));
}

} // namespace nightfloat::domain
