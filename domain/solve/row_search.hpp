// SPDX-License-Identifier: Apache-2.0
#pragma once

// Large neighbourhoods of whole rows: a few related people leave the roster
// and come back one at a time, each with the best row there is for what the
// others leave open (row_optimizer). What comes of it is accepted as in
// annealing.

#include "domain/solve/random.hpp"
#include "domain/solve/row_optimizer.hpp"
#include "domain/solve/state.hpp"

namespace nightfloat::domain::solve {

/// Not thread-safe.
class row_search {
public:
  row_search(const tables& x, grid start, std::uint64_t seed);

  /// One neighbourhood; true where the roster is better than any before.
  bool step(double temperature, std::int64_t hard_weight);

  /// Goes on from another roster, and forgets the best so far.
  void restart(const grid& from);

  [[nodiscard]] const grid& best() const noexcept {
    return best_;
  }
  [[nodiscard]] score best_cost() const noexcept {
    return best_cost_;
  }
  [[nodiscard]] const state& now() const noexcept {
    return at_;
  }
  [[nodiscard]] std::uint64_t steps() const noexcept {
    return steps_;
  }
  /// As row_optimizer counts it.
  [[nodiscard]] std::uint64_t work() const noexcept {
    return rows_of_.work();
  }

private:
  void choose(std::size_t count);
  void leave(std::uint32_t who) noexcept;
  void enter(std::uint32_t who, std::span<const task> row) noexcept;
  bool place(std::uint32_t who, std::int64_t hard_weight, double noise);
  void price(std::uint32_t who, std::int64_t hard_weight, double noise);

  const tables* x_;
  state at_;
  row_optimizer rows_of_;
  random_source random_;
  grid best_;
  score best_cost_;
  std::vector<std::uint32_t> chosen_;
  /// The rows of those who are chosen, as they will be.
  grid trial_;
  std::vector<std::int32_t> heads_;
  std::vector<double> prices_;
  std::uint64_t steps_ = 0;
};

} // namespace nightfloat::domain::solve
