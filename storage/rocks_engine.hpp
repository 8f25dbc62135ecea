// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/engine.hpp"

#include <memory>
#include <string>

namespace nightfloat::storage {

struct rocks_options {
  /// The database's directory; made with mode 0700.
  std::string directory;
  /// Kept free on its disk: below it, `no_space` before anything is written.
  std::uint64_t reserve_bytes = 64ull << 20;
  /// As in `config::store_options`.
  std::uint64_t write_buffer_bytes = 32ull << 20;
  std::uint64_t cache_bytes = 64ull << 20;
  std::uint32_t compaction_threads = 2;
  std::uint32_t compaction_period_s = 86'400;
};

/// The engine on RocksDB: one synced write a batch, no automatic resume, and
/// recovery that tolerates a torn tail of the log and nothing else. Closed
/// until `reopen`.
[[nodiscard]] std::unique_ptr<engine>
make_rocks_engine(const rocks_options& options);

} // namespace nightfloat::storage
