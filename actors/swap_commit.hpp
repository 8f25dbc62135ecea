// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/messages.hpp"
#include "domain/swap/change.hpp"

#include <string>
#include <vector>

namespace nightfloat::actors {

/// What an act about a swap changes, or why it does not, and what was read.
struct swap_decision {
  snapshot_ptr where;
  domain::swap_change change;
  /// What the idempotency key is owed.
  domain::owed_reply owed;
  std::string trace;
};

/// The transactions that carry it out, in order; the last owes the reply.
/// **Invariant:** there is exactly one, so a swap happens whole or not at
/// all. (A list, because a build that breaks this must be caught by the chaos
/// checkers, and replaces this file alone.)
[[nodiscard]] std::vector<domain::transaction>
swap_commits(const swap_decision& x);

} // namespace nightfloat::actors
