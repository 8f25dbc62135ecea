// SPDX-License-Identifier: Apache-2.0
#pragma once

// Builds the sample programme in memory: the staff and their shifts in
// sample.cpp, where and by whom they may be worked in sample_places.cpp, what
// the year asks of them in sample_year.cpp. Internal.

#include "domain/sample.hpp"
#include "domain/solve/random.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace nightfloat::domain {

constexpr std::uint32_t ceil_div(std::uint32_t a, std::uint32_t b) {
  return (a + b - 1) / b;
}

/// From so many residents on there are wards, intensive care, nights and
/// clinic around the clock and the week.
constexpr std::uint32_t sample_full = 23;

/// Beyond so many residents teams are larger instead of more: a year plan has
/// at most 63 rotations.
constexpr std::uint32_t sample_grouped = 500;

/// How large each service is, from the number of residents. The inpatient
/// services together take about two thirds of an intern's year and a third
/// of a senior's. A small programme has the services that its residents can
/// staff in two thirds of their year; faculty are there alone for the rest.
struct sample_sizes {
  std::array<std::uint32_t, 4> pgy{}; ///< [1..3]
  std::uint32_t teams = 1;
  std::uint32_t ward_interns = 2; ///< of each team, on weekdays
  std::uint32_t ward_interns_weekend = 1;
  std::uint32_t ward_seniors = 1;
  std::uint32_t ward_seniors_weekend = 1;
  std::uint32_t icus = 1;
  std::uint32_t icu_interns = 1;
  std::uint32_t icu_seniors = 1; ///< by day, and on call
  std::uint32_t night_interns = 0;
  std::uint32_t night_seniors = 1;
  std::uint32_t clinic_interns = 1;
  std::uint32_t clinic_seniors = 2;
  std::uint32_t consults = 0;

  explicit sample_sizes(std::uint32_t residents) {
    pgy[1] = ceil_div(residents * 36, 100);
    pgy[2] = (residents - pgy[1] + 1) / 2;
    pgy[3] = residents - pgy[1] - pgy[2];
    auto seniors = pgy[2] + pgy[3];
    teams = std::max(1u, pgy[1] * 22 / 156);
    icus = std::max(1u, seniors * 7 / 208);
    if (pgy[1] >= 18) {
      icu_interns = 2;
      night_interns = ceil_div(teams, 3);
    }
    night_seniors = ceil_div(teams, 4);
    clinic_interns = std::max(1u, residents * 3 / 100);
    clinic_seniors = std::max(2u, residents * 9 / 100);
    consults = residents >= 50 ? residents / 50 : 0;
    if (residents < sample_full)
      shrink(residents);
    if (residents > sample_grouped)
      group(ceil_div(residents, sample_grouped));
  }

  /// Of one team in a week.
  [[nodiscard]] std::uint32_t ward_intern_shifts() const {
    return 5 * ward_interns + 2 * ward_interns_weekend;
  }

  [[nodiscard]] std::uint32_t ward_senior_shifts() const {
    return 5 * ward_seniors + 2 * ward_seniors_weekend;
  }

  /// Of one unit in a week; a 24 hour call takes two days from the one who has
  /// it.
  [[nodiscard]] std::uint32_t icu_senior_days() const {
    return (2 * 7 + 5) * icu_seniors;
  }

private:
  /// `n` teams, and `n` units of intensive care, are one.
  void group(std::uint32_t n) {
    teams /= n;
    ward_interns *= n;
    ward_interns_weekend *= n;
    ward_seniors *= n;
    ward_seniors_weekend *= n;
    icus /= n;
    icu_interns *= n;
    icu_seniors *= n;
  }

  void shrink(std::uint32_t residents) {
    icus = residents >= 20 ? 1 : 0;
    night_seniors = residents >= 14 && icus == 0 ? 1 : 0;
    clinic_interns = residents >= 14 ? 1 : 0;
    clinic_seniors = icus > 0 ? 2 : 1;
    if (residents < 14 || icus > 0)
      ward_interns = 1;
    if (residents < 8)
      ward_seniors_weekend = 0;
    if (residents < 6) {
      ward_interns_weekend = 0;
      ward_seniors = 0;
    }
  }
};

/// People needed on a rotation so that `shifts` a week leave everybody with
/// about two days off.
constexpr std::uint32_t pool(std::uint32_t shifts) {
  return ceil_div(shifts, 5);
}

class sample_builder {
public:
  explicit sample_builder(const sample_options& options)
    : options_{options}, size_{options.residents}, random_{options.seed},
      random_credentials_{options.seed ^ 0x6372'6564u} {
  }

  programme build();

private:
  void set_info();
  void add_people(person_role role, std::uint8_t pgy, std::uint32_t count);
  rotation_id add_rotation(std::string code, std::string name,
                           rotation_kind kind, std::uint32_t min,
                           std::uint32_t max);
  shift_template& add_template(std::string code, std::string name,
                               rotation_id where, std::uint32_t needed,
                               std::string unit);
  void add_supervision(std::string code, std::string unit, std::uint32_t units,
                       std::uint8_t days, bool by_night);
  void add_wards();
  void add_ward_shifts(const std::string& n, rotation_id where);
  void add_icus();
  void add_nights();
  void add_ambulatory();
  void add_faculty_shifts();
  void add_procedures();
  void add_places();
  void add_activities();
  void place_shifts();
  void give_roles();
  void add_credential(const person& who, const std::string& kind, date first,
                      date last,
                      credential_status status = credential_status::active);
  void add_credentials();
  void add_requirements();
  void require(const std::string& name, std::uint8_t pgy,
               const std::vector<rotation_id>& of, std::uint32_t weeks_all,
               std::uint32_t people);
  void rule(const std::string& name, requirement_kind kind, std::uint8_t pgy,
            std::uint32_t weeks, const std::vector<rotation_id>& of);
  void add_leave();
  void add_vacations(std::uint32_t first, std::uint32_t count);
  void add_short_leave(const person& who);
  void add_absence(person_id who, std::int32_t day, std::int32_t length,
                   std::string kind, absence_status status);
  [[nodiscard]] bool away(person_id who, date first, date last) const;
  [[nodiscard]] bool alone(const person& who, date first, date last) const;

  sample_options options_;
  sample_sizes size_;
  random_source random_;
  /// Apart, so that names and leave do not depend on credentials.
  random_source random_credentials_;
  programme made_;
  std::vector<rotation_id> wards_;
  std::vector<rotation_id> icus_;
  std::vector<rotation_id> nights_;
  std::vector<rotation_id> clinics_;
  std::vector<rotation_id> consults_;
  std::vector<rotation_id> vacations_;
  std::vector<rotation_id> electives_;
};

} // namespace nightfloat::domain
