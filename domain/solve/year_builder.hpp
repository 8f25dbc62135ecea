// SPDX-License-Identifier: Apache-2.0
#pragma once

// Builds a year_problem: covers, tasks and cells in year_tasks.cpp, contracts
// in year_problem.cpp. Internal.

#include "domain/solve/year_problem.hpp"

namespace nightfloat::domain {

class year_builder {
public:
  year_builder(const frame& x, const roster* by_hand);

  result<year_problem> make();

private:
  [[nodiscard]] const programme& where() const noexcept {
    return x_.where;
  }
  [[nodiscard]] std::size_t people() const noexcept {
    return out_.who.size();
  }
  [[nodiscard]] std::int32_t away(std::size_t who,
                                  std::size_t week) const noexcept {
    return away_[who * out_.weeks + week];
  }
  /// The task that being on a rotation is in that week.
  [[nodiscard]] solve::task task_of(std::size_t week,
                                    std::size_t rotation) const noexcept {
    auto odd = aligned_[rotation] ? odd_[week] : std::uint8_t{0};
    return static_cast<solve::task>(first_task_[rotation] + odd);
  }

  void make_covers();
  void derive_cover(std::size_t rotation, std::uint16_t mask);
  void measure_leave();
  void find_aligned();
  result<void> make_tasks();
  [[nodiscard]] std::uint8_t class_of(std::size_t who, std::size_t week) const;
  void shape();
  void make_contracts();
  void add_rule(solve::contract& to, year_rules& from, std::size_t which);
  void add_total(solve::contract& to, year_rules& from, std::size_t which);
  void add_run(solve::contract& to, year_rules& from, std::size_t which);
  void add_steps(solve::contract& to, const std::vector<std::size_t>& mine);
  [[nodiscard]] std::vector<std::size_t> rules_of(std::size_t who) const;
  [[nodiscard]] solve::task_set
  tasks_of(const std::vector<rotation_id>& of) const;
  [[nodiscard]] std::int32_t leave_weeks(std::size_t who) const;
  [[nodiscard]] std::int32_t vacation_max(std::size_t who) const;
  void make_cells();
  void lock();
  [[nodiscard]] std::size_t resting_place(bool vacation) const;

  const frame& x_;
  const roster* by_hand_;
  year_problem out_;
  /// [person * weeks + week]: days of leave.
  std::vector<std::int32_t> away_;
  std::vector<std::vector<std::size_t>> covers_of_;
  /// By rotation: some stretch on it has to stay within its block.
  std::vector<bool> aligned_;
  /// By week: changes from one to the next block.
  std::vector<std::uint8_t> odd_;
  std::vector<std::uint8_t> odd_task_;
  /// By rotation.
  std::vector<solve::task> first_task_;
};

} // namespace nightfloat::domain
