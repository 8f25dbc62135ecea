// SPDX-License-Identifier: Apache-2.0
#pragma once

// The store's disk: a `memory_disk` that takes its time, fails when told to,
// and may have or not have what was being written when its process died.
// While a sync is under way the rest of the world goes on.

#include "chaos/simulation/world.hpp"
#include "storage/memory_engine.hpp"

#include <cstdint>
#include <functional>
#include <memory>

namespace nightfloat::simulation {

/// What is thrown through the committer of a store that dies in a sync.
struct process_killed {};

/// How syncs end from now on; outlives the lives of the store.
struct disk_state {
  storage::memory_disk disk;
  std::uint32_t sync_us_min = 100;
  std::uint32_t sync_us_max = 2'000;
  /// So many syncs fail, and their bytes are there after the reopen (odd
  /// draws) or not.
  std::uint32_t failing_syncs = 0;
  /// So many syncs are refused up front.
  std::uint32_t full_syncs = 0;
  /// Until then each sync takes this much longer.
  microseconds slower{0};
  time_point slower_until{};
  std::uint64_t syncs = 0;
};

class slow_engine final : public storage::engine {
public:
  /// `wait` lets the world go on for so long; it throws `process_killed` where
  /// the process died meanwhile.
  slow_engine(world& in, disk_state& on,
              std::function<void(microseconds)> wait);

  result<std::optional<std::string>> get(std::string_view key) const override;
  result<void> scan(const storage::key_range& range, storage::scan_order order,
                    const storage::row_visitor& visit) const override;
  result<void> reopen() override;
  result<std::uint64_t> newest_epoch() const override;
  result<void> recover(std::uint64_t epoch) override;
  storage::apply_result apply(const storage::write_batch& batch) override;
  result<void>
  with_snapshot(const std::function<result<void>(const storage::view&)>& read)
    const override;
  result<void> checkpoint(const std::string& target) override;
  result<void> set_fault(const storage::fault& x) override;
  std::vector<domain::store_figure> figures() const override;
  void close() override;

private:
  [[nodiscard]] microseconds sync_time();
  void fail_next();

  world& world_;
  disk_state& disk_;
  std::function<void(microseconds)> wait_;
  dice dice_;
  storage::memory_engine inner_;
  bool open_ = false;
};

} // namespace nightfloat::simulation
