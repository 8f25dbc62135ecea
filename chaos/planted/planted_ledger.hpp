// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/ledger.hpp"

#include <memory>

namespace nightfloat::planted {

/// The ledger with the one bug that is awake, if it is one of these:
///
///   lost_update        now and then a write does not look at what it expects
///   stale_read         records are read from a copy that is a while old
///   reply_anew         a repeat is answered with a reply made anew
///   forgotten_key      the key of a reply is not kept
///   lost_submission    now and then a job is acknowledged and not kept
///   wrong_version      now and then an answer names the next version
///   mixed_read         a record is read with the bytes of a revision before
///   repeated_write     now and then a write is done a second time
///   torn_item          now and then a feed item lacks its last change
///   lost_item          one feed item is shown to nobody
///   rewritten_item     what the feed shows at once it shows differently later
///   deaf_after_restart after a restart, answers are slow for good
///   hoarder            every commit keeps memory that nobody needs
[[nodiscard]] std::unique_ptr<storage::ledger>
with_bugs(std::unique_ptr<storage::ledger> sound);

} // namespace nightfloat::planted
