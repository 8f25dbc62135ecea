// SPDX-License-Identifier: Apache-2.0
#pragma once

// One programme as it stood at one version: what the pure functions of
// `domain` compute on, and the revisions that a transaction built on it must
// expect. Immutable once made.

#include "domain/keys.hpp"
#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "domain/swap/board.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace nightfloat::actors {

/// Key to revision of every guard that was ever touched.
using guard_revisions = std::map<std::string, std::uint64_t, std::less<>>;

struct programme_snapshot {
  std::string name;
  std::uint64_t version = 0;
  domain::programme_head head{};
  std::uint64_t head_revision = 0;
  /// Revision 0: no roster was ever published.
  domain::roster_head roster_head{};
  std::uint64_t roster_revision = 0;
  // shared_ptr: successive versions share what did not change between them.
  std::shared_ptr<const domain::programme> programme;
  std::shared_ptr<const domain::roster> roster;
  std::shared_ptr<const guard_revisions> guards;
  std::shared_ptr<const domain::swap_board> swaps;
  /// Of the newest change that was seen happen; 0: of none yet.
  std::int64_t ledger_time_ms = 0;

  [[nodiscard]] bool has_roster() const noexcept {
    return roster_head.roster.assigned();
  }

  /// The revision that a transaction expects of a guard; 0: never touched.
  [[nodiscard]] std::uint64_t guard(std::string_view key) const noexcept {
    auto found = guards->find(key);
    return found == guards->end() ? 0 : found->second;
  }
};

/// shared_ptr: read by several actors while the cache moves on.
using snapshot_ptr = std::shared_ptr<const programme_snapshot>;

} // namespace nightfloat::actors
