// SPDX-License-Identifier: Apache-2.0
#pragma once

// The words of swaps. A swap is a set of moves of shifts between people,
// executed whole or not at all, and revertible while nothing has touched them.

#include "domain/id.hpp"
#include "domain/time.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::domain {

enum class swap_kind : std::uint8_t { one_to_one = 1, absorb = 2 };
BOOST_DESCRIBE_ENUM(swap_kind, one_to_one, absorb)

enum class swap_state : std::uint8_t { executed = 1, reverted = 2 };
BOOST_DESCRIBE_ENUM(swap_state, executed, reverted)

/// `shift`, which starts in month `month` (YYYYMM), passes `from` -> `to`.
struct move {
  shift_id shift{};
  std::uint32_t month = 0;
  person_id from{};
  person_id to{};

  bool operator==(const move&) const = default;
};
BOOST_DESCRIBE_STRUCT(move, (), (shift, month, from, to))

/// Key `swap/<id>`: what was done, so that it can be undone.
struct swap_record {
  swap_id id{};
  swap_kind kind = swap_kind::one_to_one;
  swap_state state = swap_state::executed;
  roster_id roster{};
  std::vector<move> moves;
  std::string requested_by;

  bool operator==(const swap_record&) const = default;
};
BOOST_DESCRIBE_STRUCT(swap_record, (),
                      (id, kind, state, roster, moves, requested_by))

} // namespace nightfloat::domain
