// SPDX-License-Identifier: Apache-2.0
#pragma once

// Files and directories that are on the disk when a call returns. All of them
// fail with `io_failed`, naming path, reason and remedy, or `no_space`. Of a
// new file that is its bytes; its name is there once its directory is synced.

#include "domain/error.hpp"

#include <string>

namespace nightfloat::storage {

/// With mode 0700, and syncs its parent, which exists. Fails where it exists.
[[nodiscard]] result<void> make_directory(const std::string& path);

/// Takes everybody else's rights away.
[[nodiscard]] result<void> make_private(const std::string& path);

/// With mode 0600.
[[nodiscard]] result<void> write_synced(const std::string& path,
                                        const std::string& text);

/// With mode 0600. Fails where the target exists.
[[nodiscard]] result<void> copy_synced(const std::string& from,
                                       const std::string& to);

/// Renames, and syncs the target's parent directory.
[[nodiscard]] result<void> rename_synced(const std::string& from,
                                         const std::string& to);

/// The names in it are on the disk.
[[nodiscard]] result<void> sync_directory(const std::string& path);

/// A file of a megabyte at most; fails with `not_found` too, and `oversize`.
[[nodiscard]] result<std::string> read_small(const std::string& path);

} // namespace nightfloat::storage
