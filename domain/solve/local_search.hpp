// SPDX-License-Identifier: Apache-2.0
#pragma once

// Local search in cycles: each cools down from a roster of the elite, by
// annealing or by whole rows, whichever did better lately. A cycle of those
// that reheat ends where it is stuck (stuck.hpp): the next one begins
// elsewhere, or takes out more people at once; what was decided is told.

#include "domain/solve/annealing.hpp"
#include "domain/solve/cooling.hpp"
#include "domain/solve/row_search.hpp"
#include "domain/solve/stuck.hpp"

#include <array>
#include <optional>
#include <string>

namespace nightfloat::domain::solve {

enum class local_part : std::uint8_t { annealing, rows };
constexpr std::size_t local_parts = 2;

[[nodiscard]] const char* to_string(local_part x) noexcept;

struct local_options {
  row_limits rows;
  /// It anneals and does nothing else, a long cycle from that temperature on
  /// first. Absent: each part's first cycle tells which of them is to go on.
  std::optional<double> anneals_from;
};

/// Not thread-safe. The same calls give the same rosters.
class local_search {
public:
  local_search(const tables& x, const grid& start, std::uint64_t seed,
               const local_options& options = {});

  /// Works for about a hundredth of a second; `used` is how much of the budget
  /// is gone, 0 to 1. Returns how many moves it tried; a row counts for as many
  /// as its time is worth. `stop` ends it before that.
  std::uint64_t slice(double used, const std::function<bool()>& stop = {});

  /// What the cycle that goes on is, and why the last one ended, in words.
  [[nodiscard]] std::string decision() const;

  /// No roster costs less: what is near enough to it is not stuck.
  void know(const std::optional<score>& bound) noexcept {
    bound_ = bound;
  }

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
  /// Its long cycle is over.
  [[nodiscard]] bool reheats() const noexcept {
    return cycles_ > local_parts + 1;
  }
  /// The temperature with which a long cycle of annealing begins, by what its
  /// first one gained where.
  [[nodiscard]] double warm() const noexcept;
  [[nodiscard]] std::vector<move_profile> moves() const;
  [[nodiscard]] row_profile walked() const noexcept {
    return rows_.walked();
  }
  /// Of the rosters it works on, the walks of rows, and the elite.
  [[nodiscard]] std::vector<memory_profile> memory() const;

private:
  struct member {
    grid roster;
    score cost;
  };

  std::uint64_t work(double temperature, const std::function<bool()>& stop);
  void begin_cycle(double used);
  void look(double used, double temperature, const std::function<bool()>& stop);
  [[nodiscard]] stuck_sample sample(double used) const noexcept;
  [[nodiscard]] double number(score x) const noexcept;
  void end_cycle();
  [[nodiscard]] double temperature(double used) const noexcept;
  [[nodiscard]] local_part choose() noexcept;
  [[nodiscard]] double length_of_cycle(double used) const noexcept;
  [[nodiscard]] double first_heat();
  [[nodiscard]] double reheat();
  [[nodiscard]] double full_heat() const noexcept;
  [[nodiscard]] double cold() const noexcept;
  [[nodiscard]] double part_of_cycle(double used) const noexcept;

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
  cooling first_cooling_;
  std::optional<double> anneals_from_;
  stuck_watch stuck_;
  /// Why the last cycle ended before its time.
  stuck_decision decided_ = stuck_decision::go_on;
  std::string why_;
  std::uint64_t moves_ = 0;
  std::optional<score> bound_;
  /// What each part's last cycle reached; absent: not tried yet.
  std::array<std::optional<score>, local_parts> reached_{};
};

} // namespace nightfloat::domain::solve
