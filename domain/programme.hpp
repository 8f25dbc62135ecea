// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a residency programme knows about itself: people and what they may do,
// sites, rotations, activities, the shifts that must be filled, who is away,
// holidays, the year's requirements and its own rules. Each struct is one
// stored record; fields are only ever appended.

#include "domain/calendar.hpp"
#include "domain/id.hpp"
#include "domain/rules/pack.hpp"
#include "domain/time.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::domain {

enum class person_role : std::uint8_t { resident = 1, faculty = 2 };
BOOST_DESCRIBE_ENUM(person_role, resident, faculty)

/// What a faculty member is beside the clinic; `none` for residents.
enum class faculty_role : std::uint8_t {
  none = 0,
  /// Programme director, and associate.
  pd = 1,
  apd = 2,
  /// Officer in charge of a clinic.
  oic = 3,
  dept_chief = 4,
  sports_med = 5,
  core = 6,
  adjunct = 7,
};
BOOST_DESCRIBE_ENUM(faculty_role, none, pd, apd, oic, dept_chief, sports_med,
                    core, adjunct)

/// A resident's postgraduate year (1..8) in one academic year. It is a fact of
/// both: a person's past does not change on 1 July.
struct pgy_year {
  std::uint16_t academic_year = 0;
  std::uint8_t pgy = 0;

  bool operator==(const pgy_year&) const = default;
};
BOOST_DESCRIBE_STRUCT(pgy_year, (), (academic_year, pgy))

/// Key `person/<id>`.
struct person {
  person_id id{};
  std::string code;
  std::string name;
  person_role role = person_role::resident;
  std::vector<pgy_year> pgy;
  std::string track;
  faculty_role faculty = faculty_role::none;

  bool operator==(const person&) const = default;
};
BOOST_DESCRIBE_STRUCT(person, (), (id, code, name, role, pgy, track, faculty))

enum class credential_status : std::uint8_t {
  active = 1,
  suspended = 2,
  pending = 3,
};
BOOST_DESCRIBE_ENUM(credential_status, active, suspended, pending)

/// What a person is certified for, from `first` to `last`, both included. Only
/// an `active` one counts. Key `credential/<person>/<id>`.
struct credential {
  credential_id id{};
  person_id person{};
  /// What shifts and activities ask for by name, such as `acls`.
  std::string kind;
  date first{};
  date last{};
  credential_status status = credential_status::active;

  bool operator==(const credential&) const = default;
};
BOOST_DESCRIBE_STRUCT(credential, (), (id, person, kind, first, last, status))

/// Key `site/<id>`.
struct site {
  site_id id{};
  std::string code;
  std::string name;
  /// IANA zone; empty: the programme's.
  std::string zone;
  /// At one time; 0: no limit.
  std::uint16_t people_max = 0;

  bool operator==(const site&) const = default;
};
BOOST_DESCRIBE_STRUCT(site, (), (id, code, name, zone, people_max))

enum class activity_category : std::uint8_t {
  clinical = 1,
  educational = 2,
  administrative = 3,
  time_off = 4,
};
BOOST_DESCRIBE_ENUM(activity_category, clinical, educational, administrative,
                    time_off)

/// What fills a shift. Key `activity/<id>`.
struct activity {
  activity_id id{};
  std::string code;
  std::string name;
  activity_category category = activity_category::clinical;
  /// Residents at it ask for the procedure units of supervision on top.
  bool procedure = false;
  /// How much of its site's `people_max` one person takes; 0: no room.
  std::uint8_t room_units = 1;
  /// The kind of credential that everybody at it must hold; empty: none.
  std::string credential;

  bool operator==(const activity&) const = default;
};
BOOST_DESCRIBE_STRUCT(activity, (),
                      (id, code, name, category, procedure, room_units,
                       credential))

enum class rotation_kind : std::uint8_t {
  inpatient = 1,
  outpatient = 2,
  night_float = 3,
  elective = 4,
  vacation = 5,
  other = 6,
};
BOOST_DESCRIBE_ENUM(rotation_kind, inpatient, outpatient, night_float, elective,
                    vacation, other)

/// Key `rotation/<id>`. Between `people_min` and `people_max` residents are on
/// it at any time.
struct rotation {
  rotation_id id{};
  std::string code;
  std::string name;
  rotation_kind kind = rotation_kind::inpatient;
  std::uint16_t people_min = 0;
  std::uint16_t people_max = 0;
  /// A site's code; empty: the programme's own place.
  std::string site;
  /// The week's approved limit in hours: 80, or up to 88 (CPR VI.F.4.c).
  std::uint16_t hours_week_max = 80;
  enum averaging averaging = averaging::by_pack;

