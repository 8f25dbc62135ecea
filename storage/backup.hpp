// SPDX-License-Identifier: Apache-2.0
#pragma once

// Backups: a directory of the same form as a store's data directory
// (`ledger/` with mode 0700), beside it a note of what was in it at least.
// Whole or not there: it is made as `DIRECTORY.partial` and renamed at the end.
// Until then a file `unfinished` is in it, by which the next backup knows what
// it may take away.

#include "domain/store.hpp"
#include "storage/ledger.hpp"

#include <cstdint>
#include <string>

namespace nightfloat::storage {

/// `DIRECTORY/backup.json`.
constexpr auto backup_note_name = "backup.json";

/// Makes `directory` (absolute; its parent exists) a backup of a ledger that
/// serves, while it serves. Returns the programmes as they were just before:
/// the backup holds them at these versions or newer ones. Thread-safe. Fails
/// with `invalid_argument` for a directory that exists or is not absolute, or
/// whose `.partial` exists and is none of a backup, with `io_failed`, and as
/// `engine::checkpoint`.
[[nodiscard]] result<domain::backup_note> back_up(ledger& from,
                                                  const std::string& directory);

/// Of a backup; a data directory has none. Fails with `not_found` or
/// `malformed`.
[[nodiscard]] result<domain::backup_note>
read_backup_note(const std::string& directory);

/// Reads a data directory or a backup and compares it with its history, and a
/// backup with its note. A damaged one is read around the damage: what can
/// still be read is in the proof. Fails with `not_found` or `in_use`, or with
/// `corrupt` where nothing at all can be read.
[[nodiscard]] result<domain::store_proof>
verify_directory(const std::string& directory);

/// The same with the note of another directory, of which it is a copy.
[[nodiscard]] result<domain::store_proof>
verify_copy(const std::string& directory, const std::string& noted);

struct restore_options {
  /// A backup, or a data directory that no store runs on.
  std::string from;
  /// The data directory to be; it holds nothing, or is not there.
  std::string to;
  /// Of the wall clock: the restored store's tokens are newer than any that
  /// was given before, also in the history that is given up.
  std::int64_t now_ms = 0;
};

/// Verifies `from`, copies it to `to`, and makes it the store's. Fails with
/// `invalid_argument` for a target that holds something, `corrupt` for a
/// backup that is not whole, and as `verify_directory`; the target is then as
/// it was.
[[nodiscard]] result<domain::store_proof>
restore(const restore_options& options);

} // namespace nightfloat::storage
