// SPDX-License-Identifier: Apache-2.0
#pragma once

// Puts a programme, and a roster if one comes along, into force: staged under
// fresh numbers in many small transactions, then published by one that expects
// both heads as they were read. Until then nothing that anybody reads has
// changed, and a failure erases what was staged.

#include "client/ledger_port.hpp"
#include "domain/keys.hpp"
#include "domain/programme.hpp"
#include "domain/roster.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace nightfloat::client {

/// How one table of the new programme differs from the one in force.
struct table_change {
  std::string table;
  std::uint32_t added = 0;
  std::uint32_t changed = 0;
  std::uint32_t removed = 0;
  std::uint32_t same = 0;

  bool operator==(const table_change&) const = default;
};
BOOST_DESCRIBE_STRUCT(table_change, (), (table, added, changed, removed, same))

/// One row a table, in the order programme, people, rotations, templates,
/// absences, requirements, duties, plan, sites, holidays, activities,
/// credentials, rules. A null roster counts as no rows.
[[nodiscard]] std::vector<table_change>
compare(const domain::programme& before, const domain::roster* roster_before,
        const domain::programme& after, const domain::roster* roster_after);

struct publish_request {
  std::string programme;
  domain::programme content;
  std::optional<domain::roster> roster;
  /// Takes the roster in force out of force where none comes along.
  bool drop_roster = false;
  /// The version on which the content was staged: what has changed since is a
  /// conflict. 0: it came whole, and replaces whatever there is.
  std::uint64_t staged_on = 0;
  /// Random and fresh: names the staged data set, the roster and the keys.
  std::uint64_t number = 0;
  std::string trace;
};

struct publish_report {
  std::string programme;
  /// Nothing differed, so nothing was written.
  bool unchanged = false;
  /// A roster stays in force that did not come along.
  bool roster_kept = false;
  std::uint64_t version = 0;
  std::uint64_t records = 0;
  std::vector<table_change> changes;
};
BOOST_DESCRIBE_STRUCT(publish_report, (),
                      (programme, unchanged, roster_kept, version, records,
                       changes))

/// Called with records written and to be written.
using publish_progress = std::function<void(std::uint64_t, std::uint64_t)>;

/// Fails with `conflict` where somebody published meanwhile, changed duty,
/// leave or credentials, or purged what was staged; `refused` where the roster
/// in force names people, rotations, shifts or sites that the new programme
/// lacks, or whose codes have other numbers there, and `drop_roster` is not
/// set.
[[nodiscard]] result<publish_report> publish(ledger_port& ledger,
                                             publish_request request,
                                             const publish_progress& progress);

} // namespace nightfloat::client
