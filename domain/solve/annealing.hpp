// SPDX-License-Identifier: Apache-2.0
#pragma once

// Simulated annealing over a roster: blocks of days set anew, exchanged
// between two people, moved by a day; half of them aimed at what costs. The
// weight of a hard unit adapts, so that the search stays near feasibility
// without being locked in (Ceschia, Guido & Schaerf 2020 for the moves).

#include "domain/solve/leash.hpp"
#include "domain/solve/random.hpp"
#include "domain/solve/state.hpp"

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace nightfloat::domain::solve {

enum class move_kind : std::uint8_t {
  set,
  aimed,
  exchange,
  shift,
  turn,
  /// Of stretches, in plans.
  owed,
  grow,
  swap,
  trade,
};
constexpr std::size_t move_kinds = 9;

[[nodiscard]] const char* to_string(move_kind x) noexcept;

struct move_count {
  std::uint64_t tried = 0;
  std::uint64_t accepted = 0;
  std::uint64_t better = 0;
};

/// Not thread-safe.
class annealing {
public:
  annealing(const tables& x, grid start, std::uint64_t seed);

  /// Tries `moves` moves at a temperature, in units of the soft price. `stop`
  /// is asked every few hundred; true leaves the rest of them.
  void step(std::uint64_t moves, double temperature,
            const std::function<bool()>& stop = {});

  /// Goes on from another roster, and forgets the best so far.
  void restart(const grid& from);

  /// From now on it goes no further than that from a roster; where it is too
  /// far already, it only comes nearer. `restart` keeps it.
  void hold(leash x);

  [[nodiscard]] const grid& best() const noexcept {
    return best_;
  }
  [[nodiscard]] score best_cost() const noexcept {
    return best_cost_;
  }
  [[nodiscard]] const state& now() const noexcept {
    return at_;
  }
  [[nodiscard]] std::uint64_t moves() const noexcept {
    return moves_;
  }
  [[nodiscard]] std::size_t bytes() const noexcept {
    return at_.bytes() + best_.capacity() * sizeof(task)
           + thresholds_.capacity() * sizeof(float);
  }
  [[nodiscard]] std::int64_t hard_weight() const noexcept {
    return weight_;
  }
  [[nodiscard]] const std::array<move_count, move_kinds>&
  counts() const noexcept {
    return counts_;
  }

private:
  void try_one();
  /// What the next move may cost; counts it.
  ceiling limit(move_kind kind);
  void taken(move_kind kind);
  void alone(const change& x, move_kind kind);
  void together(std::span<const change> all, move_kind kind);
  void one_by_one(std::span<const change> all, move_kind kind);
  void adapt();
  [[nodiscard]] bool within_leash(std::span<const change> all) const noexcept {
    return !leash_ || leash_->allows(all);
  }

  void set_block();
  void set_aimed();
  void exchange_block();
  void shift_stretch();
  void turn_three();
  void put_back();
  bool fill(change& x, task to) noexcept;
  /// Takes from each family what is allowed there; false: nothing is.
  bool fit(change& x) const noexcept;

  // annealing_pool.cpp
  struct place {
    std::uint32_t who = 0;
    std::int32_t day = 0;
  };
  void try_pooled();
  void set_pooled();
  void set_wanted();
  void exchange_pooled();
  void exchange_span();
  void turn_pooled();
  [[nodiscard]] place open_place();
  [[nodiscard]] std::uint32_t partner_of(place x);

  // annealing_plan.cpp
  struct stretch {
    std::int32_t first = 0;
    std::int32_t count = 0;
  };
  void try_plan();
  void set_owed();
  void grow_stretch();
  void swap_stretches();
  void trade_stretches();
  void exchange_days(std::uint32_t one, std::uint32_t other, stretch at);
  bool swap_in(std::uint32_t who, std::int32_t from, std::int32_t to,
               std::int32_t count, std::array<change, 2>& out) const noexcept;
  [[nodiscard]] stretch pick_stretch(std::uint32_t who);
  [[nodiscard]] stretch run_of(std::uint32_t who,
                               std::int32_t day) const noexcept;
  [[nodiscard]] std::uint32_t who_is_at(std::int32_t day, task like,
                                        std::uint32_t but);
  [[nodiscard]] bool alike(task a, task b) const noexcept {
    return a == b || has(x_->kin[a], b);
  }

  const tables* x_;
  state at_;
  random_source random_;
  grid best_;
  score best_cost_;
  double temperature_ = 0;
  std::int64_t weight_ = 0;
  bool plain_exchange_ = true;
  std::uint64_t moves_ = 0;
  std::array<move_count, move_kinds> counts_{};
  std::vector<float> thresholds_;
  std::optional<leash> leash_;
};

} // namespace nightfloat::domain::solve
