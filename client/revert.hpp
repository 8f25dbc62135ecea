// SPDX-License-Identifier: Apache-2.0
#pragma once

// Takes the last import back: the programme before it is in force again, and
// so is the roster before it, if the import had brought one. One transaction,
// and once only: what was taken back is gone, import it again to have it.

#include "client/ledger_port.hpp"
#include "client/publish.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::client {

struct revert_request {
  std::string programme;
  /// Random and fresh: names the key.
  std::uint64_t number = 0;
  std::string trace;
};

struct revert_report {
  std::string programme;
  std::uint64_t version = 0;
  /// The import had brought the roster, which went with it.
  bool roster_reverted = false;
  std::vector<table_change> changes;
};
BOOST_DESCRIBE_STRUCT(revert_report, (),
                      (programme, version, roster_reverted, changes))

/// Fails with `refused` where nothing was imported before, where a roster stays
/// that names what the old programme lacks, or where the import's roster was
/// replaced and put back since; `conflict` where duties or heads changed since
/// the import, which would be lost.
[[nodiscard]] result<revert_report> revert(ledger_port& ledger,
                                           const revert_request& request);

} // namespace nightfloat::client
