// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/error.hpp"
#include "storage/rocks_engine.hpp"

#include <rocksdb/options.h>

#include <string>

namespace nightfloat::storage {

/// How the engine sets up RocksDB, and why, option by option.
[[nodiscard]] rocksdb::Options engine_options(rocksdb::Env* env,
                                              const rocks_options& own = {});

/// Makes `path` and its parents, the last with mode 0700. Fails with
/// `io_failed`, or `configuration` if others may enter it.
[[nodiscard]] result<void> make_private_directory(const std::string& path);

/// Fails with `corrupt` where tables or logs of a store lie in `path` without
/// the file that says which are in force: RocksDB would make a new store there
/// and delete them.
[[nodiscard]] result<void> check_directory(const std::string& path);

/// What an operation's status means to us: `no_space`, `corrupt` or
/// `storage_failed`.
[[nodiscard]] failure rocks_failure(const char* operation,
                                    const rocksdb::Status& x);

/// Why a directory could not be opened, and the remedy.
[[nodiscard]] failure open_failure(const std::string& directory,
                                   const rocksdb::Status& x);

} // namespace nightfloat::storage
