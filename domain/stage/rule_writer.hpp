// SPDX-License-Identifier: Apache-2.0
#pragma once

// Puts rules into a problem in the name of one constraint, and remembers so.
// People share contracts, and cells classes: a rule for some of those who
// share one splits it.
// What costs nothing is not written.

#include "domain/solve/problem.hpp"
#include "domain/stage/applied.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace nightfloat::domain::stage {

using row_list = std::span<const std::size_t>;
/// What counts already, by row of the list; empty: nothing.
using counts_before = std::span<const std::int32_t>;

/// Not thread-safe.
class rule_writer {
public:
  /// REQUIRES that both outlive it.
  rule_writer(solve::problem& to, rule_tags& tags, std::uint32_t from);

  /// Each of these tasks costs that there.
  void cell(std::size_t row, std::int32_t column, solve::task_set tasks,
            solve::score price);

  /// One of `second` in the column after one of `first`.
  void next(row_list rows, solve::task_set first, solve::task_set second,
            solve::score price);

  void total(row_list rows, const solve::total_rule& x,
             counts_before before = {});
  void group(row_list rows, const solve::group_rule& x,
             counts_before before = {});
  void window(row_list rows, const solve::window_rule& x);
  void clash(row_list rows, const solve::clash_rule& x);
  void demand(const solve::demand& x);
  void spread(const solve::spread_rule& x);

  /// The classes that all cells of these rows have and no others, as bits of
  /// `demand::classes`; classes that they share with others are split. Absent:
  /// there would be more than the search takes.
  [[nodiscard]] std::optional<std::uint64_t> classes_of(row_list rows);

  [[nodiscard]] const solve::problem& to() const noexcept {
    return to_;
  }

  /// All tasks but these.
  [[nodiscard]] solve::task_set others(solve::task_set x) const noexcept;

private:
  /// The contracts that exactly these rows have.
  std::vector<std::uint32_t> contracts_of(row_list rows);

  void split_class(std::uint8_t which, const std::vector<bool>& meant);

  template <class Rule>
  void own(row_list rows, counts_before before, const Rule& x,
           std::vector<Rule> solve::contract::*rules,
           std::vector<std::int32_t> solve::person::*counts,
           solve::rule_kind kind);

  solve::problem& to_;
  rule_tags& tags_;
  std::uint32_t from_;
};

} // namespace nightfloat::domain::stage
