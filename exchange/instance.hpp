// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the readers of public instances give: the problem of the search, and
// words for its numbers, so that what a roster breaks can be said to a person.

#include "domain/solve/evaluate.hpp"
#include "domain/solve/naming.hpp"
#include "domain/solve/problem.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::exchange {

/// What the rules of a contract are called, in their order there.
struct contract_names {
  std::vector<std::string> runs;
  std::vector<std::string> totals;
  std::vector<std::string> groups;
  std::vector<std::string> windows;
  std::vector<std::string> clashes;
  std::vector<std::string> orders;
};

struct instance {
  domain::solve::problem problem;
  /// By the number of the contract.
  std::vector<contract_names> contracts;
  /// By the number of the spread.
  std::vector<std::string> spreads;
  /// The number that the format gives to the first day.
  std::int32_t first_day = 0;
};

/// One thing that a roster breaks, for people.
struct fault_words {
  std::string rule;
  /// Empty: about nobody in particular.
  std::string who;
  /// As the format numbers days; empty: the whole horizon.
  std::string day;
};

[[nodiscard]] fault_words words_of(const instance& x,
                                   const domain::solve::fault& f);

/// Words for sentences; `column` is what a day is called: `day`, `week`. Keeps
/// a reference to `x`.
[[nodiscard]] domain::solve::naming naming_of(const instance& x,
                                              std::string column = "day");

/// The most cells, people x days x tasks, of a problem that is read.
constexpr std::size_t instance_cells_max = 16'000'000;

/// Fails with `oversize`, naming `source`, for more people, days or tasks than
/// the search takes: before memory is asked for.
[[nodiscard]] result<void> check_shape(std::size_t people, std::size_t days,
                                       std::size_t tasks,
                                       const std::string& source);

/// Fails as the problem's own check does, and with `oversize` where the worst
/// roster would cost more than a score can hold.
[[nodiscard]] result<void> check_instance(const instance& x,
                                          const std::string& source);

/// A roster as rows of people, in a line each: `NAME: task task ...`, `-` to
/// be off.
[[nodiscard]] std::string write_rows(const domain::solve::problem& x,
                                     const domain::solve::grid& roster);

/// The same read back; the names may be left out where every person has a
/// line. Fails with `invalid_argument`, naming the line.
[[nodiscard]] result<domain::solve::grid>
read_rows(std::string_view text, const std::string& source,
          const domain::solve::problem& x);

} // namespace nightfloat::exchange
