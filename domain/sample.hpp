// SPDX-License-Identifier: Apache-2.0
#pragma once

// A made-up residency programme, from a handful of residents to two thousand:
// people with invented names, rotations, shifts and their demand, leave and a
// year's requirements. The demand is sized to the staff, so that a roster
// without a violation exists; the smallest programmes have a ward on weekdays
// and a clinic. The same options give the same programme on every machine.

#include "domain/programme.hpp"

#include <cstdint>
#include <string>

namespace nightfloat::domain {

constexpr std::uint32_t sample_residents_min = 4;
constexpr std::uint32_t sample_residents_max = 2'000;
constexpr std::uint32_t sample_faculty_max = 2'000;

struct sample_options {
  std::uint32_t residents = 100;
  /// 0: as `sample_faculty` says.
  std::uint32_t faculty = 0;
  std::uint64_t seed = 1;
  /// The year begins on 1 July of it and has 365 or 366 days.
  std::uint16_t academic_year = 2026;
  /// IANA zone of the made-up hospital.
  std::string zone = "America/Chicago";
};

/// The faculty that `residents` need: thirty for each hundred, and more of them
/// in small programmes, where each service takes one all the same.
[[nodiscard]] std::uint32_t sample_faculty(std::uint32_t residents) noexcept;

/// Makes the programme. Fails with `invalid_argument` for a size beyond the
/// bounds above, for fewer faculty than `sample_faculty` (supervision could
/// not be met), or for a year outside 2000..2100.
[[nodiscard]] result<programme> make_sample(const sample_options& options);

} // namespace nightfloat::domain
