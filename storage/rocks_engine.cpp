// SPDX-License-Identifier: Apache-2.0
#include "storage/rocks_engine.hpp"

#include "storage/crash_point.hpp"
#include "storage/layout.hpp"
#include "storage/rocks_faults.hpp"
#include "storage/rocks_options.hpp"
#include "storage/rocks_read.hpp"

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>

#include <array>
#include <filesystem>
#include <mutex>
#include <shared_mutex>
#include <utility>

namespace nightfloat::storage {

namespace {

failure newer_epoch(std::uint64_t newest) {
  return {ec::fenced, "store: a newer epoch is in force ("
                        + std::to_string(newest) + "), stop this writer"};
}

class rocks_snapshot final : public view {
public:
  rocks_snapshot(rocksdb::DB& db, iterator_count& iterators)
    : db_{&db}, iterators_{&iterators} {
    options_.snapshot = db.GetSnapshot();
  }

  ~rocks_snapshot() override {
    db_->ReleaseSnapshot(options_.snapshot);
  }

  rocks_snapshot(const rocks_snapshot&) = delete;
  rocks_snapshot& operator=(const rocks_snapshot&) = delete;

  result<std::optional<std::string>> get(std::string_view key) const override {
    return read_row(*db_, options_, key);
  }

  result<void> scan(const key_range& range, scan_order order,
                    const row_visitor& visit) const override {
    return visit_rows(*db_, options_, *iterators_, range, order, visit);
  }

private:
  rocksdb::DB* db_;
  iterator_count* iterators_;
  rocksdb::ReadOptions options_;
};

class rocks_engine final : public engine {
public:
  explicit rocks_engine(const rocks_options& options)
    : options_{options}, files_{make_faulty_file_system(faults_)},
      env_{rocksdb::NewCompositeEnv(files_)} {
  }

  ~rocks_engine() override {
    close();
  }

  result<std::optional<std::string>> get(std::string_view key) const override {
    auto guard = std::shared_lock{mutex_};
    if (!db_)
      return engine_closed();
    return read_row(*db_, {}, key);
  }

  result<void> scan(const key_range& range, scan_order order,
                    const row_visitor& visit) const override {
    auto guard = std::shared_lock{mutex_};
    if (!db_)
      return engine_closed();
    return visit_rows(*db_, {}, iterators_, range, order, visit);
  }

  result<void> reopen() override;

  result<std::uint64_t> newest_epoch() const override {
    auto row = get(layout::epoch);
    if (!row)
      return row.error();
    return *row ? layout::number_at_end(**row) : 0;
  }

  result<void> recover(std::uint64_t epoch) override;
  apply_result apply(const write_batch& batch) override;

  result<void> with_snapshot(
    const std::function<result<void>(const view&)>& run) const override {
    auto guard = std::shared_lock{mutex_};
    if (!db_)
      return engine_closed();
    return run(rocks_snapshot{*db_, iterators_});
  }

  result<void> checkpoint(const std::string& target) override;
  std::vector<domain::store_figure> figures() const override;

  result<void> set_fault(const fault& x) override {
    disarm_crash_points();
    if (x.kind == fault_kind::wall_clock)
      return failure{ec::unsupported, "fault: a disk has no wall clock"};
    if (reads_tables(x.kind))
      if (auto done = leave_memory(); !done)
        return done;
    if (x.kind != fault_kind::crash_point) {
      faults_.set(x);
      return {};
    }
    if (!arm_crash_point(x.point, x.count))
      return failure{ec::invalid_argument,
                     "fault: there is no such crash point (" + x.point + ")"};
    return {};
  }

  void close() override {
    auto guard = std::unique_lock{mutex_};
    db_.reset();
  }

private:
  static bool reads_tables(fault_kind x) noexcept {
    return x == fault_kind::read_error || x == fault_kind::bit_flip;
  }

  /// So that reads of what was written lately are of a table file.
  [[nodiscard]] result<void> leave_memory() {
    auto guard = std::shared_lock{mutex_};
    if (!db_)
      return engine_closed();
    auto done = db_->Flush({});
    return done.ok() ? result<void>{} : rocks_failure("flush", done);
  }

  [[nodiscard]] result<void> check_space() const;
  [[nodiscard]] apply_result write(rocksdb::WriteBatch& rows);

