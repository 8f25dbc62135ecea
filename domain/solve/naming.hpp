// SPDX-License-Identifier: Apache-2.0
#pragma once

// What days and rules of a problem are called. People and tasks have their
// names in the problem; for the rest the caller knows the words of its format.

#include "domain/solve/evaluate.hpp"

#include <functional>
#include <string>

namespace nightfloat::domain::solve {

struct naming {
  /// `day 3`
  std::function<std::string(std::int32_t day)> day;
  /// `minutes of work 1440 to 1920`, without person and day; the price of the
  /// fault does not matter.
  std::function<std::string(const fault&)> rule;
  /// Who asks for a cell or a demand: `constraint house`. Empty, or what it
  /// returns is: that is not told.
  std::function<std::string(const fault&)> by;
};

/// Days from 0 on, rules by their kind.
[[nodiscard]] naming plain_naming(const problem& x);

/// `D or E`; tasks may share a name, which is said once.
[[nodiscard]] std::string task_words(const problem& x, task_set tasks);

/// `costs 15 more`, `breaks 1 rule more and costs 3 less`, `costs the same`.
[[nodiscard]] std::string price_words(score x);

} // namespace nightfloat::domain::solve
