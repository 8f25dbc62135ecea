// SPDX-License-Identifier: Apache-2.0
#include "storage/memory_engine.hpp"

#include "storage/layout.hpp"

#include <iterator>

namespace nightfloat::storage {

namespace {

constexpr auto checkpoints_max = std::size_t{8};

std::optional<std::string> value_at(const memory_disk::rows& rows,
                                    std::string_view key) {
  auto i = rows.find(key);
  if (i == rows.end())
    return std::nullopt;
  return i->second;
}

void visit_rows(const memory_disk::rows& rows, const key_range& range,
                scan_order order, const row_visitor& visit) {
  auto first = rows.lower_bound(range.first);
  auto last = range.last.empty() ? rows.end() : rows.lower_bound(range.last);
  if (order == scan_order::ascending) {
    for (; first != last; ++first)
      if (!visit(first->first, first->second))
        return;
    return;
  }
  while (last != first) {
    --last;
    if (!visit(last->first, last->second))
      return;
  }
}

/// Rows as they were: nobody else writes them.
class memory_snapshot final : public view {
public:
  explicit memory_snapshot(memory_disk::rows rows) : rows_{std::move(rows)} {
  }

  result<std::optional<std::string>> get(std::string_view key) const override {
    return value_at(rows_, key);
  }

  result<void> scan(const key_range& range, scan_order order,
                    const row_visitor& visit) const override {
    visit_rows(rows_, range, order, visit);
    return {};
  }

private:
  memory_disk::rows rows_;
};

} // namespace

memory_engine::~memory_engine() {
  memory_engine::close();
}

result<std::optional<std::string>>
memory_engine::get(std::string_view key) const {
  auto guard = std::lock_guard{mutex_};
  if (!open_)
    return engine_closed();
  return value_at(disk_->synced, key);
}

result<void> memory_engine::scan(const key_range& range, scan_order order,
                                 const row_visitor& visit) const {
  // The rows are copied, so that the visitor may use the engine.
  auto found = memory_disk::rows{};
  {
    auto guard = std::lock_guard{mutex_};
    if (!open_)
      return engine_closed();
    auto first = disk_->synced.lower_bound(range.first);
    auto last = range.last.empty() ? disk_->synced.end()
                                   : disk_->synced.lower_bound(range.last);
    if (range.last.empty() || range.first < range.last)
      found.insert(first, last);
  }
  visit_rows(found, {}, order, visit);
  return {};
}

result<void> memory_engine::reopen() {
  close();
  auto guard = std::lock_guard{mutex_};
  if (disk_->in_use)
    return failure{ec::in_use, "store: another engine is open on this disk, "
                               "stop it first"};
  disk_->in_use = true;
  if (disk_->unsynced)
    write(*disk_->unsynced);
  disk_->unsynced.reset();
  open_ = true;
  broken_ = false;
  epoch_ = 0;
  return {};
}

result<std::uint64_t> memory_engine::newest_epoch() const {
  auto guard = std::lock_guard{mutex_};
  if (!open_)
    return engine_closed();
  return disk_->epoch;
}

result<void> memory_engine::recover(std::uint64_t epoch) {
  auto guard = std::lock_guard{mutex_};
  if (!open_)
    return engine_closed();
  if (epoch <= disk_->epoch)
    return failure{ec::fenced, "store: a newer epoch is in force ("
                                 + std::to_string(disk_->epoch) + "), stop"};
  auto batch = write_batch{
    .epoch = epoch,
    .erase_ranges = {},
    .rows = {{std::string{layout::epoch}, layout::number(epoch)}}};
  if (auto bad = misbehave(batch))
    return bad->why;
  write(batch);
  disk_->epoch = epoch;
  epoch_ = epoch;
  return {};
}

std::optional<apply_result> memory_engine::misbehave(const write_batch& batch) {
  const auto kind = fault_.kind;
  if (kind == fault_kind::none)
    return std::nullopt;
  if (fault_.count != 0 && --fault_.count == 0)
    fault_ = {};
  if (kind == fault_kind::no_space)
    return apply_result{apply_outcome::failed,
                        {ec::no_space, "store: the disk is full, free some "
                                       "of it"}};
  broken_ = true;
  if (kind == fault_kind::sync_error)
    disk_->unsynced = batch;
  return apply_result{apply_outcome::unknown,
                      {ec::storage_failed, "store: the sync failed, ask "
                                           "again by key"}};
}

apply_result memory_engine::apply(const write_batch& batch) {
  auto guard = std::lock_guard{mutex_};
  if (!open_)
    return {apply_outcome::failed, engine_closed()};
  if (batch.epoch != epoch_ || epoch_ != disk_->epoch)
    return {apply_outcome::failed,
            {ec::fenced, "store: a newer epoch is in force ("
                           + std::to_string(disk_->epoch) + "), stop"}};
  if (broken_)
    return {apply_outcome::unknown,
            {ec::storage_failed, "store: a sync failed before, reopen"}};
  if (auto bad = misbehave(batch))
    return *bad;
  write(batch);
  return {};
}

void memory_engine::write(const write_batch& batch) {
  for (const auto& range : batch.erase_ranges)
    disk_->synced.erase(disk_->synced.lower_bound(range.first),
                        disk_->synced.lower_bound(range.last));
  for (const auto& [key, value] : batch.rows) {
    if (value)
      disk_->synced.insert_or_assign(key, *value);
    else
      disk_->synced.erase(key);
  }
  ++disk_->syncs;
}

result<void> memory_engine::with_snapshot(
  const std::function<result<void>(const view&)>& read) const {
  auto rows = memory_disk::rows{};
  {
    auto guard = std::lock_guard{mutex_};
    if (!open_)
      return engine_closed();
    rows = disk_->synced;
  }
  return read(memory_snapshot{std::move(rows)});
}

result<void> memory_engine::checkpoint(const std::string& target) {
  auto guard = std::lock_guard{mutex_};
  if (!open_)
    return engine_closed();
  if (disk_->checkpoints.contains(target))
    return failure{ec::invalid_argument, "checkpoint: the target exists ("
                                           + target + "), name a new one"};
  if (disk_->checkpoints.size() == checkpoints_max)
    return failure{ec::io_failed, "checkpoint: too many are kept (at most "
                                    + std::to_string(checkpoints_max)
                                    + "), drop one"};
  disk_->checkpoints.emplace(target, disk_->synced);
  return {};
}

result<void> memory_engine::set_fault(const fault& x) {
  if (x.kind == fault_kind::sync_delay || x.kind >= fault_kind::crash_point)
    return failure{ec::unsupported,
                   "fault: memory does not do that, use a disk"};
  auto guard = std::lock_guard{mutex_};
  fault_ = x;
  return {};
}

std::vector<domain::store_figure> memory_engine::figures() const {
  auto guard = std::lock_guard{mutex_};
  if (!open_)
    return {};
  return {{"rows", disk_->synced.size()}, {"syncs", disk_->syncs}};
}

void memory_engine::close() {
  auto guard = std::lock_guard{mutex_};
  if (open_)
    disk_->in_use = false;
  open_ = false;
}

} // namespace nightfloat::storage
