// SPDX-License-Identifier: Apache-2.0
#pragma once

// The rules of the shift scheduling format said a second time, straight from
// their description and slowly, and random instances small enough that most
// rules are met and broken.

#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace nightfloat::test {

struct plain_staff {
  std::vector<int> shifts_max;
  int minutes_max = 0;
  int minutes_min = 0;
  int run_max = 0;
  int run_min = 0;
  int off_min = 0;
  int weekends_max = 0;
  std::set<int> days_off;
};

struct plain_shifts {
  int days = 0;
  std::vector<int> minutes;
  std::vector<std::set<int>> not_after;
  std::vector<plain_staff> staff;
  /// Person, day, shift.
  std::map<std::tuple<int, int, int>, int> wanted;
  std::map<std::tuple<int, int, int>, int> unwanted;
  /// Day and shift: heads, price under and over.
  std::map<std::pair<int, int>, std::tuple<int, int, int>> cover;

  [[nodiscard]] std::string text() const;
};

/// A shift a day, -1: off.
using plain_row = std::vector<int>;

struct plain_cost_of {
  int broken = 0;
  std::int64_t penalty = 0;
};

[[nodiscard]] plain_shifts random_shifts(std::mt19937_64& random);
[[nodiscard]] std::vector<plain_row> random_rows(const plain_shifts& x,
                                                 std::mt19937_64& random);
[[nodiscard]] std::string text_of(const plain_shifts& x,
                                  const std::vector<plain_row>& roster);
[[nodiscard]] plain_cost_of plain_cost(const plain_shifts& x,
                                       const std::vector<plain_row>& roster);

} // namespace nightfloat::test
