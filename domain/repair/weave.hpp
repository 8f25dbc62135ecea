// SPDX-License-Identifier: Apache-2.0
#pragma once

// Chains of several open shifts put together: for each shift one of its
// chains, or none and it stays open, so that nothing becomes worse by all of
// them together. A beam of the best beginnings, shift by shift. Internal to
// repair/.

#include "domain/repair/chains.hpp"

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace nightfloat::domain {

/// A shift that is to be worked, and what could be done.
struct open_shift {
  std::vector<duty> parts;
  std::vector<chain> chains;
};

/// Who takes a shift of who is away.
using taking = std::pair<shift_id, person_id>;

struct weave {
  /// Of the roster in which all shifts are open.
  duty_change what;
  /// For each shift in turn; null: it stays open.
  std::vector<const chain*> chosen;
  /// Cells that change beside those of who is away, sorted.
  std::vector<std::pair<person_id, date>> cells;
  std::size_t open = 0;
  /// Takings that an earlier way has too.
  std::size_t repeated = 0;
  std::int64_t left_out = 0;
  std::size_t cautions = 0;
  std::int64_t fairness = 0;
  std::uint64_t tie = 0;

  /// Less is better. A way that is new is worth three cells.
  [[nodiscard]] auto place() const {
    return std::tuple{
      open, cells.size() + 3 * repeated, left_out, cautions, fairness, tie};
  }
};

/// The best weaves of `all`, which outlive them, at most some dozens, best
/// first; each was judged whole. `known` are takings of earlier ways.
[[nodiscard]] std::vector<weave>
weave_all(const what_if& rules, std::span<const open_shift> all,
          const std::set<taking>& known, chain_finder& chains);

} // namespace nightfloat::domain
