// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/messages.hpp"
#include "domain/swap/request.hpp"
#include "domain/swap/swap.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::actors {

/// A swap (or its undoing) that the rules allow, and what allowed it.
struct swap_decision {
  snapshot_ptr where;
  domain::swap_plan plan;
  /// As it will be stored, and the revision of what it replaces.
  domain::swap_record record;
  std::uint64_t record_revision = 0;
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
