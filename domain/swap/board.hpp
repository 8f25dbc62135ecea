// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a programme knows of its swaps at one version: the live requests, who
// has promised which shift, and how people answered so far. The revisions are
// what a transaction built on it expects.

#include "domain/swap/request.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace nightfloat::domain {

struct live_swap {
  std::uint64_t revision = 0;
  swap_record record;
};

struct marked_shift {
  shift_id shift{};
  std::uint64_t revision = 0;
  swap_mark mark;
};

struct tallied_person {
  person_id person{};
  std::uint64_t revision = 0;
  swap_tally tally;
};

/// Each sorted by its number. A value; copying is cheap.
struct swap_board {
  // shared_ptr: successive boards share the requests that did not change.
  std::vector<std::shared_ptr<const live_swap>> live;
  std::vector<marked_shift> marks;
  std::vector<tallied_person> tallies;

  /// The live request of that number, or null.
  [[nodiscard]] const live_swap* find(swap_id which) const noexcept;

  /// Revision 0 and empty where there is none.
  [[nodiscard]] marked_shift mark_of(shift_id shift) const noexcept;
  [[nodiscard]] tallied_person tally_of(person_id who) const noexcept;

  void put(live_swap x);
  void put(marked_shift x);
  void put(tallied_person x);
  void erase(swap_id which);
  void erase(shift_id which);
  void erase(person_id who);
};

} // namespace nightfloat::domain
