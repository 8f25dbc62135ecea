// SPDX-License-Identifier: Apache-2.0
#pragma once

// A roster that keeps its findings current under single edits, at the cost of
// what an edit touches: a few windows and stretches of one person, minutes of
// one unit, one shift of one day. After any edits it says what `validate` says
// of the same roster, to the letter.
//
//   auto live = live_roster::make(where, what, pack, over);
//   live->give(night, {7});
//   for (const auto& x : live->changes().come) ...

#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "domain/rules/finding.hpp"
#include "domain/rules/pack.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace nightfloat::domain {

struct live_state;

/// Both ordered like `validate`'s, and nothing in both.
struct finding_changes {
  std::vector<finding> gone;
  std::vector<finding> come;
};

/// Not thread-safe. An edit that fails changes nothing.
class live_roster {
public:
  /// Judges all of `what`, which is sorted. What it needs of `where` is
  /// copied: after a change of people, rotations or templates make another.
  /// Fails with `not_found` for an unknown zone and with `oversize` where
  /// `over` is longer than forty years.
  [[nodiscard]] static result<live_roster>
  make(const programme& where, const roster& what, const rule_pack& pack,
       window over);

  ~live_roster();
  live_roster(live_roster&&) noexcept;
  live_roster& operator=(live_roster&&) noexcept;

  /// Adds a duty. Fails with `invalid_argument` where it ends before it starts
  /// or is nobody's or of no shift, and with `refused` where that person has
  /// this shift at that start already.
  [[nodiscard]] result<void> put(const duty& work);

  /// Takes all parts of a shift off the roster. Fails with `not_found`.
  [[nodiscard]] result<void> take(shift_id shift);

  /// Gives all parts of a shift to `to`. Fails with `not_found` where nobody
  /// has it and with `refused` where they have it already.
  [[nodiscard]] result<void> give(shift_id shift, person_id to);

  /// Replaces the plan of a person. Fails with `invalid_argument` for rows of
  /// somebody else or that end before they begin.
  [[nodiscard]] result<void> change_plan(person_id who,
                                         std::vector<assignment> rows);

  /// Replaces the absences of a person. Fails with `not_found` for strangers
  /// and with `invalid_argument` for absences of somebody else.
  [[nodiscard]] result<void> change_leave(person_id who,
                                          std::span<const absence> all);

  /// All that the rules say now.
  [[nodiscard]] std::vector<finding> findings() const;

  /// What the last edit changed of it. Words are made here, not by the edit.
  [[nodiscard]] finding_changes changes();

  /// The roster as it is now, sorted.
  [[nodiscard]] roster what() const;

  [[nodiscard]] std::size_t duties() const noexcept;

  /// What it holds in memory without the programme's facts.
  [[nodiscard]] std::size_t bytes() const noexcept;

private:
  explicit live_roster(std::unique_ptr<live_state> x);

  std::unique_ptr<live_state> state_;
};

} // namespace nightfloat::domain
