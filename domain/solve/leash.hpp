// SPDX-License-Identifier: Apache-2.0
#pragma once

// How far a search may go from a roster that people have planned by: so many
// cells that differ, of all and of each person. Unlike a price it is never
// exceeded: a move that would is none. Which of the cells differ is counted as
// the search goes, so that a move is asked about in the time of its cells.

#include "domain/solve/random.hpp"
#include "domain/solve/state.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace nightfloat::domain::solve {

class leash {
public:
  /// `base` may have tasks that its cells do not allow; each of those cells
  /// differs, whatever is there. `most_each` is by person, or empty: as many
  /// of each as of all. A most below 0 holds for no roster.
  /// REQUIRES a base of the problem's size.
  leash(const problem& x, grid base, std::int64_t most,
        std::vector<std::int64_t> most_each);

  /// Counts anew.
  void begin_at(const grid& roster);

  /// Whether it holds after these changes, or they make nothing worse that
  /// does not hold. REQUIRES changes of different cells.
  [[nodiscard]] bool allows(std::span<const change> all) const noexcept;

  /// How many cells more differ after them. REQUIRES the same.
  [[nodiscard]] std::int64_t added(std::span<const change> all) const noexcept;

  /// How many more may differ, of all together.
  [[nodiscard]] std::int64_t left() const noexcept {
    return std::max<std::int64_t>(0, most_ - changes());
  }

  /// They were made.
  void took(std::span<const change> all);

  [[nodiscard]] std::int64_t changes() const noexcept {
    return static_cast<std::int64_t>(changed_.size());
  }
  [[nodiscard]] std::int64_t changes_of(std::size_t who) const noexcept {
    return by_person_[who];
  }

  /// By how many changes the roster is too far, added up.
  [[nodiscard]] std::int64_t over() const noexcept;

  struct place {
    std::uint32_t who = 0;
    std::int32_t day = 0;
  };

  /// One that differs; nothing where none does.
  [[nodiscard]] std::optional<place> pick(random_source& by) const noexcept;

  [[nodiscard]] bool differs(std::size_t who, std::int32_t day) const noexcept {
    return index_[at(who, day)] != 0;
  }
  [[nodiscard]] task was(std::size_t who, std::int32_t day) const noexcept {
    return base_[at(who, day)];
  }

  /// The roster with so many cells put back that it holds, those first that
  /// cost least; as near as can be where it cannot hold. Counts from there.
  [[nodiscard]] grid bring_near(const tables& x, grid roster);

private:
  [[nodiscard]] std::size_t at(std::size_t who,
                               std::int32_t day) const noexcept {
    return who * days_ + static_cast<std::size_t>(day);
  }
  [[nodiscard]] bool same(task a, task b) const noexcept {
    return same_[std::size_t{a} * tasks_ + b] != 0;
  }
  [[nodiscard]] std::int64_t adds(const change& x) const noexcept;
  [[nodiscard]] bool is_over(std::size_t who) const noexcept;
  void mark(std::size_t cell, bool differs);

  grid base_;
  std::int64_t most_;
  std::vector<std::int64_t> most_each_;
  std::size_t days_;
  std::size_t tasks_;
  /// [task * tasks + task].
  std::vector<std::uint8_t> same_;
  /// Cells that differ, and by cell where in it, from 1 on.
  std::vector<std::uint32_t> changed_;
  std::vector<std::uint32_t> index_;
  std::vector<std::int64_t> by_person_;
};

} // namespace nightfloat::domain::solve
