// SPDX-License-Identifier: Apache-2.0
#pragma once

// Somebody who might take a shift, and what speaks against it.

#include "domain/id.hpp"
#include "domain/rules/finding.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <vector>

namespace nightfloat::domain {

/// Whether a person may work something.
enum class fitness : std::uint8_t {
  legal = 1,
  unknown = 2, ///< Data are missing; see `candidate::against`.
  illegal = 3,
};
BOOST_DESCRIBE_ENUM(fitness, legal, unknown, illegal)

struct candidate {
  person_id person{};
  enum fitness fitness = fitness::legal;
  /// Work that counts in the four weeks around, without this; 0 where role,
  /// PGY, leave or work at that time say no already.
  std::int64_t minutes = 0;
  /// Shifts of the same template in the four months around.
  std::uint32_t alike = 0;
  /// What would break or could not be judged, if not legal: the first is the
  /// chief reason.
  std::vector<finding> against;
  /// Warnings and notices that would be new, where it is legal.
  std::vector<finding> cautions;

  bool operator==(const candidate&) const = default;
};
BOOST_DESCRIBE_STRUCT(candidate, (),
                      (person, fitness, minutes, alike, against, cautions))

} // namespace nightfloat::domain
