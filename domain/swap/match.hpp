// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who among those who offer shifts would do for a shift: two people who take
// each other's, or up to five in a ring. Each match is scored in five parts,
// says why, and has been judged by the rules. The same board and roster give
// the same matches.

#include "domain/swap/board.hpp"
#include "domain/swap/change.hpp"

#include <boost/describe/class.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::domain {

/// Of a thousand each.
struct swap_score {
  /// How near the shifts lie.
  std::uint32_t date = 0;
  /// Whether each gets what they wished for.
  std::uint32_t preference = 0;
  /// How even the hours are among all afterwards.
  std::uint32_t workload = 0;
  /// How often they agreed before.
  std::uint32_t history = 0;
  /// Whether they have time around it.
  std::uint32_t availability = 0;

  bool operator==(const swap_score&) const = default;
};
BOOST_DESCRIBE_STRUCT(swap_score, (),
                      (date, preference, workload, history, availability))

/// Parts of a hundred of the whole score.
constexpr auto swap_weights = swap_score{20, 35, 15, 15, 15};
/// What is worth less is not shown.
constexpr std::uint32_t swap_score_min = 400;
constexpr std::size_t swap_matches_max = 50;

struct swap_match {
  swap_kind kind = swap_kind::one_to_one;
  /// The first is the shift that was asked about.
  std::vector<move> moves;
  /// The live offers that it would settle, in the order of the moves; the
  /// first is not assigned where the shift is not offered.
  std::vector<swap_id> offers;
  /// 0 to 1000, higher is better.
  std::uint32_t score = 0;
  swap_score parts;
  std::string why;

  bool operator==(const swap_match&) const = default;
};
BOOST_DESCRIBE_STRUCT(swap_match, (), (kind, moves, offers, score, parts, why))

struct swap_matches {
  /// Best first.
  std::vector<swap_match> found;
  /// Live offers of others that were looked at.
  std::uint32_t considered = 0;
};

/// At most `limit`. Fails as `plan_swap` does, and with `refused` for a shift
/// that is past.
[[nodiscard]] result<swap_matches>
match_swaps(const swap_scene& at, swap_leg wanted, std::size_t limit);

} // namespace nightfloat::domain
