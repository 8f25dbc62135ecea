// SPDX-License-Identifier: Apache-2.0
#pragma once

// Drafts: rosters that were made to be looked at first. Published by the one
// small transaction that a generation ends with, under the same guards: the
// data that it was made on are in force, and nobody's duty, leave or
// credentials have changed since. The roster before it can be put back while
// it is kept.

#include "client/ledger_port.hpp"
#include "client/publish.hpp"
#include "domain/draft.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::client {

struct held_draft {
  domain::draft_head head;
  /// Of its head.
  std::uint64_t revision = 0;
  domain::roster what;
};

/// The drafts that are kept, the oldest first; checkpoints of jobs that run
/// are none.
[[nodiscard]] result<std::vector<domain::draft_head>>
load_drafts(ledger_port& ledger, const std::string& programme);

/// One of them, its roster sorted. Fails with `not_found`.
[[nodiscard]] result<held_draft> load_draft(ledger_port& ledger,
                                            const std::string& programme,
                                            domain::roster_id which);

struct draft_request {
  std::string programme;
  domain::roster_id draft{};
  /// Publishes it even in place of a roster that lacks less.
  bool publish_worse = false;
  /// The same key is the same publication, drop or revert.
  std::string key;
  /// Random and fresh: numbers the purge that follows.
  std::uint64_t number = 0;
  std::string trace;
};

struct roster_switch {
  std::string programme;
  /// What is in force now, and what was before; not assigned: nothing was.
  domain::roster_id roster{};
  domain::roster_id before{};
  std::uint64_t version = 0;
  std::vector<table_change> changes;
};
BOOST_DESCRIBE_STRUCT(roster_switch, (),
                      (programme, roster, before, version, changes))

/// Puts a draft into force. Fails with `not_found` where it was dropped, purged
/// or published under another key, `conflict` where the programme was imported
/// anew, or somebody's duty, leave or credentials changed, since it was made,
/// `refused` where it lacks more than the roster in force, or is of a part of
/// the year while one is in force, `key_reused` where the key was used for
/// something else.
[[nodiscard]] result<roster_switch> publish_draft(ledger_port& ledger,
                                                  const draft_request& request);

/// Erases a draft; the same key is told the same again. Fails with `not_found`
/// where it was dropped or published under another key, or purged, and
/// `key_reused` where the key was used for something else.
[[nodiscard]] result<domain::draft_head>
drop_draft(ledger_port& ledger, const draft_request& request);

/// Puts the roster before the one in force back; done again, it puts that one
/// back. `request.draft` does not count. Fails with `refused` where there is
/// none before, it is gone, or it names what the programme lacks; `conflict`
/// where duty changed since the switch, which would be lost.
[[nodiscard]] result<roster_switch> revert_roster(ledger_port& ledger,
                                                  const draft_request& request);

} // namespace nightfloat::client
