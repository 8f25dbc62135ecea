// SPDX-License-Identifier: Apache-2.0
#pragma once

// An engine without a disk, for tests and simulation: what is synced lies in
// a `memory_disk`, which outlives its engines as a disk outlives processes.
// It misbehaves as RocksDB on a real disk was seen to: a failed sync closes
// the door for writes until `reopen`, and its batch may be gone by then or may
// reappear.

#include "storage/engine.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <set>

namespace nightfloat::storage {

/// Must outlive its engines. Used by one thread at a time, or through engines.
class memory_disk {
public:
  using rows = std::map<std::string, std::string, std::less<>>;

  /// What survives a power cut.
  rows synced;
  std::uint64_t epoch = 0;
  /// Written, and not known to be synced: `reopen` finds it, a cut loses it.
  std::optional<write_batch> unsynced;
  std::map<std::string, rows> checkpoints;
  std::uint64_t syncs = 0;
  bool in_use = false;

  /// The power goes: what is not synced is gone. REQUIRES that no engine is
  /// open upon it any more.
  void cut() {
    unsynced.reset();
    in_use = false;
  }
};

class memory_engine : public engine {
public:
  explicit memory_engine(memory_disk& disk) noexcept : disk_{&disk} {
  }

  ~memory_engine() override;

  [[nodiscard]] result<std::optional<std::string>>
  get(std::string_view key) const override;
  [[nodiscard]] result<void> scan(const key_range& range, scan_order order,
                                  const row_visitor& visit) const override;
  [[nodiscard]] result<void> reopen() override;
  [[nodiscard]] result<std::uint64_t> newest_epoch() const override;
  [[nodiscard]] result<void> recover(std::uint64_t epoch) override;
  [[nodiscard]] apply_result apply(const write_batch& batch) override;
  [[nodiscard]] result<void> with_snapshot(
    const std::function<result<void>(const view&)>& read) const override;
  /// Keeps a copy in `memory_disk::checkpoints`, at most eight of them.
  [[nodiscard]] result<void> checkpoint(const std::string& target) override;
  /// `sync_error`: fails, and the batch reappears; `lose_unsynced` and
  /// `torn_tail`: fails, and it is gone; `write_error`, `no_space`: fails
  /// before anything is written. The others are `unsupported`.
  [[nodiscard]] result<void> set_fault(const fault& x) override;
  [[nodiscard]] std::vector<domain::store_figure> figures() const override;
  void close() override;

private:
  [[nodiscard]] std::optional<apply_result> misbehave(const write_batch& batch);
  void write(const write_batch& batch);

  memory_disk* disk_;
  mutable std::mutex mutex_;
  bool open_ = false;
  bool broken_ = false;
  std::uint64_t epoch_ = 0;
  fault fault_;
};

} // namespace nightfloat::storage
