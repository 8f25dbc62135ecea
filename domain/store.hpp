// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a store says about itself: what it holds, how far its history reaches,
// and whether what lies in it is what its history made.

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::domain {

/// Rows of one kind, and the bytes of their keys and values.
struct table_size {
  std::string name;
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;

  bool operator==(const table_size&) const = default;
};
BOOST_DESCRIBE_STRUCT(table_size, (), (name, rows, bytes))

/// One programme: its version, and the history that is kept of it.
struct history_state {
  std::string programme;
  std::uint64_t version = 0;
  /// The oldest feed item kept; version + 1: none is.
  std::uint64_t oldest = 0;
  /// Ledger time of the oldest item kept and of the newest; 0: none is.
  std::int64_t oldest_ms = 0;
  std::int64_t newest_ms = 0;
  std::uint64_t records = 0;
  /// Of the newest item, in hexadecimal.
  std::string chain;

  bool operator==(const history_state&) const = default;
};
BOOST_DESCRIBE_STRUCT(history_state, (),
                      (programme, version, oldest, oldest_ms, newest_ms,
                       records, chain))

struct store_state {
  std::uint32_t format = 0;
  std::uint64_t epoch = 0;
  std::int64_t created_ms = 0;
  std::int64_t ledger_time_ms = 0;
  std::vector<table_size> tables;
  /// The records by the first word of their keys.
  std::vector<table_size> kinds;
  std::vector<history_state> programmes;

  bool operator==(const store_state&) const = default;
};
BOOST_DESCRIBE_STRUCT(store_state, (),
                      (format, epoch, created_ms, ledger_time_ms, tables, kinds,
                       programmes))

/// A number that a part of the store gives about itself.
struct store_figure {
  std::string name;
  std::uint64_t value = 0;

  bool operator==(const store_figure&) const = default;
};
BOOST_DESCRIBE_STRUCT(store_figure, (), (name, value))

/// What lies in a backup at least.
struct backup_note {
  std::uint32_t format = 0;
  std::uint64_t epoch = 0;
  std::int64_t made_ms = 0;
  std::vector<history_state> programmes;

  bool operator==(const backup_note&) const = default;
};
BOOST_DESCRIBE_STRUCT(backup_note, (), (format, epoch, made_ms, programmes))

/// Something that cannot be read, or is not what history made of it.
struct divergence {
  /// Empty: of the store as a whole.
  std::string programme;
  /// The record's key, or the name of the row.
  std::string key;
  /// The version that it was found at; 0: none.
  std::uint64_t version = 0;
  std::string what;

  bool operator==(const divergence&) const = default;
};
BOOST_DESCRIBE_STRUCT(divergence, (), (programme, key, version, what))

/// How far one programme could be read and replayed.
struct programme_proof {
  std::string programme;
  std::uint64_t version = 0;
  std::uint64_t oldest = 0;
  /// Items whose chain was computed anew.
  std::uint64_t items = 0;
  /// The newest version up to which history could be read without a gap.
  std::uint64_t readable = 0;
  std::uint64_t records = 0;
  /// Of those, made again from history.
  std::uint64_t replayed = 0;
  /// SHA-256 over all records: equal in two stores that hold the same.
  std::string records_hash;

  bool operator==(const programme_proof&) const = default;
};
BOOST_DESCRIBE_STRUCT(programme_proof, (),
                      (programme, version, oldest, items, readable, records,
                       replayed, records_hash))

struct store_proof {
  /// False: see `divergences`.
  bool whole = true;
  std::uint64_t rows = 0;
  std::vector<programme_proof> programmes;
  /// The first of them, programme by programme in the order of versions, then
  /// of keys.
  std::vector<divergence> divergences;
  std::uint64_t divergences_found = 0;

  bool operator==(const store_proof&) const = default;
};
BOOST_DESCRIBE_STRUCT(store_proof, (),
                      (whole, rows, programmes, divergences, divergences_found))

} // namespace nightfloat::domain
