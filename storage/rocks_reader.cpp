// SPDX-License-Identifier: Apache-2.0
#include "storage/rocks_reader.hpp"

#include "storage/rocks_options.hpp"
#include "storage/rocks_read.hpp"

#include <rocksdb/db.h>
#include <rocksdb/env.h>

#include <filesystem>
#include <utility>

namespace nightfloat::storage {

namespace fs = std::filesystem;

namespace {

/// Keeps stores away while a directory is read. A backup has no lock file,
/// and needs none.
class directory_lock {
public:
  [[nodiscard]] static result<std::unique_ptr<directory_lock>>
  take(const std::string& directory) {
    auto x = std::make_unique<directory_lock>();
    const auto path = directory + "/LOCK";
    auto error = std::error_code{};
    if (!fs::exists(path, error))
      return x;
    if (auto done = rocksdb::Env::Default()->LockFile(path, &x->lock_);
        !done.ok())
      return open_failure(directory, done);
    return x;
  }

  directory_lock() = default;
  directory_lock(const directory_lock&) = delete;
  directory_lock& operator=(const directory_lock&) = delete;

  ~directory_lock() {
    if (lock_ != nullptr)
      (void)rocksdb::Env::Default()->UnlockFile(lock_);
  }

private:
  rocksdb::FileLock* lock_ = nullptr;
};

class rocks_reader final : public view {
public:
  rocks_reader(std::unique_ptr<directory_lock> lock,
               std::unique_ptr<rocksdb::DB> db)
    : lock_{std::move(lock)}, db_{std::move(db)} {
  }

  result<std::optional<std::string>> get(std::string_view key) const override {
    return read_row(*db_, options(), key);
  }

  result<void> scan(const key_range& range, scan_order order,
                    const row_visitor& visit) const override {
    return visit_rows(*db_, options(), iterators_, range, order, visit);
  }

private:
  static rocksdb::ReadOptions options() {
    auto x = rocksdb::ReadOptions{};
    x.verify_checksums = true;
    // What is read once need not push out what is read often.
    x.fill_cache = false;
    return x;
  }

  std::unique_ptr<directory_lock> lock_;
  std::unique_ptr<rocksdb::DB> db_;
  /// Nobody asks for it.
  mutable iterator_count iterators_ = 0;
};

} // namespace

result<std::unique_ptr<view>> open_rocks_reader(const reader_options& options) {
  auto error = std::error_code{};
  if (!fs::exists(options.directory + "/CURRENT", error)) {
    if (error)
      return failure{ec::io_failed, "store: " + options.directory
                                      + ": cannot be read (" + error.message()
                                      + "), run as its owner"};
    return failure{ec::not_found, "store: there is no ledger in "
                                    + options.directory
                                    + ", name a data directory or a backup"};
  }
  auto lock = directory_lock::take(options.directory);
  if (!lock)
    return lock.error();
  auto x = engine_options(rocksdb::Env::Default());
  x.create_if_missing = false;
  // Its log goes nowhere: a backup may lie where nothing can be written.
  x.info_log_level = rocksdb::InfoLogLevel::FATAL_LEVEL;
  if (options.around_damage) {
    x.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
    x.paranoid_checks = false;
  }
  rocksdb::DB* db = nullptr;
  auto opened = rocksdb::DB::OpenForReadOnly(x, options.directory, &db);
  if (!opened.ok())
    return open_failure(options.directory, opened);
  return std::unique_ptr<view>{std::make_unique<rocks_reader>(
    std::move(*lock), std::unique_ptr<rocksdb::DB>{db})};
}

std::string ledger_directory(const std::string& directory) {
  auto error = std::error_code{};
  return fs::exists(directory + "/CURRENT", error) ? directory
                                                   : directory + "/ledger";
}

} // namespace nightfloat::storage
