// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who did what about a swap, and that nobody wrote otherwise since. Each line
// of a swap's trail was written by one commit; the feed has that commit in its
// hash chain, and every link from there to the newest is computed again.

#include "client/ledger_port.hpp"
#include "domain/swap/request.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::cmd {

struct history_line {
  domain::swap_entry entry;
  /// Of the commit that wrote it.
  std::uint64_t version = 0;
  /// Hexadecimal, of that commit; empty: history no longer reaches.
  std::string chain;
};
BOOST_DESCRIBE_STRUCT(history_line, (), (entry, version, chain))

struct swap_trail {
  domain::swap_record swap;
  std::vector<history_line> lines;
  /// Links of the chain that were computed again and agree.
  std::uint64_t links = 0;
  /// What does not agree; empty: nothing was altered, as far as history
  /// reaches.
  std::string altered;
};
BOOST_DESCRIBE_STRUCT(swap_trail, (), (swap, lines, links, altered))

/// Fails with `not_found` where there is no such swap, and as `changes` does.
[[nodiscard]] result<swap_trail> load_swap_trail(client::ledger_port& ledger,
                                                 const std::string& programme,
                                                 domain::swap_id which);

} // namespace nightfloat::cmd
