// SPDX-License-Identifier: Apache-2.0
#pragma once

// A file system that misbehaves on demand, under RocksDB: what is tested is
// the real engine. Only write-ahead logs are hit, since they alone decide what
// is durable; idle it costs one relaxed load an operation.

#include "storage/fault.hpp"

#include <rocksdb/file_system.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

namespace nightfloat::storage {

/// Which fault is set. Thread-safe.
class fault_switch {
public:
  void set(const fault& x);

  /// Whether the present fault is one of `kind` and hits now; counts down.
  [[nodiscard]] bool hits(fault_kind kind) noexcept {
    return armed_.load(std::memory_order_relaxed) && take(kind);
  }

  [[nodiscard]] std::uint32_t delay_ms() const;

private:
  [[nodiscard]] bool take(fault_kind kind) noexcept;

  std::atomic<bool> armed_{false};
  mutable std::mutex mutex_;
  fault fault_;
  bool counted_ = false;
};

/// The default file system with `faults` in front. RocksDB's interface asks
/// for shared ownership; `faults` must outlive it.
[[nodiscard]] std::shared_ptr<rocksdb::FileSystem>
make_faulty_file_system(fault_switch& faults);

} // namespace nightfloat::storage
