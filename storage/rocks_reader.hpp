// SPDX-License-Identifier: Apache-2.0
#pragma once

// A ledger's directory, read and left as it is: for verification, and for
// what can still be read of a damaged one.

#include "storage/engine.hpp"

#include <memory>
#include <string>

namespace nightfloat::storage {

struct reader_options {
  /// The database's directory.
  std::string directory;
  /// Reads a damaged log up to the damage instead of refusing it.
  bool around_damage = false;
};

/// Opens it without writing. Fails with `not_found` if there is none,
/// `in_use` while a store runs on it, else as `engine::reopen`.
[[nodiscard]] result<std::unique_ptr<view>>
open_rocks_reader(const reader_options& options);

/// The database below a data directory or a backup: `DIRECTORY/ledger`, or
/// `DIRECTORY` if it is one itself.
[[nodiscard]] std::string ledger_directory(const std::string& directory);

} // namespace nightfloat::storage
