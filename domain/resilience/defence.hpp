// SPDX-License-Identifier: Apache-2.0
#pragma once

// One traffic light: how much of what shifts ask for has people. Green from 95
// of a hundred places on, yellow from 90, orange from 80, red from 70, and
// black below, judged over all days and over the first seven; the worse of the
// two counts.
//
// Where no shift asks for people, and on days of which nothing is generated,
// nothing is known: that is no green.

#include "domain/roster.hpp"
#include "domain/rules/context.hpp"
#include "domain/time.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>

namespace nightfloat::domain {

/// Numbers are stored: appended only.
enum class defence_level : std::uint8_t {
  unknown = 0,
  green = 1,
  yellow = 2,
  orange = 3,
  red = 4,
  black = 5,
};
BOOST_DESCRIBE_ENUM(defence_level, unknown, green, yellow, orange, red, black)

/// Places of shifts on days of which something is generated.
struct place_count {
  std::uint32_t needed = 0;
  std::uint32_t missing = 0;

  bool operator==(const place_count&) const = default;
};

/// REQUIRES the roster sorted. Days outside of the programme count nothing, and
/// so do days that are too many to be judged at once.
[[nodiscard]] place_count count_places(const rule_context& context,
                                       const roster& what, window over);

/// Of all days looked at, and of the first seven; `unknown` where the first is
/// of no places.
[[nodiscard]] defence_level defence_of(const place_count& all,
                                       const place_count& week) noexcept;

} // namespace nightfloat::domain
