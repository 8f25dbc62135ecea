// SPDX-License-Identifier: Apache-2.0
#pragma once

// A made-up residency programme of any size: people with invented names,
// rotations, shifts and their demand, leave and a year's requirements. The
// demand is sized to the staff, so that a roster without a violation exists.
// The same options give the same programme on every machine.

#include "domain/programme.hpp"

#include <cstdint>
#include <string>

namespace nightfloat::domain {

constexpr std::uint32_t sample_residents_min = 25;
constexpr std::uint32_t sample_residents_max = 500;
constexpr std::uint32_t sample_faculty_max = 500;

struct sample_options {
  std::uint32_t residents = 100;
  /// 0: thirty for each hundred residents.
  std::uint32_t faculty = 0;
  std::uint64_t seed = 1;
  /// The year begins on 1 July of it and has 365 or 366 days.
  std::uint16_t academic_year = 2026;
  /// IANA zone of the made-up hospital.
  std::string zone = "America/Chicago";
};

/// The faculty that `residents` need, as sample_options::faculty = 0 says.
[[nodiscard]] std::uint32_t sample_faculty(std::uint32_t residents) noexcept;

/// Makes the programme. Fails with `invalid_argument` for a size beyond the
/// bounds above, for fewer faculty than `sample_faculty` (supervision could
/// not be met), or for a year outside 2000..2100.
[[nodiscard]] result<programme> make_sample(const sample_options& options);

} // namespace nightfloat::domain
