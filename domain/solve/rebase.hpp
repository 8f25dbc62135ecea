// SPDX-License-Identifier: Apache-2.0
#pragma once

// A roster is made for minutes, and meanwhile its ground moves: somebody's
// leave is approved, a duty set by hand passes to another. A rebase takes the
// roster over to the new ground: everything stays but the duties of the people
// whom that touches, which are searched anew.

#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "domain/stage/constraint.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace nightfloat::domain {

/// Whether a person decided it, so that no search may move it.
[[nodiscard]] constexpr bool by_hand(duty_source x) noexcept {
  return x == duty_source::manual || x == duty_source::preload;
}

/// What of the ground that a roster was made on is another now.
struct ground_shift {
  /// Whose duties by hand, approved leave or credentials are others.
  std::vector<person_id> people;
  /// More than that is: there is nothing to keep.
  bool all = false;
};

/// `kept` are the rosters in force, of which only what is by hand counts.
/// REQUIRES all sorted.
[[nodiscard]] ground_shift
compare_ground(const programme& before, const roster& kept_before,
               const programme& now, const roster& kept_now);

/// So many days of people at most have other duty than in the roster in force,
/// of all and of each person (solve/generation.hpp).
struct change_caps {
  std::optional<std::uint32_t> all;
  std::optional<std::uint32_t> each;

  [[nodiscard]] bool any() const noexcept {
    return all || each;
  }
};

/// Not thread-safe; movable. Deterministic in its seed and steps.
class roster_rebase {
public:
  /// Moves after which it is done with what it has.
  static constexpr std::uint64_t moves_max = 200'000;

  /// Prepares to bring `made`, a roster of the days `first`..`last`, to the
  /// ground of `now` and `kept_now`, which differs for `people` alone, by the
  /// constraints that it was made with. Fails as `generation::begin` does.
  /// Under caps on changes from `kept_now` the touched begin at what `made`
  /// has of them, brought as near as the others leave them. REQUIRES all
  /// sorted.
  [[nodiscard]] static result<roster_rebase>
  begin(const programme& now, const roster& kept_now, const roster& made,
        std::span<const person_id> people, date first, date last,
        std::uint64_t seed, const stage::constraint_set& constraints = {},
        const change_caps& caps = {});

  roster_rebase(roster_rebase&&) noexcept;
  roster_rebase& operator=(roster_rebase&&) noexcept;
  ~roster_rebase();

  /// Tries about `moves` moves; false when there is nothing more to do.
  bool step(std::uint64_t moves);

  /// The best so far, sorted; what is by hand is as in `kept_now`.
  [[nodiscard]] roster best() const;

private:
  struct parts;
  explicit roster_rebase(std::unique_ptr<parts> x);

  std::unique_ptr<parts> parts_;
};

} // namespace nightfloat::domain
