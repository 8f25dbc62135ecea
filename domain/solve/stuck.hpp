// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whether a search is stuck, and what to do then. A plateau is seen by time and
// by moves together; whether it is worth waiting on it is asked of the moves
// that lead out: one over their number a second is how long that takes, to be
// held against what is left of the budget. Restarts take the lengths of Luby,
// Sinclair & Zuckerman (1993).
//
// Nothing of rosters is known here: costs, counts and shares of a budget.

#include <cstdint>
#include <optional>

namespace nightfloat::domain::solve {

struct stuck_options {
  /// Less than that part of what lies over the bound is no improvement.
  double better_least = 1e-4;
  /// A plateau is so many moves long at least, and that share of the budget.
  std::uint64_t moves_least = 400'000;
  double share_least = 0.015;
  /// A gap that is good enough, as a part of the cost.
  double gap_target = 0;
  /// Of what is left of the budget: a longer wait is not worth it.
  double wait_most = 0.3;
};

/// How far a search is.
struct stuck_sample {
  /// 0 to 1.
  double used = 0;
  std::uint64_t moves = 0;
  double cost = 0;
  /// No roster costs less; absent: not known.
  std::optional<double> bound;
};

/// What a move by chance would do.
struct escape_chance {
  /// That it is accepted, and does not fall straight back.
  double out = 0;
};

enum class stuck_decision : std::uint8_t { go_on, widen, restart, accept };

[[nodiscard]] const char* to_string(stuck_decision x) noexcept;

/// 1, 1, 2, 1, 1, 2, 4, and so on, from n = 1.
[[nodiscard]] std::uint64_t luby(std::uint64_t n) noexcept;

/// Watches one descent after another. Deterministic.
class stuck_watch {
public:
  explicit stuck_watch(const stuck_options& options = {});

  /// A new descent.
  void begin(const stuck_sample& x) noexcept;

  /// REQUIRES that neither `used` nor `moves` goes back.
  void sample(const stuck_sample& x) noexcept;

  /// No improvement for long, and the gap is not good enough.
  [[nodiscard]] bool plateau() const noexcept;

  /// The share of the budget until a move leads out, as many moves as the
  /// descent made a share so far; infinite: none will.
  [[nodiscard]] double expected_wait(const escape_chance& x) const noexcept;

  /// What to do on the plateau: wait where that is short; else a larger
  /// neighbourhood and a restart in turns. After `go_on` the plateau begins
  /// anew.
  stuck_decision decide(const escape_chance& x) noexcept;

  /// How many units the next restart may take.
  [[nodiscard]] std::uint64_t restart_units() const noexcept {
    return luby(restarts_ > 0 ? restarts_ : 1);
  }

private:
  [[nodiscard]] bool good_enough() const noexcept;

  stuck_options options_;
  stuck_sample began_;
  stuck_sample better_;
  stuck_sample now_;
  std::uint64_t restarts_ = 0;
  bool widened_ = false;
};

} // namespace nightfloat::domain::solve
