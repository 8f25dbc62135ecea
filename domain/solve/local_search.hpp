// SPDX-License-Identifier: Apache-2.0
#pragma once

// Local search in cycles: each cools down from a roster of the elite, by
// annealing or by whole rows, whichever did better lately. Stuck cycles begin
// hotter or elsewhere; what was decided is told.

#include "domain/solve/annealing.hpp"
#include "domain/solve/row_search.hpp"

#include <array>
#include <optional>
#include <string>

namespace nightfloat::domain::solve {

enum class local_part : std::uint8_t { annealing, rows };
constexpr std::size_t local_parts = 2;

[[nodiscard]] const char* to_string(local_part x) noexcept;

/// Not thread-safe. The same calls give the same rosters.
class local_search {
public:
  local_search(const tables& x, const grid& start, std::uint64_t seed);

  /// Works for about a hundredth of a second; `used` is how much of the budget
  /// is gone, 0 to 1. Returns how many moves it tried; a row counts for as many
  /// as it has choices.
  std::uint64_t slice(double used);

  /// What the cycle that goes on is, in words.
  [[nodiscard]] std::string decision() const;

  /// A roster from elsewhere: joins the elite.
  void offer(const grid& roster, score cost);

  [[nodiscard]] const grid& best() const noexcept {
    return elite_.front().roster;
  }
  [[nodiscard]] score best_cost() const noexcept {
    return elite_.front().cost;
  }
  [[nodiscard]] local_part part() const noexcept {
    return part_;
  }
  [[nodiscard]] std::uint64_t cycles() const noexcept {
    return cycles_;
  }
  [[nodiscard]] const std::array<move_count, move_kinds>&
  counts() const noexcept {
    return annealing_.counts();
  }

private:
  struct member {
    grid roster;
    score cost;
  };

  void begin_cycle(double used);
  void end_cycle();
  [[nodiscard]] double temperature(double used) const noexcept;
  [[nodiscard]] local_part choose() noexcept;

  const tables* x_;
  random_source random_;
  annealing annealing_;
  row_search rows_;
  std::vector<member> elite_;
  local_part part_ = local_part::annealing;
  double from_ = 0;
  double to_ = 0;
  double hot_ = 0;
  std::size_t started_from_ = 0;
  std::uint64_t cycles_ = 0;
  score cycle_best_;
  /// What each part's last cycle reached; absent: not tried yet.
  std::array<std::optional<score>, local_parts> reached_{};
};

} // namespace nightfloat::domain::solve
