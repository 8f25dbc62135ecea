// SPDX-License-Identifier: Apache-2.0
#include "storage/rocks_options.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include <filesystem>
#include <sys/stat.h>
#include <system_error>

namespace nightfloat::storage {

namespace fs = std::filesystem;

namespace {

/// Few threads read, so few locks are enough, and a shard holds large blocks.
constexpr auto cache_shard_bits = 2;

/// Of a buffer of changes, for a filter of its keys: most look-ups are for what
/// is not there (a key that was not used before, a number that is not taken).
constexpr auto buffer_filter_share = 0.05;

/// RocksDB's words where this process, or another, has the directory open. A
/// single word of them may stand in the path, which the text names as well.
bool is_held(const std::string& said) {
  return said.find("lock hold by current process") != std::string::npos
         || said.find("While lock file") != std::string::npos;
}

/// Rows lie in tables and logs. A manifest alone is what a power cut leaves
/// while a store is first made.
bool holds_rows(const fs::path& path) {
  return path.extension() == ".sst" || path.extension() == ".log";
}

} // namespace

rocksdb::Options engine_options(rocksdb::Env* env, const rocks_options& own) {
  auto x = rocksdb::Options{};
  x.env = env;
  x.create_if_missing = true;
  // A torn tail is what a power cut leaves; anything earlier is damage.
  x.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  x.avoid_flush_during_recovery = false;
  // Resuming makes some failed writes vanish and others reappear: after a
  // failure only a reopen tells what is there.
  x.max_bgerror_resume_count = 0;
  x.paranoid_checks = true;
  x.max_background_jobs = static_cast<int>(own.compaction_threads);
  // Merging can wait; whoever waits for an answer cannot.
  static_cast<void>(env->LowerThreadPoolCPUPriority(
    rocksdb::Env::Priority::LOW, rocksdb::CpuPriority::kLow));
  x.write_buffer_size = own.write_buffer_bytes;
  x.max_write_buffer_number = 3;
  x.memtable_whole_key_filtering = true;
  x.memtable_prefix_bloom_size_ratio = buffer_filter_share;
  x.max_total_wal_size = 4 * own.write_buffer_bytes;
  // Erased ranges alone ask for no merging: age does.
  x.periodic_compaction_seconds = own.compaction_period_s;
  x.max_open_files = 256;
  x.keep_log_file_num = 4;
  x.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  x.compression = rocksdb::kLZ4Compression;
  auto table = rocksdb::BlockBasedTableOptions{};
  table.block_cache = rocksdb::NewLRUCache(own.cache_bytes, cache_shard_bits);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  // Whole, the filter of a file of small rows outgrows a shard of the cache:
  // it is then read from the file again by every look-up.
  table.index_type
    = rocksdb::BlockBasedTableOptions::IndexType::kTwoLevelIndexSearch;
  table.partition_filters = true;
  x.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return x;
}

result<void> make_private_directory(const std::string& path) {
  auto error = std::error_code{};
  const auto directory = fs::path{path};
  if (directory.has_parent_path())
    fs::create_directories(directory.parent_path(), error);
  if (error)
    return failure{ec::io_failed, "store: cannot make " + path + " ("
                                    + error.message() + "), check the path"};
  if (::mkdir(path.c_str(), 0700) == 0)
    return {};
  struct ::stat info = {};
  if (::stat(path.c_str(), &info) != 0 || !S_ISDIR(info.st_mode))
    return failure{ec::io_failed, "store: cannot make the directory " + path
                                    + " ("
                                    + std::generic_category().message(errno)
                                    + "), check the path"};
  if ((info.st_mode & 0077) != 0)
    return failure{ec::configuration,
                   "store: others may enter " + path
                     + ", take their rights away (chmod 700)"};
  return {};
}

result<void> check_directory(const std::string& path) {
  auto error = std::error_code{};
  if (fs::exists(path + "/CURRENT", error) || error)
    return {};
  for (auto i = fs::directory_iterator{path, error};
       !error && i != fs::directory_iterator{}; i.increment(error))
    if (holds_rows(i->path()))
      return open_failure(
        path, rocksdb::Status::Corruption("CURRENT is missing beside "
                                          + i->path().filename().string()));
  return {};
}

failure rocks_failure(const char* operation, const rocksdb::Status& x) {
  auto said = std::string{operation} + ": " + x.ToString();
  if (x.IsNoSpace())
    return {ec::no_space, said + ", free some of the disk", 1'000};
  if (x.IsCorruption())
    return {ec::corrupt, said + ", restore from a checkpoint"};
  return {ec::storage_failed, said + ", look at the disk"};
}

failure open_failure(const std::string& directory, const rocksdb::Status& x) {
  const auto said = x.ToString();
  if (x.IsIOError() && is_held(said))
    return {ec::in_use, "store: " + directory
                          + " is in use by another process (" + said
                          + "), stop it or name another directory"};
  if (x.IsCorruption() || x.IsInvalidArgument())
    return {ec::corrupt,
            "store: " + directory + " is damaged (" + said
              + "), see what can still be read with nightfloat store "
                "verify, move it away and use nightfloat store "
                "restore"};
  if (x.IsNotSupported())
    return {ec::bad_version, "store: " + directory + " is of another version ("
                               + said + "), start the build that wrote it"};
  return at("store: " + directory, rocks_failure("open", x));
}

} // namespace nightfloat::storage
