// SPDX-License-Identifier: Apache-2.0
#pragma once

// The dynamic programme itself: forward over the days, each edge of a day one
// pass over the innermost counter, then back along what made the best end.
//
// Only the range of counts that can be there is filled and read ("band"), so
// days with few tasks to choose from cost little.

#include "domain/solve/row_layout.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace nightfloat::domain::solve {

/// Memory of walks, one after another; grows to what the largest needs. Where
/// many days have many states, only every so manieth day is kept, and the days
/// between two of those are walked again on the way back.
struct walk_memory {
  struct band {
    std::int32_t low = 0;
    std::int32_t high = -1;
  };

  /// By slot, node, outer and inner number: the least cost so far.
  std::unique_ptr<double[]> value;
  std::size_t value_size = 0;
  /// By day, node and outer number.
  std::vector<band> bands;
  /// Each so manieth day has a slot of its own; 1: all have.
  std::size_t stride = 1;
  /// Numbers compared so far, each pass with some more for its beginning.
  std::uint64_t work = 0;
  /// Asked now and then, where it is there; true ends the walk.
  const std::function<bool()>* stop = nullptr;
  std::uint64_t ask_at = 0;

  [[nodiscard]] std::size_t bytes() const noexcept {
    return value_size * sizeof(double) + bands.capacity() * sizeof(band);
  }

  /// Whether to end. Some numbers lie between two questions, so that a short
  /// walk asks nothing.
  bool ends();
};

/// A layout with its prices as numbers.
class row_walk {
public:
  /// Each hard unit of a price weighs `hard_weight`; infinite: what breaks a
  /// hard rule does not exist.
  row_walk(row_layout layout, double hard_weight);

  [[nodiscard]] const row_layout& layout() const noexcept {
    return layout_;
  }

  [[nodiscard]] double hard_weight() const noexcept {
    return hard_weight_;
  }

  [[nodiscard]] std::size_t bytes() const noexcept;

  /// What the memory of a walk will hold after it.
  [[nodiscard]] std::size_t walking_bytes() const noexcept;

  /// Prices it anew.
  void weigh(double hard_weight);

  /// What a task costs on any day.
  [[nodiscard]] std::span<const double> of_task() const noexcept {
    return of_task_;
  }

  /// The least sum of `price` (days x classes of tasks; infinite: not
  /// allowed) and rules, and in `row` the class of each day. Infinite where
  /// there is no such row; minus infinity where it was stopped.
  double best(std::span<const double> price, walk_memory& memory,
              std::span<std::uint16_t> row) const;

private:
  struct place {
    std::size_t node = 0;
    std::size_t outer = 0;
    std::int32_t inner = 0;
    double value = 0;
  };

  /// How manieth days are kept.
  [[nodiscard]] std::size_t stride() const noexcept;
  [[nodiscard]] std::size_t walked_numbers(std::size_t stride) const noexcept;
  void prepare(walk_memory& memory) const;
  [[nodiscard]] double* layer(std::size_t day,
                              const walk_memory& memory) const noexcept;
  void day(std::size_t at, std::span<const double> price,
           walk_memory& memory) const;
  static constexpr auto work_of_pass = std::uint64_t{16};

  void pass(const double* from, walk_memory::band have, double* to,
            walk_memory::band& band, std::int32_t step, double add) const;
  [[nodiscard]] place end(const walk_memory& memory) const;
  [[nodiscard]] place
  before(std::size_t day, const place& to, std::span<const double> price,
         const walk_memory& memory, std::uint16_t& kind) const;
  /// The least count on a day from which the end can still be reached.
  [[nodiscard]] std::int32_t least(std::size_t day) const noexcept;

  row_layout layout_;
  double hard_weight_ = 0;
  std::vector<std::vector<double>> edge_cost_;
  std::vector<double> outer_cost_;
  std::vector<double> beyond_;
  std::vector<double> inner_last_;
  std::vector<double> outer_last_;
  std::vector<double> of_task_;
  double base_ = 0;
  std::int32_t first_end_ = 0;
};

} // namespace nightfloat::domain::solve
