// SPDX-License-Identifier: Apache-2.0
#pragma once

// The state space of the dynamic programme over one person's days: a node of
// the automaton x what each counter has. The counter with the most states is
// innermost and lies in a row of memory, so that an edge is one pass over it;
// the others together are the outer number.

#include "domain/solve/row_automaton.hpp"
#include "domain/solve/row_counter.hpp"

#include <optional>
#include <vector>

namespace nightfloat::domain::solve {

struct layout_edge {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  std::uint16_t kind = 0;
  /// How it moves the outer number: which row of `outer_next`.
  std::uint16_t move = 0;
  /// Added to the innermost counter.
  std::int32_t step = 0;
  score price;
};

struct row_layout {
  row_automaton automaton;
  /// States of the innermost counter, and of all others together.
  std::size_t inner = 1;
  std::size_t outer = 1;
  /// By kind of day; as the automaton's, by `from`, and by `to`.
  struct day_edges {
    std::vector<layout_edge> edges;
    std::vector<std::uint32_t> first;
    std::vector<std::uint32_t> into;
    std::vector<std::uint32_t> into_first;
  };
  std::vector<day_edges> kinds;
  /// By move and outer number: the next one, and what that costs.
  std::vector<std::uint32_t> outer_next;
  std::vector<score> outer_price;
  /// What each step beyond the innermost cap costs.
  score beyond;
  std::int32_t step_max = 0;
  /// What a row costs that ends so.
  std::vector<score> inner_last;
  std::vector<score> outer_last;
  /// What every row costs, and each task on any day.
  score base;
  std::vector<score> of_task;

  [[nodiscard]] std::size_t states() const noexcept {
    return automaton.nodes * inner * outer;
  }
};

/// Nothing where that needs more than `states_max` states x days, or `watch`
/// ended it.
[[nodiscard]] std::optional<row_layout>
layout_of(const problem& x, const person& who, kept_rules kept, bool strict,
          std::size_t states_max, build_watch& watch);

} // namespace nightfloat::domain::solve
