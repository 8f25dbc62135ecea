// SPDX-License-Identifier: Apache-2.0
#pragma once

// A run's evidence on disk: the history as it happens, and at the end all
// else that the checkers examined, so that they can be asked again later.
//
//   history.jsonl   one line an invocation, one an end
//   feed.jsonl      one line a transaction
//   records.jsonl   one line a record
//   jobs.jsonl      one line a job
//   watched.jsonl   one line an item that a watcher was shown
//   again.jsonl     one line a key that was asked again
//   evidence.json   the rest

#include "chaos/checkers.hpp"

#include <atomic>
#include <string>
#include <string_view>

namespace nightfloat::chaos {

/// Appends lines to a file, each with one write. Not thread-safe but for
/// `state`.
class history_file {
public:
  history_file() = default;
  ~history_file();

  history_file(const history_file&) = delete;
  history_file& operator=(const history_file&) = delete;

  /// Makes the file, which must not be there. Fails with `io_failed`.
  [[nodiscard]] result<void> open(const std::string& path);

  /// After a line that could not be written, none is: a history with a gap
  /// would be judged as if what is missing had not been done.
  void write(std::string_view line);

  /// Fails with what first kept a line from being written: `io_failed` or
  /// `no_space`, naming file, reason and remedy.
  [[nodiscard]] result<void> state() const;

private:
  int file_ = -1;
  std::string path_;
  std::atomic<int> trouble_ = 0;
};

/// All but the history, into the other files. Fails with `io_failed` or
/// `no_space`.
[[nodiscard]] result<void> save_evidence(evidence x,
                                         const std::string& directory);

/// What a run left in its directory; of one that was killed, the history.
/// Fails with `not_found` or `malformed`, naming file and line.
[[nodiscard]] result<evidence> load_evidence(const std::string& directory);

} // namespace nightfloat::chaos
