// SPDX-License-Identifier: Apache-2.0
#pragma once

// What little may change of a roster, spent on what is worth most: every other
// task of a cell, and every exchange of a day or two between two people, is
// priced, first around what costs; of what gains, that which gains most for
// each cell that differs is made. Half of what may still change is kept for
// what is found later, as long as there is something left to look at.
//
// Annealing finds such a change by chance among all cells of a year; this does
// not miss it.

#include "domain/solve/leash.hpp"

#include <cstdint>
#include <vector>

namespace nightfloat::domain::solve {

/// Not thread-safe. Deterministic, however it is stepped.
class near_descent {
public:
  /// Only what mends a hard rule is made where `hard_only`. REQUIRES a leash
  /// of the problem and an allowed roster; the tables must outlive it.
  near_descent(const tables& x, const grid& start, leash hold, bool hard_only);

  /// Prices about `moves` changes; false where no change that may be made is
  /// worth it any more.
  bool step(std::uint64_t moves);

  [[nodiscard]] const grid& roster() const noexcept {
    return at_.roster();
  }
  [[nodiscard]] score cost() const noexcept {
    return at_.cost();
  }
  [[nodiscard]] std::uint64_t moves() const noexcept {
    return moves_;
  }

private:
  struct place {
    std::uint32_t who = 0;
    std::int32_t day = 0;
  };
  /// One change, or two that belong together.
  struct way {
    change one;
    change two;
    bool both = false;
    std::int64_t cells = 0;
    score gain;
  };

  void begin_pass(bool guided);
  void end_pass();
  void look_at(place x);
  void set_anew(place x);
  void exchange(place x, std::uint32_t other, std::int32_t count);
  [[nodiscard]] bool fit(change& x) const noexcept;
  [[nodiscard]] bool joins_nothing(const change& x) const noexcept;
  [[nodiscard]] score price(way& x);
  void note(way x, score price);
  void make_best(bool all);

  const tables* x_;
  state at_;
  leash leash_;
  bool hard_only_;
  std::vector<place> places_;
  std::size_t next_ = 0;
  bool guided_ = true;
  bool gained_ = false;
  bool done_ = false;
  std::vector<way> ways_;
  std::uint64_t moves_ = 0;
  std::uint64_t looked_from_ = 0;
};

} // namespace nightfloat::domain::solve
