// SPDX-License-Identifier: Apache-2.0
#pragma once

// The shift scheduling format as it stands, before it means anything to the
// search. Internal to `shift_scheduling.cpp`.

#include "domain/solve/problem.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nightfloat::exchange {

/// What stands of a person in SECTION_STAFF after the name.
struct shift_terms {
  /// By shift.
  std::vector<std::int32_t> shifts_max;
  std::int32_t minutes_max = 0;
  std::int32_t minutes_min = 0;
  std::int32_t run_max = 0;
  std::int32_t run_min = 0;
  std::int32_t off_min = 0;
  std::int32_t weekends_max = 0;

  auto operator<=>(const shift_terms&) const = default;
};

struct shift_wish {
  std::uint32_t who = 0;
  std::int32_t day = 0;
  domain::solve::task shift = 0;

  auto operator<=>(const shift_wish&) const = default;
};

struct shift_cover {
  std::int32_t heads = 0;
  std::int32_t under = 0;
  std::int32_t over = 0;

  bool operator==(const shift_cover&) const = default;
};

struct shift_tables {
  std::int32_t days = 0;
  /// Names and minutes; the first is to be off.
  std::vector<std::string> shifts{"-"};
  std::vector<std::int32_t> minutes{0};
  /// What may not follow, by shift.
  std::vector<std::set<std::string>> not_after{{}};
  std::vector<std::string> people;
  std::vector<shift_terms> terms;
  std::set<std::pair<std::uint32_t, std::int32_t>> days_off;
  std::map<shift_wish, std::int32_t> wishes_on;
  std::map<shift_wish, std::int32_t> wishes_off;
  std::map<std::pair<std::int32_t, domain::solve::task>, shift_cover> covers;
};

/// Fails as `read_shift_scheduling` does.
[[nodiscard]] result<shift_tables> read_shift_tables(std::string_view text,
                                                     const std::string& source);

} // namespace nightfloat::exchange
