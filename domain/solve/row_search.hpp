// SPDX-License-Identifier: Apache-2.0
#pragma once

// Large neighbourhoods of whole rows: a few related people leave the roster
// and come back one at a time, each with the best row there is for what the
// others leave open (row_optimizer). What comes of it is accepted as in
// annealing.

#include "domain/solve/profile.hpp"
#include "domain/solve/random.hpp"
#include "domain/solve/row_optimizer.hpp"
#include "domain/solve/state.hpp"

namespace nightfloat::domain::solve {

/// Not thread-safe.
class row_search {
public:
  row_search(const tables& x, grid start, std::uint64_t seed,
             const row_limits& limits = {});

  /// One neighbourhood; true where the roster is better than any before. One
  /// that is stopped leaves it as it was.
  bool step(double temperature, std::int64_t hard_weight,
            const std::function<bool()>& stop = {});

  /// Takes out a tenth to three tenths of the people at once from now on, or
  /// a few again.
  void widen(bool wide) noexcept {
    wide_ = wide;
  }

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
  [[nodiscard]] row_profile walked() const noexcept {
    return {steps_, rows_of_.walks(), rows_of_.work()};
  }
  /// Of its roster, and of the walks of its rows.
  [[nodiscard]] std::size_t state_bytes() const noexcept {
    return at_.bytes() + bytes_of(best_) + bytes_of(trial_) + bytes_of(prices_);
  }
  [[nodiscard]] std::size_t row_bytes() const noexcept {
    return rows_of_.bytes();
  }
  /// As row_optimizer counts it.
  [[nodiscard]] std::uint64_t work() const noexcept {
    return rows_of_.work();
  }

private:
  [[nodiscard]] std::size_t count() noexcept;
  void choose(std::size_t count);
  void leave(std::uint32_t who) noexcept;
  void enter(std::uint32_t who, std::span<const task> row) noexcept;
  bool place(std::uint32_t who, std::int64_t hard_weight, double noise,
             const std::function<bool()>& stop);
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
  bool wide_ = false;
};

} // namespace nightfloat::domain::solve
