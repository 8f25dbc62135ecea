// SPDX-License-Identifier: Apache-2.0
#pragma once

// What an operator asks of a store that serves.

#include "client/ledger_operations.hpp"
#include "domain/store.hpp"

#include <boost/describe/class.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::client {

struct store_stats {
  domain::store_state held;
  /// Of the engine, its sessions and its limits, by name.
  std::vector<domain::store_figure> figures;
};
BOOST_DESCRIBE_STRUCT(store_stats, (), (held, figures))

/// What the store holds and how it stands. `rows`: every row is read and
/// counted, which takes a second a gigabyte.
struct store_stats_request {
  static constexpr std::string_view operation = "store.stats";
  static constexpr auto served = served_by::store;
  using reply = store_stats;

  bool rows = true;
};
BOOST_DESCRIBE_STRUCT(store_stats_request, (), (rows))

struct backup_reply {
  std::string directory;
  domain::backup_note note;
};
BOOST_DESCRIBE_STRUCT(backup_reply, (), (directory, note))

/// Makes `directory`, an absolute path as the store sees it, a backup, while
/// the store serves. Operators only.
struct backup_request {
  static constexpr std::string_view operation = "store.backup";
  static constexpr auto served = served_by::store;
  using reply = backup_reply;

  std::string directory;
};
BOOST_DESCRIBE_STRUCT(backup_request, (), (directory))

} // namespace nightfloat::client
