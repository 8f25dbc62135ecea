// SPDX-License-Identifier: Apache-2.0
#include "domain/sample_builder.hpp"

#include <algorithm>

namespace nightfloat::domain {

namespace {

/// Half blocks of two weeks in the year; the last takes the days left over.
constexpr std::uint32_t halves = 26;
constexpr std::int32_t half_days = 14;

} // namespace

void sample_builder::rule(const std::string& name, requirement_kind kind,
                          std::uint8_t pgy, std::uint32_t weeks,
                          const std::vector<rotation_id>& of) {
  if (of.empty())
    return;
  auto x = requirement{};
  x.id.value = static_cast<std::uint32_t>(made_.requirements.size() + 1);
  x.name = name;
  x.kind = kind;
  x.pgy = pgy;
  x.weeks = static_cast<std::uint16_t>(weeks);
  x.fulfilled_by = of;
  made_.requirements.push_back(std::move(x));
}

/// Half to one and a half times the fair share of `weeks_all`.
void sample_builder::require(const std::string& name, std::uint8_t pgy,
                             const std::vector<rotation_id>& of,
                             std::uint32_t weeks_all, std::uint32_t people) {
  // Where a service asks for none of this year, none of them is on it.
  if (weeks_all == 0)
    return rule(name, requirement_kind::weeks_max, pgy, 0, of);
  if (people == 0)
    return;
  auto share = weeks_all / people;
  rule(name, requirement_kind::weeks_min, pgy, share / 4 * 2, of);
  rule(name, requirement_kind::weeks_max, pgy, (share * 3 / 4 + 2) * 2, of);
}

void sample_builder::add_requirements() {
  constexpr std::uint32_t weeks = 52;
  auto young = size_.pgy[1];
  auto old = size_.pgy[2] + size_.pgy[3];
  auto t = size_.teams;
  require("Wards", 1, wards_, weeks * t * pool(size_.ward_intern_shifts()),
          young);
  require("Intensive care", 1, icus_,
          weeks * size_.icus * pool(7 * size_.icu_interns), young);
  require("Night float", 1, nights_, weeks * pool(7 * size_.night_interns),
          young);
  require("Clinic", 1, clinics_, weeks * size_.clinic_interns, young);
  rule("Consultations", requirement_kind::weeks_max, 1, 0, consults_);
  for (std::uint8_t pgy = 2; pgy <= 3; ++pgy) {
    require("Wards", pgy, wards_, weeks * t * pool(size_.ward_senior_shifts()),
            old);
    require("Intensive care", pgy, icus_,
            weeks * size_.icus * pool(size_.icu_senior_days()), old);
    require("Night float", pgy, nights_, weeks * pool(7 * size_.night_seniors),
            old);
    require("Clinic", pgy, clinics_, weeks * size_.clinic_seniors, old);
  }
  rule("Elective", requirement_kind::weeks_min, 0, 4, electives_);
  rule("Vacation", requirement_kind::weeks_exact, 0, 4, vacations_);
  for (const auto* of : {&wards_, &icus_, &nights_, &clinics_})
    if (!of->empty()) {
      auto name = find(made_, of->front())->name;
      rule(name, requirement_kind::contiguity_min, 0, 2, *of);
    }
  rule("Night float", requirement_kind::contiguity_max, 0, 4, nights_);
}

void sample_builder::add_absence(person_id who, std::int32_t day,
                                 std::int32_t length, std::string kind,
                                 absence_status status) {
  auto x = absence{};
  x.id.value = static_cast<std::uint32_t>(made_.absences.size() + 1);
  x.person = who;
  x.first = made_.info.first + date::duration{day};
  x.last = std::min(x.first + date::duration{length - 1}, made_.info.last);
  x.kind = std::move(kind);
  x.status = status;
  made_.absences.push_back(std::move(x));
}

bool sample_builder::away(person_id who, date first, date last) const {
  return std::any_of(
    made_.absences.begin(), made_.absences.end(), [&](const absence& x) {
      return x.person == who && x.first <= last && first <= x.last;
    });
}

/// Whether, in a small programme, somebody who could stand in for `who` is
/// away then: nobody would be left to.
bool sample_builder::alone(const person& who, date first, date last) const {
  if (options_.residents >= sample_full)
    return false;
  auto year = options_.academic_year;
  auto stands_in = [&](const person& x) {
    return x.role == who.role
           && (pgy_of(x, year) == 1) == (pgy_of(who, year) == 1);
  };
  return std::ranges::any_of(made_.people, [&](const person& x) {
    return stands_in(x) && away(x.id, first, last);
  });
}

/// Two vacations of a half block each for `count` people from index `first`
/// on, spread so that about the same number is away at any time.
void sample_builder::add_vacations(std::uint32_t first, std::uint32_t count) {
  auto order = std::vector<std::uint32_t>(count);
  for (std::uint32_t i = 0; i < count; ++i)
    order[i] = first + i;
  random_.shuffle(order);
  auto tail = (made_.info.last - made_.info.first).count() + 1
              - static_cast<std::int32_t>(halves) * half_days;
  for (std::uint32_t i = 0; i < count; ++i) {
    auto early = i * (halves / 2) / count;
    auto late = halves / 2 + (early + 5) % (halves / 2);
    for (auto half : {early, late}) {
      auto day = static_cast<std::int32_t>(half) * half_days;
      auto length = half_days + (half + 1 == halves ? tail : 0);
      add_absence(made_.people[order[i]].id, day, length, "vacation",
                  absence_status::approved);
    }
  }
}

/// A conference or an illness known beforehand, or a request that was not or
/// not yet approved; a few parental leaves.
void sample_builder::add_short_leave(const person& who) {
  auto place = [&](std::int32_t length, std::string kind, absence_status status,
                   std::int32_t step) {
    auto room = (made_.info.last - made_.info.first).count() + 1 - length;
    auto day = static_cast<std::int32_t>(
                 random_.below(static_cast<std::size_t>(room / step)))
               * step;
    auto first = made_.info.first + date::duration{day};
    auto last = first + date::duration{length - 1};
    if (!away(who.id, first, last) && !alone(who, first, last))
      add_absence(who.id, day, length, std::move(kind), status);
  };
  auto days = 2 + static_cast<std::int32_t>(random_.below(2));
  if (random_.chance(400))
    place(days, "conference", absence_status::approved, 1);
  if (random_.chance(100))
    place(days, "sick", absence_status::approved, 1);
  if (random_.chance(60))
    place(3, "conference", absence_status::pending, 1);
  if (random_.chance(40))
    place(2, "personal", absence_status::rejected, 1);
  auto senior = pgy_of(who, options_.academic_year) > 1;
  if (senior && options_.residents >= 50 && random_.chance(40))
    place(2 * half_days, "parental", absence_status::approved, 2 * half_days);
}

void sample_builder::add_leave() {
  auto young = size_.pgy[1];
  auto residents = options_.residents;
  add_vacations(0, young);
  add_vacations(young, residents - young);
  add_vacations(residents, options_.faculty);
  for (const auto& who : made_.people)
    add_short_leave(who);
}

programme sample_builder::build() {
  set_info();
  for (std::uint8_t pgy = 1; pgy <= 3; ++pgy)
    add_people(person_role::resident, pgy, size_.pgy[pgy]);
  add_people(person_role::faculty, 0, options_.faculty);
  add_wards();
  add_icus();
  add_nights();
  add_ambulatory();
  add_faculty_shifts();
  add_procedures();
  add_places();
  add_activities();
  place_shifts();
  give_roles();
  add_credentials();
  add_requirements();
  add_leave();
  return std::move(made_);
}

result<programme> make_sample(const sample_options& options) {
  auto wrong = [](std::string what) {
    return failure{ec::invalid_argument, "make sample: " + what};
  };
  auto x = options;
  if (x.residents < sample_residents_min || x.residents > sample_residents_max)
    return wrong(std::to_string(x.residents) + " residents are out of bounds ("
                 + std::to_string(sample_residents_min) + ".."
                 + std::to_string(sample_residents_max)
                 + "), give a number within");
  auto needed = sample_faculty(x.residents);
  if (x.faculty == 0)
    x.faculty = needed;
  if (x.faculty < needed || x.faculty > sample_faculty_max)
    return wrong(std::to_string(x.faculty) + " faculty cannot supervise "
                 + std::to_string(x.residents) + " residents (bounds "
                 + std::to_string(needed) + ".."
                 + std::to_string(sample_faculty_max)
                 + "), give 0 to have as many as are needed");
  if (x.academic_year < 2000 || x.academic_year > 2100)
    return wrong("academic year " + std::to_string(x.academic_year)
                 + " is out of bounds (2000..2100), give the year in which "
                   "it begins");
  return sample_builder{x}.build();
}

} // namespace nightfloat::domain