  bool operator==(const rotation&) const = default;
};
BOOST_DESCRIBE_STRUCT(rotation, (),
                      (id, code, name, kind, people_min, people_max, site,
                       hours_week_max, averaging))

enum class duty_kind : std::uint8_t {
  clinical = 1,
  in_house_call = 2,
  at_home_call = 3,
  called_in = 4,
  night_float = 5,
  moonlighting = 6,
  education = 7,
  transition = 8,
  supervision = 9,
  /// Clinical work done at home: counts as hours, is no scheduled period.
  from_home = 10,
  /// Staying on one's own initiative: counts as hours, excuses a long stretch.
  voluntary = 11,
  administrative = 12,
  /// Elsewhere, for another employer; counts as any moonlighting does.
  moonlighting_external = 13,
};
BOOST_DESCRIBE_ENUM(duty_kind, clinical, in_house_call, at_home_call, called_in,
                    night_float, moonlighting, education, transition,
                    supervision, from_home, voluntary, administrative,
                    moonlighting_external)

/// One recurring shift and the demand for it: on each weekday of `weekdays`
/// (bit 0 = Monday) `people_needed` persons of `role` work from `start`
/// (local minute of the day) for `length` minutes. Key `template/<id>`.
struct shift_template {
  template_id id{};
  std::string code;
  std::string name;
  rotation_id rotation{};
  duty_kind kind = duty_kind::clinical;
  person_role role = person_role::resident;
  std::uint16_t start = 0;
  std::uint16_t length = 0;
  std::uint8_t weekdays = 0x7f;
  std::uint16_t people_needed = 1;
  std::uint8_t pgy_min = 1;
  std::uint8_t pgy_max = 8;
  /// Residents on it need supervision by faculty on a supervising shift.
  bool supervised = false;
  /// The unit whose cover this is; swaps of one unit and week conflict.
  std::string unit;
  /// Not assigned: clinical work that asks for no room.
  activity_id activity{};
  /// Where; not assigned: the rotation's site.
  site_id site{};
  /// What who works it must hold, in addition to its activity's.
  std::string credential;

  bool operator==(const shift_template&) const = default;
};
BOOST_DESCRIBE_STRUCT(shift_template, (),
                      (id, code, name, rotation, kind, role, start, length,
                       weekdays, people_needed, pgy_min, pgy_max, supervised,
                       unit, activity, site, credential))

enum class absence_status : std::uint8_t {
  pending = 1,
  approved = 2,
  rejected = 3,
};
BOOST_DESCRIBE_ENUM(absence_status, pending, approved, rejected)

/// Away from `first` to `last`, both included. Only `approved` blocks duty;
/// `pending` warns of what is planned meanwhile, `rejected` does nothing.
/// Key `absence/<person>/<id>`.
struct absence {
  absence_id id{};
  person_id person{};
  date first{};
  date last{};
  std::string kind;
  absence_status status = absence_status::approved;

  bool operator==(const absence&) const = default;
};
BOOST_DESCRIBE_STRUCT(absence, (), (id, person, first, last, kind, status))

enum class requirement_kind : std::uint8_t {
  weeks_min = 1,
  weeks_max = 2,
  weeks_exact = 3,
  contiguity_min = 4,
  contiguity_max = 5,
  block_aligned = 6,
  prerequisite = 7,
};
BOOST_DESCRIBE_ENUM(requirement_kind, weeks_min, weeks_max, weeks_exact,
                    contiguity_min, contiguity_max, block_aligned, prerequisite)

/// What residents of one PGY and track owe in a year: `weeks` on any rotation
/// of `fulfilled_by`. Zero PGY and empty track mean everybody.
/// Key `requirement/<id>`.
struct requirement {
  requirement_id id{};
  std::string name;
  requirement_kind kind = requirement_kind::weeks_min;
  std::uint8_t pgy = 0;
  std::string track;
  std::uint16_t weeks = 0;
  std::vector<rotation_id> fulfilled_by;
  /// For `prerequisite`: the rotations that must come before.
  std::vector<rotation_id> after;

  bool operator==(const requirement&) const = default;
};
BOOST_DESCRIBE_STRUCT(requirement, (),
                      (id, name, kind, pgy, track, weeks, fulfilled_by, after))

