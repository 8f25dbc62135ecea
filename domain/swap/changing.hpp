// SPDX-License-Identifier: Apache-2.0
#pragma once

// The questions that an act about a swap asks of rules, roster and board.
// Internal to swap/: `change.hpp` puts them in order.

#include "domain/swap/change.hpp"
#include "domain/swap/judge.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace nightfloat::domain {

/// Why an act may not be.
[[nodiscard]] inline failure swap_refused(std::string why) {
  return {ec::refused, "swap: " + std::move(why)};
}

class changing {
public:
  /// All must outlive it. `how`: duties move, so frozen days are judged by the
  /// code and reason that it gives.
  [[nodiscard]] static result<changing>
  make(const swap_scene& at, std::optional<const swap_command*> how);

  // Each says why not, or nothing.

  /// Its shifts are where they should be and have not begun; fills in their
  /// months.
  [[nodiscard]] std::optional<failure> find_moves(swap_record& x,
                                                  swap_change& out) const;

  /// As above, and the rules allow all moves, if all are known.
  [[nodiscard]] std::optional<failure> check_moves(swap_record& x,
                                                   swap_change& out) const;

  /// The moves of `x`, which has been accepted or countered. What is accepted
  /// ends when the first of its shifts begins, those in return included.
  [[nodiscard]] std::optional<failure>
  check_answer(swap_record& x, const swap_command& how, swap_change& out) const;

  /// Plans that duties move, and keeps what they were.
  [[nodiscard]] std::optional<failure> execute(swap_record& x,
                                               swap_change& out) const;

  /// Plans that they move back, if nothing touched them since.
  [[nodiscard]] std::optional<failure>
  revert(const swap_record& x, const swap_command& how, swap_change& out) const;

  /// Marks shifts that are promised by `now` and were not by `before`, and
  /// frees the others.
  [[nodiscard]] std::optional<failure> promise(const swap_record& before,
                                               const swap_record& now,
                                               swap_change& out) const;

  /// Whether days that do not change without a reason do; says so in `how`.
  [[nodiscard]] std::optional<failure>
  break_glass(const swap_record& x, swap_command& how, swap_change& out) const;

  /// Counts who agreed and who did not.
  void tally(const swap_record& before, const swap_record& now,
             const swap_command& how, swap_change& out) const;

  [[nodiscard]] swap_terms terms_of(const swap_record_at& x,
                                    const swap_command& how) const;

  /// Of a roster that is no longer in force.
  [[nodiscard]] bool is_stale(const swap_record& x) const;

  /// Ends such a one.
  [[nodiscard]] static swap_outcome
  lapse(const swap_record& x, const swap_command& how, const swap_terms& terms);

  /// When the first of its shifts begins, with whoever has them now.
  [[nodiscard]] std::int64_t begins_ms(const swap_record& x) const;

  /// Until when what is decided now holds, and not longer than `until` (0:
  /// whenever).
  [[nodiscard]] std::int64_t stale_at(std::int64_t until) const;

  /// The same of what is decided about `x`, and not beyond the begin of its
  /// first shift if that is still ahead: it decides otherwise of the past.
  [[nodiscard]] std::int64_t holds_until(const swap_record& x,
                                         std::int64_t until) const;

private:
  changing(const swap_scene& at, swap_judge judge, zone site)
    : at_{at}, judge_{std::move(judge)}, site_{site} {
  }

  [[nodiscard]] date today() const;
  [[nodiscard]] bool is_frozen_day(instant begin) const;
  [[nodiscard]] bool has_begun(instant x) const;
  [[nodiscard]] bool is_over(const swap_record& x) const;
  [[nodiscard]] result<passing> take(move& x, swap_change& out) const;
  [[nodiscard]] std::optional<failure> may_pass(std::vector<move> moves,
                                                swap_change& out) const;
  [[nodiscard]] std::optional<failure> claim(shift_id shift, swap_id by,
                                             bool live, swap_change& out) const;
  void end(const live_swap& x, swap_change& out) const;
  marked_shift& mark(shift_id shift, bool written, swap_change& out) const;
  [[nodiscard]] std::optional<failure> touched(const swap_record& x,
                                               swap_change& out) const;

  swap_scene at_;
  swap_judge judge_;
  zone site_;
};

} // namespace nightfloat::domain
