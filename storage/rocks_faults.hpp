// SPDX-License-Identifier: Apache-2.0
#pragma once

// A file system that misbehaves on demand, under RocksDB: what is tested is
// the real engine. Writes are hit in write-ahead logs, since they alone decide
// what is durable, and reads in table files; idle it costs one relaxed load an
// operation.

#include "storage/fault.hpp"

#include <rocksdb/file_system.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <random>

namespace nightfloat::storage {

/// Which fault is set. Thread-safe.
class fault_switch {
public:
  void set(const fault& x);

  /// Whether the present fault is one of `kind` and hits now; counts down.
  [[nodiscard]] bool hits(fault_kind kind) noexcept {
    return armed_.load(std::memory_order_relaxed) && take(kind);
  }

  /// How long this sync is to be delayed.
  [[nodiscard]] std::uint32_t draw_delay_ms();

  /// Whether a fault is set that may still hit.
  [[nodiscard]] bool is_armed() const noexcept {
    return armed_.load(std::memory_order_relaxed);
  }

  /// How many operations were hit since the process began.
  [[nodiscard]] std::uint64_t hit() const noexcept {
    return hit_.load(std::memory_order_relaxed);
  }

private:
  [[nodiscard]] bool take(fault_kind kind) noexcept;

  std::atomic<bool> armed_{false};
  std::atomic<std::uint64_t> hit_{0};
  mutable std::mutex mutex_;
  std::mt19937_64 rng_{1};
  fault fault_;
  bool counted_ = false;
};

/// The default file system with `faults` in front. RocksDB's interface asks
/// for shared ownership; `faults` must outlive it.
[[nodiscard]] std::shared_ptr<rocksdb::FileSystem>
make_faulty_file_system(fault_switch& faults);

} // namespace nightfloat::storage