  rocks_options options_;
  fault_switch faults_;
  // RocksDB's interfaces ask for shared ownership of the file system.
  std::shared_ptr<rocksdb::FileSystem> files_;
  std::unique_ptr<rocksdb::Env> env_;
  /// Readers share it; opening and closing takes it alone.
  mutable std::shared_mutex mutex_;
  std::unique_ptr<rocksdb::DB> db_;
  mutable iterator_count iterators_ = 0;
  /// The writer's thread alone uses these.
  std::uint64_t epoch_ = 0;
  bool broken_ = false;
};

result<void> rocks_engine::reopen() {
  auto guard = std::unique_lock{mutex_};
  db_.reset();
  epoch_ = 0;
  broken_ = false;
  if (auto done = make_private_directory(options_.directory); !done)
    return done;
  if (auto done = check_directory(options_.directory); !done)
    return done;
  rocksdb::DB* db = nullptr;
  auto opened = rocksdb::DB::Open(engine_options(env_.get(), options_),
                                  options_.directory, &db);
  if (!opened.ok())
    return open_failure(options_.directory, opened);
  db_.reset(db);
  // RocksDB flushed what the log held into a synced table before it opened;
  // this is for the case that it finds nothing worth a flush.
  if (auto synced = db_->SyncWAL(); !synced.ok())
    return rocks_failure("open", synced);
  return {};
}

result<void> rocks_engine::recover(std::uint64_t epoch) {
  auto newest = newest_epoch();
  if (!newest)
    return newest.error();
  if (epoch <= *newest)
    return newer_epoch(*newest);
  auto rows = rocksdb::WriteBatch{};
  rows.Put(slice(layout::epoch), layout::number(epoch));
  if (auto done = write(rows); done.outcome != apply_outcome::ok)
    return done.why;
  epoch_ = epoch;
  return {};
}

apply_result rocks_engine::apply(const write_batch& batch) {
  // The lock file keeps other processes out, so the newest epoch is our own.
  if (batch.epoch != epoch_ || epoch_ == 0)
    return {apply_outcome::failed, newer_epoch(epoch_)};
  auto rows = rocksdb::WriteBatch{};
  for (const auto& range : batch.erase_ranges)
    rows.DeleteRange(slice(range.first), slice(range.last));
  for (const auto& [key, value] : batch.rows) {
    if (value)
      rows.Put(slice(key), slice(*value));
    else
      rows.Delete(slice(key));
  }
  return write(rows);
}

apply_result rocks_engine::write(rocksdb::WriteBatch& rows) {
  auto guard = std::shared_lock{mutex_};
  if (!db_)
    return {apply_outcome::failed, engine_closed()};
  if (broken_)
    return {apply_outcome::unknown,
            {ec::storage_failed, "store: a sync failed before, reopen"}};
  if (auto enough = check_space(); !enough)
    return {apply_outcome::failed, enough.error()};
  count_no_comparisons();
  auto options = rocksdb::WriteOptions{};
  options.sync = true;
  auto done = db_->Write(options, &rows);
  if (done.ok())
    return {};
  // Whatever the code: the bytes may be in the log and be met again there.
  broken_ = true;
  auto why = rocks_failure("write", done);
  why.code = ec::storage_failed;
  return {apply_outcome::unknown, std::move(why)};
}

result<void> rocks_engine::check_space() const {
  auto free = std::uint64_t{0};
  auto done = files_->GetFreeSpace(options_.directory, {}, &free, nullptr);
  if (!done.ok())
    return rocks_failure("free space", done);
  if (free >= options_.reserve_bytes)
    return {};
  return failure{ec::no_space,
                 "store: the disk of " + options_.directory + " is full ("
                   + std::to_string(free) + " bytes left, "
                   + std::to_string(options_.reserve_bytes)
                   + " are kept free), free some of it",
                 1'000};
}

result<void> rocks_engine::checkpoint(const std::string& target) {
  auto guard = std::shared_lock{mutex_};
  if (!db_)
    return engine_closed();
  if (auto enough = check_space(); !enough)
    return enough;
  if (std::filesystem::exists(target))
    return failure{ec::invalid_argument, "checkpoint: the target exists ("
                                           + target + "), name a new one"};
  rocksdb::Checkpoint* maker = nullptr;
  auto done = rocksdb::Checkpoint::Create(db_.get(), &maker);
  auto owner = std::unique_ptr<rocksdb::Checkpoint>{maker};
  if (done.ok())
    done = owner->CreateCheckpoint(target);
  if (done.IsIOError() || done.IsNotFound())
    return failure{ec::io_failed, "checkpoint: " + target
                                    + " cannot be written (" + done.ToString()
                                    + "), check the path"};
  if (!done.ok())
    return at("checkpoint " + target, rocks_failure("write", done));
  return {};
}

std::vector<domain::store_figure> rocks_engine::figures() const {
  using keys = rocksdb::DB::Properties;
  static const auto named = std::array{
    std::pair{"compaction.running", keys::kNumRunningCompactions},
    std::pair{"compaction.pending_bytes",
              keys::kEstimatePendingCompactionBytes},
    std::pair{"flush.running", keys::kNumRunningFlushes},
    std::pair{"files.bytes", keys::kTotalSstFilesSize},
    std::pair{"files.live_bytes", keys::kEstimateLiveDataSize},
    std::pair{"memory.unflushed_bytes", keys::kCurSizeAllMemTables},
    std::pair{"memory.cache_bytes", keys::kBlockCacheUsage},
    std::pair{"errors.background", keys::kBackgroundErrors},
    std::pair{"snapshots", keys::kNumSnapshots},
  };
  auto guard = std::shared_lock{mutex_};
  auto all = std::vector<domain::store_figure>{};
  for (const auto& [name, key] : named)
    if (auto value = std::uint64_t{0}; db_ && db_->GetIntProperty(key, &value))
      all.push_back({name, value});
  all.push_back({"faults.hit", faults_.hit()});
  all.push_back({"faults.armed", faults_.is_armed() ? 1u : 0u});
  if (db_) {
    all.push_back({"iterators", iterators_.load(std::memory_order_relaxed)});
    auto files = std::vector<rocksdb::LiveFileMetaData>{};
    db_->GetLiveFilesMetaData(&files);
    all.push_back({"files.count", files.size()});
  }
  return all;
}

} // namespace

std::unique_ptr<engine> make_rocks_engine(const rocks_options& options) {
  return std::make_unique<rocks_engine>(options);
}

} // namespace nightfloat::storage
