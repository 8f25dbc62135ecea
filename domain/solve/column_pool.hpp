// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whole rows of people, each once, with what each costs by its cells and the
// rules of its contract: the columns that a roster is put together from.

#include "domain/solve/problem.hpp"

#include <span>
#include <unordered_map>
#include <vector>

namespace nightfloat::domain::solve {

/// Not thread-safe; keeps a reference to the problem.
class column_pool {
public:
  /// REQUIRES that `check(x)` holds.
  explicit column_pool(const problem& x) : x_{x} {
  }

  struct added {
    std::uint32_t at = 0;
    bool fresh = false;
  };

  /// REQUIRES a task for every day.
  added add(std::uint32_t who, std::span<const task> row);

  [[nodiscard]] std::size_t size() const noexcept {
    return who_.size();
  }

  [[nodiscard]] std::size_t bytes() const noexcept;

  [[nodiscard]] std::uint32_t who(std::size_t at) const noexcept {
    return who_[at];
  }

  [[nodiscard]] score own(std::size_t at) const noexcept {
    return own_[at];
  }

  [[nodiscard]] std::span<const task> row(std::size_t at) const noexcept {
    auto days = static_cast<std::size_t>(x_.days);
    return {rows_.data() + at * days, days};
  }

private:
  const problem& x_;
  std::vector<std::uint32_t> who_;
  std::vector<score> own_;
  std::vector<task> rows_;
  /// By what a row looks like from far.
  std::unordered_multimap<std::uint64_t, std::uint32_t> known_;
};

} // namespace nightfloat::domain::solve
