// SPDX-License-Identifier: Apache-2.0
#pragma once

// Reading an open RocksDB, whoever opened it.

#include "storage/engine.hpp"

#include <rocksdb/db.h>
#include <rocksdb/perf_level.h>

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nightfloat::storage {

[[nodiscard]] inline rocksdb::Slice slice(std::string_view x) {
  return {x.data(), x.size()};
}

/// RocksDB counts what it compares for each thread, through its own storage,
/// unless that is told not to. Nobody reads the counts.
inline void count_no_comparisons() {
  rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable);
}

/// The value at `key`; fails as `view::get` does.
[[nodiscard]] result<std::optional<std::string>>
read_row(rocksdb::DB& db, const rocksdb::ReadOptions& options,
         std::string_view key);

/// Iterators that are open. RocksDB counts its snapshots and not these, and
/// each keeps the files and memtables of its moment.
using iterator_count = std::atomic<std::uint64_t>;

/// Visits the rows of `range`, by one iterator that counts in `open` until it
/// is deleted; fails as `view::scan` does.
[[nodiscard]] result<void>
visit_rows(rocksdb::DB& db, rocksdb::ReadOptions options, iterator_count& open,
           const key_range& range, scan_order order, const row_visitor& visit);

} // namespace nightfloat::storage
