// SPDX-License-Identifier: Apache-2.0
#include "storage/backup.hpp"
#include "storage/durable_files.hpp"
#include "storage/rocks_engine.hpp"
#include "storage/rocks_reader.hpp"

#include <algorithm>
#include <filesystem>

namespace nightfloat::storage {

namespace fs = std::filesystem;

namespace {

/// The target holds nothing; makes it, durably, if it is not there.
result<void> check_empty(const std::string& directory) {
  auto error = std::error_code{};
  if (!fs::exists(directory, error))
    return make_directory(directory);
  if (!fs::is_directory(directory, error) || !fs::is_empty(directory, error))
    return failure{ec::invalid_argument,
                   "restore: " + directory
                     + " holds something already, move it away or name "
                       "another directory"};
  return {};
}

/// Locks and logs are the running process's, not the ledger's.
bool is_kept(const std::string& name) {
  return name != "LOCK" && !name.starts_with("LOG");
}

result<void> copy_ledger(const std::string& from, const std::string& to) {
  if (auto done = make_directory(to); !done)
    return done;
  auto error = std::error_code{};
  auto at = fs::directory_iterator{from, error};
  for (; !error && at != fs::directory_iterator{}; at.increment(error)) {
    const auto name = at->path().filename().string();
    if (!is_kept(name) || !at->is_regular_file(error))
      continue;
    if (auto done = copy_synced(at->path().string(), to + "/" + name); !done)
      return done;
  }
  if (error)
    return failure{ec::io_failed, "restore: " + from + " cannot be read ("
                                    + error.message() + ")"};
  return sync_directory(to);
}

result<domain::store_proof> proven(const std::string& from,
                                   const std::string& copy) {
  auto proof = verify_copy(copy, from);
  if (!proof)
    return proof;
  if (proof->whole)
    return proof;
  const auto& first = proof->divergences.front();
  return failure{ec::corrupt,
                 "restore: " + from + " is not whole (" + first.programme
                   + (first.programme.empty() ? "" : ": ") + first.key + " "
                   + first.what
                   + "), see nightfloat store verify, and take another backup"};
}

/// A fresh epoch that no lost history had either: tokens that were given
/// after the backup was made stay behind it.
result<void> make_own(const std::string& ledger, std::int64_t now_ms) {
  auto engine = make_rocks_engine({.directory = ledger, .reserve_bytes = 0});
  if (auto done = engine->reopen(); !done)
    return done;
  auto newest = engine->newest_epoch();
  if (!newest)
    return newest.error();
  const auto now
    = static_cast<std::uint64_t>(std::max<std::int64_t>(now_ms, 0));
  auto done = engine->recover(std::max(*newest + 1, now));
  engine->close();
  return done;
}

result<domain::store_proof> fill_restored(const restore_options& options) {
  const auto from = ledger_directory(options.from);
  // Held while it is copied: no store may begin to write to it.
  auto reader = open_rocks_reader({.directory = from, .around_damage = true});
  if (!reader)
    return reader.error();
  const auto partial = options.to + "/ledger.partial";
  if (auto done = copy_ledger(from, partial); !done)
    return done.error();
  auto proof = proven(options.from, partial);
  if (!proof)
    return proof;
  if (auto done = make_own(partial, options.now_ms); !done)
    return done.error();
  if (auto done = rename_synced(partial, options.to + "/ledger"); !done)
    return done.error();
  return proof;
}

} // namespace

result<domain::store_proof> restore(const restore_options& options) {
  auto error = std::error_code{};
  const auto was_there = fs::exists(options.to, error);
  if (auto good = check_empty(options.to); !good)
    return good.error();
  auto proof = fill_restored(options);
  if (proof)
    return proof;
  fs::remove_all(options.to + "/ledger.partial", error);
  if (!was_there)
    fs::remove(options.to, error);
  return proof;
}

} // namespace nightfloat::storage