/// How many units of supervision a resident asks for and one faculty member
/// gives; in integers, so that no ratio is rounded twice (4 units = one
/// teacher; PGY-1 asks 2, others 1, a procedure clinic `procedure` more).
struct supervision_policy {
  std::uint8_t faculty_units = 4;
  std::uint8_t pgy1_units = 2;
  std::uint8_t other_units = 1;
  std::uint8_t procedure_units = 4;

  bool operator==(const supervision_policy&) const = default;
};
BOOST_DESCRIBE_STRUCT(supervision_policy, (),
                      (faculty_units, pgy1_units, other_units, procedure_units))

/// Which changes of the days ahead need an override.
enum class freeze_scope : std::uint8_t {
  none = 0,
  non_emergency = 1,
  all_changes = 2,
};
BOOST_DESCRIBE_ENUM(freeze_scope, none, non_emergency, all_changes)

/// Which swaps a coordinator must approve once their parties have agreed.
enum class swap_approval : std::uint8_t {
  never = 0,
  /// Those of days that do not change without a reason.
  frozen = 1,
  always = 2,
};
BOOST_DESCRIBE_ENUM(swap_approval, never, frozen, always)

/// Key `programme`: exactly one in each programme.
struct programme_info {
  std::string name;
  /// IANA zone of the site; resolves local shift times.
  std::string zone = "UTC";
  block_calendar calendar;
  /// First and last day that rosters cover, both included.
  date first{};
  date last{};
  std::string rule_pack = "acgme-2025";
  supervision_policy supervision;
  /// So many days from today on are frozen (0..30); 0: none.
  std::uint8_t freeze_days = 0;
  enum freeze_scope freeze_scope = freeze_scope::none;
  /// No change of this day or one before it; 1970-01-01: none is locked.
  date locked_until{};
  enum swap_approval swap_approval = swap_approval::never;

  bool operator==(const programme_info&) const = default;
};
BOOST_DESCRIBE_STRUCT(programme_info, (),
                      (name, zone, calendar, first, last, rule_pack,
                       supervision, freeze_days, freeze_scope, locked_until,
                       swap_approval))

/// All of a programme but its rosters, sorted by id (holidays by day); what
/// pure functions take.
struct programme {
  programme_info info;
  std::vector<person> people;
  std::vector<rotation> rotations;
  std::vector<shift_template> templates;
  std::vector<absence> absences;
  std::vector<requirement> requirements;
  std::vector<site> sites;
  std::vector<holiday> holidays;
  std::vector<activity> activities;
  std::vector<credential> credentials;
  /// The rules that it brings along; else `info.rule_pack` names a shipped
  /// pack. Key `rules`.
  std::optional<domain::rule_pack> pack;

  bool operator==(const programme&) const = default;
};
BOOST_DESCRIBE_STRUCT(programme, (),
                      (info, people, rotations, templates, absences,
                       requirements, sites, holidays, activities, credentials,
                       pack))

/// The rules that the programme brings along, else the shipped pack that it
/// names. Fails with `configuration`: there is none of that name, or a bound
/// of its own is impossible.
[[nodiscard]] result<rule_pack> pack_of(const programme& x);

/// The PGY of `x` in `academic_year`, or 0 where the record does not say.
[[nodiscard]] std::uint8_t pgy_of(const person& x,
                                  std::uint16_t academic_year) noexcept;

/// Its PGY on `day`: on 1 July the next year's.
[[nodiscard]] std::uint8_t pgy_on(const person& x, date day) noexcept;

/// Brings every vector into the order that the functions below need.
void sort(programme& x);

/// The member with that id, or null. O(log n).
[[nodiscard]] const person* find(const programme& x, person_id id) noexcept;
[[nodiscard]] const rotation* find(const programme& x, rotation_id id) noexcept;
[[nodiscard]] const shift_template* find(const programme& x,
                                         template_id id) noexcept;
[[nodiscard]] const site* find(const programme& x, site_id id) noexcept;
[[nodiscard]] const activity* find(const programme& x, activity_id id) noexcept;

/// The person with that code, or null. O(n).
[[nodiscard]] const person* find_code(const programme& x,
                                      std::string_view code) noexcept;

/// The site of that code, or null. O(n).
[[nodiscard]] const site* find_site(const programme& x,
                                    std::string_view code) noexcept;

/// Where `shift` is worked by who is on `on`: its own site, else that of the
/// rotation, else not assigned, which is the programme's own place.
[[nodiscard]] site_id site_of(const programme& x, const shift_template& shift,
                              rotation_id on) noexcept;

} // namespace nightfloat::domain
